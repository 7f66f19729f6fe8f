import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#config/clock.ts';
import { tlsIdentity } from '#certs/tls-identity.ts';
import type { ForwarderTask } from './parties/forwarder.ts';
import type { Load, LoadResult } from './parties/load.ts';
import { Party } from './parties/party.ts';
import type { ProviderTask } from './parties/provider.ts';

const CONSUMER = { address: '127.0.0.31', port: 8080 };
const PROVIDER = { address: '127.0.0.32', port: 5500 };
const PROVIDER_SYSTEM = { address: '127.0.0.33', port: 8090 };
const WARM_UP_SECONDS = 2;

const part = (name: string): string => join(import.meta.dirname, 'parties', `${name}.ts`);

/** The floor: the path of an exchange through two forwarders that do nothing but mutual TLS. No signature, no log. */
export async function measureFloor(
  plans: readonly Pick<Load, 'connections' | 'bodyBytes' | 'seconds'>[],
): Promise<LoadResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'drum-floor-'));
  const client = Party.start<Load, LoadResult>(part('information-system'));
  const consumer = Party.start<ForwarderTask, undefined>(part('forwarder'));
  const provider = Party.start<ForwarderTask, undefined>(part('forwarder'));
  const system = Party.start<ProviderTask, undefined>(part('provider'));
  try {
    const id = { type: 'SERVER', instance: 'FLOOR', memberClass: 'GOV', memberCode: '1', serverCode: 'floor' } as const;
    const { key, certificate } = await tlsIdentity(folder, {
      ...{ name: 'internal', commonName: id.serverCode, address: CONSUMER.address, clock: systemClock },
    });
    const plain = { tls: false };
    const secured = { ...PROVIDER, tls: true };
    await system.ask(PROVIDER_SYSTEM);
    await provider.ask({ listen: secured, forward: { ...PROVIDER_SYSTEM, ...plain }, key, certificate });
    await consumer.ask({ listen: { ...CONSUMER, ...plain }, forward: secured, key, certificate });
    const results: LoadResult[] = [];
    for (const plan of plans) {
      const url = `http://${CONSUMER.address}:${CONSUMER.port}`;
      const load = { ...plan, url, path: '/', headers: {}, run: `floor-${randomUUID().slice(0, 8)}` };
      await client.ask({ ...load, seconds: WARM_UP_SECONDS });
      results.push(await client.ask(load));
    }
    return results;
  } finally {
    await Promise.all([client, consumer, provider, system].map((party) => party.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}
