import { parseArgs } from 'node:util';
import { outcomeLine, report } from './report.ts';
import { run } from './run.ts';

/*
 * `npm run faults -- [--seed N] [--kills N | --minutes N] [--clients N] [--postgres]`: a country of real processes under load, whose
 * processes are killed, stopped, paused and disconnected; then every answered exchange is looked for in both logs.
 */

const KILLS = 100;
const CLIENTS = 4;
/** More than there is time for. */
const KILLS_PER_MINUTE_MAX = 100;
const SEED_MAX = 0x7fffffff;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    kills: { type: 'string' },
    minutes: { type: 'string' },
    clients: { type: 'string' },
    postgres: { type: 'boolean', default: false },
  },
});

function number(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number above 0, not ${text}`);
  return value;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const seed = number('--seed', values.seed, 1 + Math.floor(Math.random() * SEED_MAX));
const minutes = values.minutes === undefined ? undefined : number('--minutes', values.minutes, 1);
const kills = number('--kills', values.kills, minutes === undefined ? KILLS : minutes * KILLS_PER_MINUTE_MAX);
const length = minutes === undefined ? `${kills} kills` : `${minutes} minutes`;
const { postgres } = values;
print(`Seed ${seed}, ${length}, message logs in ${postgres ? 'PostgreSQL' : 'SQLite'}; Node.js ${process.version}`);
const result = await run({
  seed,
  kills,
  ...(minutes === undefined ? {} : { minutes }),
  postgres,
  clients: number('--clients', values.clients, CLIENTS),
  onOutcome: (outcome, count, of) => {
    print(outcomeLine(outcome, count, of));
  },
});
const { text, failed } = report(result);
print(`\n${text}`);
const again = minutes === undefined ? `--kills ${kills}` : `--minutes ${minutes}`;
if (failed > 0) print(`Once more: npm run faults -- --seed ${seed} ${again}${postgres ? ' --postgres' : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
