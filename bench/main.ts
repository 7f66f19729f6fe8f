import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { systemClock } from '#config/clock.ts';
import { freshPostgresDatabase } from '../test/postgres.ts';
import { centralServerRows } from './central-server.ts';
import { diskSync } from './disk.ts';
import { measureFloor } from './floor.ts';
import { machine } from './machine.ts';
import { largeBodyRows } from './large-bodies.ts';
import { keep, line, printedDetail } from './report.ts';
import {
  ordinaryRows,
  postgresqlRows,
  rsaRows,
  unpooledRows,
  workersRows,
  type Figure,
  type Pace,
  type Tell,
} from './rows.ts';

// npm run bench -- [--rows TEXT] [--seconds N] [--body BYTES] [--no-keep]: measures, prints, and keeps the results.

const LARGE_BODY_BYTES = 5_000_000_000;

const GROUPS: Readonly<Record<string, (pace: Pace, tell: Tell) => Promise<void>>> = {
  floor: floorRows,
  ordinary: ordinaryRows,
  rsa: rsaRows,
  'no-pooling': unpooledRows,
  workers: workersRows,
  'central-server': (_, tell) => centralServerRows(tell),
  'central-server-postgresql': async (_, tell) => centralServerRows(tell, await freshPostgresDatabase()),
  bodies: (_, tell) => largeBodyRows(LARGE_BODY_BYTES, tell),
  postgresql: async (pace, tell) => {
    const databases = { consumer: await freshPostgresDatabase(), provider: await freshPostgresDatabase() };
    await postgresqlRows(pace, databases, tell);
  },
};

async function floorRows(pace: Pace, tell: Tell): Promise<void> {
  const plans = [64, 16].map((connections) => ({ ...pace, connections }));
  for (const [index, { answered, seconds, failures }] of (await measureFloor(plans)).entries()) {
    if (failures.length > 0) throw new Error(`The floor failed: ${failures.join(', ')}`);
    tell({ name: `floor, ${plans[index]?.connections ?? 0} connections`, value: answered / seconds, unit: '/s' });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: Object.keys(GROUPS).join(',') },
      seconds: { type: 'string', default: '10' },
      body: { type: 'string', default: '1000' },
      keep: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const pace: Pace = { seconds: whole('--seconds', values.seconds), bodyBytes: whole('--body', values.body) };
  const groups = values.rows.split(',').map((name) => {
    const rows = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
    if (rows === undefined) throw new TypeError(`--rows: there is no ${name}, only ${Object.keys(GROUPS).join(', ')}`);
    return rows;
  });
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const facts = machine();
  print(`${facts.processor}, ${facts.cores} cores; Node.js ${facts.node}; ${facts.revision}; ${pace.seconds} s a row`);
  const at = systemClock.now().toISOString();
  const diskBefore = diskSync(tmpdir());
  print(`one synced write: p50 ${diskBefore.p50.toFixed(2)} ms, p99 ${diskBefore.p99.toFixed(2)} ms\n`);
  const figures: Figure[] = [];
  for (const rows of groups) {
    await rows(pace, (figure) => {
      figures.push(figure);
      print(line(figure));
    });
  }
  const diskSyncMilliseconds = [diskBefore, diskSync(tmpdir())];
  print(['', 'Where the time goes', ...figures.flatMap(printedDetail)].join('\n'));
  if (values.keep) print(`\n${keep({ at, machine: facts, pace, diskSyncMilliseconds, figures })}`);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number above 0, not ${text}`);
  return value;
}

await main();
