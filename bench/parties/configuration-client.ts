import { readFileSync } from 'node:fs';
import { systemClock } from '#config/clock.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { play } from './party.ts';

export interface LoadTask {
  /** From the central server, or what is stored already. */
  readonly from: 'source' | 'disk';
  /** The anchor's file. */
  readonly anchor: string;
  readonly directory: string;
}

let client: ConfigurationClient | undefined;

/** Loads configuration as a security server does; resolves to the seconds until it can be worked with. */
async function load({ from, anchor, directory }: LoadTask): Promise<number> {
  client ??= new ConfigurationClient({
    ...{ anchor: readAnchor(readFileSync(anchor)), directory, clock: systemClock, removeOthers: true },
  });
  const start = performance.now();
  if (from === 'disk') await client.stored();
  else {
    const { configuration, error } = await client.fetch();
    if (configuration === undefined) throw new Error('There is no configuration', { cause: error });
  }
  return (performance.now() - start) / 1000;
}

play(load);
