import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { audit, recordsOf } from './audit.ts';
import { BenchCountry } from './country.ts';
import { driftFaults, type Window } from './drift.ts';
import { cpuSeconds, pssBytes } from './processes.ts';

// npm run endurance -- [--minutes N] [--rate N] [--connections N]: a steady load for a long time. Memory must stay flat, latency
// must not drift, and in the end both logs must have what was answered.

const WINDOW_SECONDS = 15;
const WARM_UP_WINDOWS = 4;
const BODY_BYTES = 1_000;
const MB = 1_000_000;

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '200' },
      connections: { type: 'string', default: '32' },
    },
  });
  const windows = Math.ceil((Number(values.minutes) * 60) / WINDOW_SECONDS) + WARM_UP_WINDOWS;
  if (!(windows > WARM_UP_WINDOWS)) throw new TypeError('--minutes must be a number above 0');
  const plan = { rate: Number(values.rate), connections: Number(values.connections) };
  const country = await BenchCountry.start({ keys: { kind: 'ec', curve: 'P-256' } });
  try {
    print(`${plan.rate} exchanges a second over ${plan.connections} connections, windows of ${WINDOW_SECONDS} s`);
    print('   window  answered   p50 ms   p99 ms  consumer MB  provider MB   CPU s');
    const before = await recordsOf(country);
    const measured: Window[] = [];
    let answered = 0;
    const sample: string[] = [];
    for (let number = 0; number < windows; number += 1) {
      const { window, ids } = await measure(country, plan, number);
      answered += window.answered;
      sample.push(...ids.slice(0, 1));
      measured.push(window);
    }
    const verified = await audit(country, before, { answered, sample: sample.slice(-25) });
    print(`${answered} exchanges, all of them in both logs; ${verified} containers verified`);
    const faults = driftFaults(measured.slice(WARM_UP_WINDOWS));
    for (const fault of faults) print(`✗ ${fault}`);
    if (faults.length === 0) print('Memory is flat, and latency does not drift.');
    return faults.length === 0;
  } finally {
    await country.stop();
  }
}

async function measure(
  country: BenchCountry,
  plan: { readonly rate: number; readonly connections: number },
  number: number,
): Promise<{ readonly window: Window; readonly ids: readonly string[] }> {
  const run = `endurance-${randomUUID().slice(0, 8)}`;
  const load = { ...country.exchangeTarget(), ...plan, run, bodyBytes: BODY_BYTES, seconds: WINDOW_SECONDS };
  const { answered, failures, latency, sample } = await country.informationSystem.ask(load);
  if (failures.length > 0) throw new Error(`An exchange failed:\n${failures.join('\n')}`);
  const pids = country.pids();
  const [consumer, provider] = [pids['consumer server'], pids['provider server']];
  const window = {
    answered,
    p50: latency.p50,
    p99: latency.p99,
    consumerMb: pssBytes(consumer) / MB,
    providerMb: pssBytes(provider) / MB,
  };
  const columns = [window.answered, window.p50, window.p99, window.consumerMb, window.providerMb];
  const text = columns.map((value, index) => (index === 0 ? String(value) : value.toFixed(1)).padStart(10)).join(' ');
  print(
    `${String(number + 1).padStart(8)} ${text} ${(cpuSeconds(consumer) + cpuSeconds(provider)).toFixed(0).padStart(8)}`,
  );
  return { window, ids: sample };
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

process.exitCode = (await main()) ? 0 : 1;
