import { startBodiesCountry } from '../test/bodies/country.ts';
import { exchangeLarge, SERVERS } from '../test/bodies/large-exchange.ts';
import { hashSpeed } from '../test/bodies/lane.ts';
import type { Tell } from './rows.ts';

const MB = 1_000_000;
const FIRST_BYTES = 64 * MB;
const PATIENCE_MS = 3_600_000;

/** One body of this size each way, logged whole. `npm run test:bodies` proves every byte and the evidence besides. */
export async function largeBodyRows(sizeBytes: number, tell: Tell): Promise<void> {
  const country = await startBodiesCountry({
    'proxy.max-body-size': sizeBytes,
    'proxy.spool-max': 2 * sizeBytes,
    'message-log.max-loggable-message-body-size': sizeBytes,
    'proxy.client-httpclient-timeout': PATIENCE_MS,
  });
  try {
    for (const direction of ['request', 'response'] as const) await exchangeLarge(country, direction, FIRST_BYTES);
    const grown: number[] = [];
    const shares: number[] = [];
    for (const direction of ['request', 'response'] as const) {
      const bytesPerSecond = hashSpeed();
      const { arrived, seconds, costs } = await exchangeLarge(country, direction, sizeBytes);
      if (arrived.size !== sizeBytes) throw new Error(`The run is void: ${arrived.size} bytes of ${sizeBytes} arrived`);
      grown.push(...SERVERS.map((server) => (costs[server].peakBytes - costs[server].idleBytes) / MB));
      shares.push((100 * sizeBytes) / seconds / bytesPerSecond);
    }
    tell({ name: '5 GB body, memory of a server beyond that before', value: Math.max(...grown), unit: 'MB' });
    tell({ name: '5 GB body, share of the speed of SHA-512', value: Math.min(...shares), unit: '%' });
  } finally {
    await country.stop();
  }
}
