import { startProgram } from '../design/program.tsx';
import { screens } from './screens.ts';

await startProgram({ name: 'common:integrator', screens });
