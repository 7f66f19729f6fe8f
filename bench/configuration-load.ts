import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../test/country/poll.ts';
import { median } from './durations.ts';
import type { LoadTask } from './parties/configuration-client.ts';
import { Party } from './parties/party.ts';
import type { Tell } from './rows.ts';

const REPEATS = 5;
/** What the central server does after it has published is not the security server's. */
const SETTLED_MS = 2_000;
const PUBLISHED_MS_MAX = 60_000;

interface LoadSubject {
  /** File of the anchor of the central server. */
  readonly anchor: string;
  /** Address that the central server publishes at, as host:port. */
  readonly address: string;
  /** Changes what is published. */
  readonly change: (repeat: number) => Promise<unknown>;
}

/**
 * How long a security server takes to have configuration to work with: downloaded, verified, kept, read and indexed. Each first download and
 * each start is in a process that has just begun.
 */
export async function loadRows({ anchor, address, change }: LoadSubject, tell: Tell): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'drum-bench-'));
  const taken = { first: [] as number[], changed: [] as number[], unchanged: [] as number[], stored: [] as number[] };
  try {
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const directory = join(home, `server-${repeat}`);
      const source = { from: 'source', anchor, directory } as const;
      await inProcess(async (load) => {
        taken.first.push(await load(source));
        const before = await sharedParametersAt(address);
        await change(repeat);
        await until(
          'the change is published',
          async () => (await sharedParametersAt(address)) !== before,
          PUBLISHED_MS_MAX,
        );
        await delay(SETTLED_MS);
        taken.changed.push(await load(source));
        taken.unchanged.push(await load(source));
      });
      await inProcess(async (load) => {
        taken.stored.push(await load({ ...source, from: 'disk' }));
      });
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  for (const [name, values] of [
    ['configuration, 10,000 members, first download', taken.first],
    ['configuration, 10,000 members, download of a change', taken.changed],
    ['configuration, 10,000 members, download without one', taken.unchanged],
    ['configuration, 10,000 members, read at a start', taken.stored],
  ] as const) {
    tell({ name, value: 1000 * median(values), unit: 'ms' });
  }
}

async function inProcess(use: (load: (task: LoadTask) => Promise<number>) => Promise<void>): Promise<void> {
  const party = Party.start<LoadTask, number>(join(import.meta.dirname, 'parties', 'configuration-client.ts'));
  try {
    await use((task) => party.ask(task));
  } finally {
    await party.stop();
  }
}

/** Where the directory says that the shared parameters are; a change of them moves them. */
async function sharedParametersAt(address: string): Promise<string> {
  const directory = await (await fetch(`http://${address}/internalconf?version=6`)).text();
  return /Content-location: (\S*shared-params\S*)/.exec(directory)?.[1] ?? '';
}
