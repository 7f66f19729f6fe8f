import { buildScreens } from './screens.ts';

const started = performance.now();
await buildScreens();
process.stdout.write(`The screens are built (${((performance.now() - started) / 1000).toFixed(1)} s).\n`);
