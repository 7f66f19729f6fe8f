import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Country, type CountryPlan } from '../country.ts';
import { PeerIdentity } from '../faults/peer-identity.ts';

export const CONSUMER = 'TEST/MUN/1/is';
export const HELLO = 'TEST/GOV/1/registry/hello';
/** A client of the server that tests play. */
export const PLAYED_CLIENT = 'TEST/COM/9/system';

/** What keeps the tests short, and small enough to reach. */
export const LIMITS = {
  'proxy.server-connector-initial-idle-time': 1_500,
  'proxy.request-idle-timeout': 2_500,
  'proxy.max-connections': 60,
  'proxy.max-exchanges': 12,
  'proxy.max-exchanges-per-service': 8,
  'proxy.max-body-size': 4_000_000,
  'proxy.client-httpclient-timeout': 10_000,
  'message-log.timestamp-interval': 1,
} as const;

const open = (code: string, more: object = {}) => ({
  code,
  type: 'REST',
  timeoutSeconds: 2,
  accessRights: [{ globalGroup: 'callers' }],
  ...more,
});

const member = (memberClass: string, memberCode: string, ...subsystems: string[]) => ({
  memberClass,
  memberCode,
  name: `${memberClass} ${memberCode}`,
  subsystems: subsystems.map((code) => ({ code, name: code })),
});

const PLAN: CountryPlan = {
  members: [member('MUN', '1', 'is', 'other'), member('GOV', '1', 'registry'), member('COM', '9', 'system')],
  globalGroups: [{ code: 'callers', description: 'May call', members: [CONSUMER, PLAYED_CLIENT] }],
  securityServers: [
    {
      name: 'consumer',
      owner: 'TEST/MUN/1',
      clients: [{ id: CONSUMER }, { id: 'TEST/MUN/1/other', connectionType: 'HTTPS_NO_AUTH' }],
      parameters: LIMITS,
    },
    {
      name: 'provider',
      owner: 'TEST/GOV/1',
      clients: [
        {
          id: 'TEST/GOV/1/registry',
          services: [
            open('hello'),
            open('narrow', { accessRights: [{ client: CONSUMER, endpoints: [{ method: 'GET', path: '/open/**' }] }] }),
          ],
        },
      ],
      parameters: LIMITS,
    },
    { name: 'played', owner: 'TEST/COM/9', clients: [{ id: PLAYED_CLIENT }] },
  ],
};

export type ServerName = 'consumer' | 'provider';

/** A country of real processes with low limits, which the suites of hostile servers attack one after the other. */
export class Besieged {
  readonly country: Country;
  /** With the keys of a registered security server. */
  readonly identity: PeerIdentity;

  private constructor(country: Country, identity: PeerIdentity) {
    this.country = country;
    this.identity = identity;
  }

  static async start(): Promise<Besieged> {
    const country = await Country.start(PLAN);
    try {
      const identity = await PeerIdentity.open(country, 'played');
      await country.startServers('consumer', 'provider');
      return new Besieged(country, identity);
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  address(server: ServerName): string {
    return this.country.address(server);
  }

  /** Files of messages that a server has open. */
  openFiles(server: ServerName): string[] {
    const folder = `/proc/${this.country.processIds(server).server}/fd`;
    return readdirSync(folder)
      .map((descriptor) => target(join(folder, descriptor)))
      .filter((path) => /\/(spool|bodies)\//.test(path));
  }

  /** Bodies that a server keeps on its disk for exchanges under way. */
  spooled(server: ServerName): string[] {
    return readdirSync(join(this.country.folder(server), 'data', 'spool'));
  }

  /** What a server has logged. */
  log(server: ServerName): string {
    return readFileSync(join(this.country.folder(server), 'log.jsonl'), 'utf8');
  }

  async stop(): Promise<void> {
    await this.country.stop();
  }
}

/** A descriptor may be closed while the others are looked at. */
function target(descriptor: string): string {
  try {
    return readlinkSync(descriptor);
  } catch {
    return '';
  }
}

let begun: Promise<Besieged> | undefined;

/** The besieged country, for the suite it is called in: the first that runs starts it. */
export function besieged(): () => Besieged {
  let country: Besieged | undefined;
  before(async function () {
    this.timeout(START_MS_MAX);
    begun ??= Besieged.start();
    country = await begun;
  });
  return () => {
    if (country === undefined) throw new Error('The country has not been started');
    return country;
  };
}

// Of all suites together, because each may be left out.
after(async () => {
  await (await begun)?.stop();
});

const START_MS_MAX = 60_000;
