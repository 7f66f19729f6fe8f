import { DIRECTIONS, exchangeLarge, SERVERS, startLargeBodiesCountry } from '../test/bodies/large-exchange.ts';
import { hashSpeed } from '../test/bodies/lane.ts';
import type { Tell } from './rows.ts';

const MB = 1_000_000;

/** One body of this size each way, logged whole. `npm run test:bodies` proves every byte and the evidence besides. */
export async function largeBodyRows(sizeBytes: number, tell: Tell): Promise<void> {
  const country = await startLargeBodiesCountry(sizeBytes);
  try {
    const grown: number[] = [];
    const shares: number[] = [];
    for (const direction of DIRECTIONS) {
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
