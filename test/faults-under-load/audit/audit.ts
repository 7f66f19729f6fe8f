import { join } from 'node:path';
import { Random } from '../../../member-adapters/registers/civil-registration/population/random.ts';
import { until } from '../../country/poll.ts';
import { readJournal, readLedger, type LedgerEntry } from '../ledger.ts';
import { SERVERS, type ServerName } from '../plan.ts';
import { ROUTES, type World } from '../world.ts';
import { auditArchives } from './archives.ts';
import { auditContainers } from './containers.ts';
import type { DownloadFrom } from '../../country/evidence.ts';
import { auditDownloads } from './downloads.ts';
import type { Fault } from './facts.ts';
import { bodyNames, isCaughtUp, recordsOf, type MessageLogPlace } from './message-log.ts';
import { judge } from './rules.ts';

/** One sentence that was looked at, and what breaks it. */
interface Finding {
  readonly says: string;
  readonly faults: readonly Fault[];
}

export interface AuditResult {
  readonly findings: readonly Finding[];
  readonly ledger: readonly LedgerEntry[];
  readonly records: number;
  readonly containers: number;
  readonly downloads: number;
  readonly archives: number;
}

/** Containers that are also fetched as their owners fetch them. */
const DOWNLOADS = 200;
/** INSTANCE/CLASS/MEMBER/SUBSYSTEM. */
const SUBSYSTEM_PARTS = 4;
/** A server that was killed every few seconds threw each archive away that it had begun, and has them all before it. */
const CAUGHT_UP_MS_MAX = 300_000;

/** Holds what clients were told against what the servers have. Load has ended; afterwards no security server runs. */
export async function audit(world: World, seed: number): Promise<AuditResult> {
  const ledger = readLedger(world.ledger);
  const places = SERVERS.map((server) => placeOf(world, server));
  const restarted = await attempt('every server starts again', () => restart(world));
  const caughtUp = await attempt('time-stamping and archiving catch up', () =>
    until('all logs are time-stamped and archived', () => haveCaughtUp(places), CAUGHT_UP_MS_MAX),
  );
  const downloads = chosen(world, ledger, seed);
  const downloaded = await auditDownloads(downloads);
  for (const server of SERVERS) await world.end(server, 'SIGTERM');
  const records = (await Promise.all(places.map(recordsOf))).flat();
  const rules = judge({
    routes: ROUTES,
    ledger,
    calls: readJournal(world.journal),
    records,
    bodies: await Promise.all(places.map(async (place) => ({ server: place.server, ...(await bodyNames(place)) }))),
  });
  const lastId = (server: string): number =>
    records.reduce((last, record) => (record.server === server ? Math.max(last, record.id) : last), 0);
  const containers = [];
  for (const place of places) containers.push(await auditContainers(place, lastId(place.server)));
  const archives = await Promise.all(places.map((place) => auditArchives(place, records)));
  return {
    findings: [
      restarted,
      caughtUp,
      ...rules,
      { says: 'every container verifies', faults: containers.flatMap(({ faults }) => faults) },
      { says: 'containers verify as they are handed out (/asic)', faults: downloaded },
      {
        says: 'archives are one chain, with every record once',
        faults: archives.flatMap(({ faults }) => faults),
      },
    ],
    ledger,
    records: records.length,
    containers: containers.reduce((sum, { verified }) => sum + verified, 0),
    downloads: downloads.length,
    archives: archives.reduce((sum, each) => sum + each.archives, 0),
  };
}

function placeOf(world: World, server: ServerName): MessageLogPlace {
  const data = join(world.country.folder(server), 'data');
  const url = world.databases?.[server];
  const database =
    url === undefined
      ? ({ engine: 'sqlite', path: join(data, 'messagelog.sqlite') } as const)
      : ({ engine: 'postgresql', url, schema: 'message_log' } as const);
  return { server, database, data };
}

async function attempt(says: string, action: () => Promise<unknown>): Promise<Finding> {
  try {
    await action();
    return { says, faults: [] };
  } catch (error) {
    return { says, faults: [{ where: '', what: String(error) }] };
  }
}

/** A start removes what a kill has left; nothing else may be left then. */
async function restart(world: World): Promise<void> {
  await Promise.all(
    SERVERS.map(async (server) => {
      await world.end(server, 'SIGTERM');
      await world.startAgain(server);
    }),
  );
}

async function haveCaughtUp(places: readonly MessageLogPlace[]): Promise<boolean> {
  for (const place of places) if (!(await isCaughtUp(place))) return false;
  return true;
}

/** Answered exchanges by chance, and of each one of its four containers. */
function chosen(world: World, ledger: readonly LedgerEntry[], seed: number): DownloadFrom[] {
  const random = new Random(`downloads ${seed}`);
  const answered = ledger.filter(({ outcome }) => outcome === 'answered');
  return Array.from({ length: Math.min(DOWNLOADS, answered.length) }, () => answered[random.below(answered.length)])
    .filter((entry) => entry !== undefined)
    .map(({ id: queryId, route: name }) => {
      const route = ROUTES.find((each) => each.name === name) ?? ROUTES[0];
      // Only where one server alone can have it: which of several it was, the client does not know.
      const [server, owner] =
        route.providers.length === 1 && random.chance(50)
          ? [route.providers[0], route.service.split('/').slice(0, SUBSYSTEM_PARTS).join('/')]
          : [route.server, route.client];
      return {
        address: world.country.address(server),
        data: join(world.country.folder(server), 'data'),
        owner,
        queryId,
        direction: random.chance(50) ? 'request' : 'response',
      } as const;
    });
}
