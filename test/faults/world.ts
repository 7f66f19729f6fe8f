import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '#certs/pem.ts';
import { issue } from '../pki/certificates.ts';
import { Country, type CountryPlan } from '../country.ts';
import { certificateOfServer, PeerIdentity } from './peer-identity.ts';
import { ScriptedServerProxy } from './scripted-peer.ts';

/** Bodies above these are refused, each by another rule. */
export const BYTES_MAX = { provider: 50_000, consumerLog: 100_000, consumer: 200_000 } as const;
const MAINTENANCE = 'back at noon';

/** Of util-linux: a write beyond the limit fails, as on a full disk. */
const PROCESS_LIMITER = 'prlimit';

/** A key and a certificate of an information system, PEM. */
interface SystemCertificate {
  readonly key: string;
  readonly cert: string;
}

export const CONSUMER = 'TEST/MUN/1/is';
export const HELLO = 'TEST/GOV/1/registry/hello';
/** A client and provider of the server that tests play. */
export const SCRIPTED_CLIENT = 'TEST/COM/9/system';

const subsystem = (code: string) => ({ code, name: code });
const member = (memberClass: string, memberCode: string, ...subsystems: string[]) => ({
  memberClass,
  memberCode,
  name: `${memberClass} ${memberCode}`,
  subsystems: subsystems.map(subsystem),
});

/** Everyone may call it. */
const open = (code: string, more: object = {}) => ({
  code,
  type: 'REST',
  accessRights: [{ globalGroup: 'callers' }],
  ...more,
});

function plan(informationSystem: string, unreachable: string): CountryPlan {
  return {
    members: [
      member('MUN', '1', 'is', 'tls', 'mutual-tls', 'unlisted'),
      member('MUN', '2', 'is'),
      member('MUN', '3', 'is'),
      member('GOV', '1', 'registry', 'elsewhere'),
      member('GOV', '2', 'shared', 'only', 'is'),
      member('GOV', '3', 'registry'),
      member('GOV', '4', 'registry'),
      member('GOV', '5', 'registry'),
      member('COM', '9', 'system'),
    ],
    globalGroups: [
      {
        code: 'callers',
        description: 'May call',
        members: [CONSUMER, 'TEST/MUN/1/tls', 'TEST/MUN/1/mutual-tls', 'TEST/GOV/2/is', SCRIPTED_CLIENT],
      },
    ],
    securityServers: [
      {
        name: 'consumer',
        owner: 'TEST/MUN/1',
        clients: [
          { id: CONSUMER },
          { id: 'TEST/MUN/1/tls', connectionType: 'HTTPS_NO_AUTH' },
          { id: 'TEST/MUN/1/mutual-tls', connectionType: 'HTTPS', tlsCertificates: [informationSystem] },
          { id: 'TEST/MUN/1/unlisted', registered: false },
          { id: 'TEST/MUN/2/is' },
          { id: 'TEST/MUN/3/is' },
        ],
        parameters: {
          'proxy.max-body-size': BYTES_MAX.consumer,
          'message-log.max-loggable-message-body-size': BYTES_MAX.consumerLog,
          'proxy.client-httpclient-timeout': 5_000,
        },
      },
      {
        name: 'provider',
        owner: 'TEST/GOV/1',
        clients: [
          {
            id: 'TEST/GOV/1/registry',
            services: [
              open('hello'),
              open('private', { accessRights: [] }),
              open('narrow', { accessRights: [{ client: CONSUMER, endpoints: [{ method: 'GET', path: '/open' }] }] }),
              open('slow', { timeoutSeconds: 1 }),
              open('off', { disabledNotice: 'closed for the season' }),
              open('down', { url: unreachable }),
            ],
          },
          { id: 'TEST/GOV/2/shared', services: [open('hello')] },
          { id: 'TEST/GOV/3/registry', services: [open('hello')] },
          { id: 'TEST/GOV/4/registry', services: [open('hello')] },
        ],
        parameters: { 'proxy.max-body-size': BYTES_MAX.provider },
      },
      {
        name: 'second',
        owner: 'TEST/GOV/2',
        clients: [
          { id: 'TEST/GOV/2/shared', services: [open('hello')] },
          { id: 'TEST/GOV/2/only', services: [open('hello')] },
          { id: 'TEST/GOV/2/is' },
        ],
        parameters: {
          'message-log.timestamp-interval': 1,
          'message-log.acceptable-timestamp-failure-period': 1,
        },
      },
      {
        name: 'closed',
        owner: 'TEST/GOV/5',
        clients: [{ id: 'TEST/GOV/5/registry' }],
        maintenance: { message: MAINTENANCE },
      },
      { name: 'scripted', owner: 'TEST/COM/9', clients: [{ id: SCRIPTED_CLIENT }] },
    ],
  };
}

/** The country in which the faults happen, and those that tests play in it. */
export class World {
  readonly country: Country;
  /** Of an information system that is registered for TEST/MUN/1/mutual-tls. */
  readonly registered: SystemCertificate;
  /** Of one that nobody has registered. */
  readonly stranger: SystemCertificate;
  readonly identity: PeerIdentity;
  readonly serverProxy: ScriptedServerProxy;
  private readonly folder: string;

  private constructor(parts: {
    country: Country;
    registered: SystemCertificate;
    stranger: SystemCertificate;
    identity: PeerIdentity;
    folder: string;
  }) {
    this.country = parts.country;
    this.registered = parts.registered;
    this.stranger = parts.stranger;
    this.identity = parts.identity;
    this.folder = parts.folder;
    this.serverProxy = new ScriptedServerProxy(parts.identity);
  }

  /** `consumer`, `provider` and `second` run; `scripted` is played; `closed` is in maintenance and does not run. */
  static async start(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'drum-faults-'));
    const [registered, stranger] = [systemCertificate('registered'), systemCertificate('stranger')];
    const file = join(folder, 'information-system.pem');
    writeFileSync(file, registered.cert);
    const country = await Country.start(plan(file, 'http://127.0.0.1:1'));
    try {
      // Signing certificates of single members, before their servers ask about them for the first time.
      const { authority } = country;
      await authority.setStanding(certificateOfServer(country, 'consumer', 'MUN/2'), 'revoked');
      await authority.setStanding(certificateOfServer(country, 'consumer', 'MUN/3'), 'unknown');
      await authority.setStanding(certificateOfServer(country, 'provider', 'GOV/3'), 'revoked');
      await authority.setStanding(certificateOfServer(country, 'provider', 'GOV/4'), 'unknown');
      const identity = await PeerIdentity.open(country, 'scripted');
      await Promise.all(['consumer', 'provider', 'second'].map((name) => country.startServer(name)));
      const world = new World({ country, registered, stranger, identity, folder });
      await world.serverProxy.start({ withOcsp: false });
      return world;
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  /** Nothing that this security server writes fits on its disk any more, or all of it again. */
  setDiskFull(server: string, isFull: boolean): void {
    const { server: pid } = this.country.processIds(server);
    execFileSync(PROCESS_LIMITER, ['--pid', String(pid), `--fsize=${isFull ? '0' : 'unlimited'}:`]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.serverProxy.stop(), this.country.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function systemCertificate(name: string): SystemCertificate {
  const { key, certificate } = issue({ subject: name, key: 'ec' });
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem('CERTIFICATE', certificate.der),
  };
}
