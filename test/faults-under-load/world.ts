import { renameSync } from 'node:fs';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { Country, type CountryPlan } from '../country.ts';
import { ownProcessesOf } from '../country/descendants.ts';
import { until } from '../country/poll.ts';
import { freshPostgresDatabase } from '../postgres.ts';
import { Load } from './load.ts';
import { SERVERS, type ServerName, type Target } from './plan.ts';
import { HelperProcess } from './processes/helper-process.ts';

/** Where servers meet each other: a relay listens there and passes on to the standard port. */
const NETWORK_PORT = 15_500;
const SERVER_PORT = 5_500;

/** Quick, so that time-stamping and archiving run while processes are killed. */
const PARAMETERS = {
  'proxy.server-port': NETWORK_PORT,
  'message-log.timestamp-interval': 1,
  'message-log.archive-interval': 3,
  'message-log.archive-max-filesize': 4_194_304,
};

/** Short, so that keys may follow each other quickly (`keyInTurn`). */
const CENTRAL_PARAMETERS = {
  'center.configuration-generation-interval': 2,
  'center.configuration-expire-interval': 30,
};
/** Until a key that is declared now signs, at most. */
const KEY_MS_MAX = 60_000;

const keyName = (generation: number): string => `key-${generation}`;

/** What the central server signs with in a generation: servers learn the next key, and may have missed the last change. */
function signingKeys(generation: number) {
  const others = generation === 0 ? [1] : [generation - 1, generation + 1];
  const keys = { active: keyName(generation), others: others.map(keyName) };
  return { internal: keys, external: keys };
}

const CONSUMER = 'TEST/MUN/1/is';
const SECOND = 'TEST/GOV/2/is';
const REGISTRY = 'TEST/GOV/1/registry';
const SHARED = 'TEST/GOV/2/shared';
/** The only service with a version. */
const SOAP = 'answer/v1';

/** Who asks whom: the server that the client is at, and those that may serve the provider. */
export const ROUTES = [
  { name: 'registry', server: 'consumer', client: CONSUMER, service: `${REGISTRY}/echo`, providers: ['provider'] },
  {
    name: 'shared',
    server: 'consumer',
    client: CONSUMER,
    service: `${SHARED}/echo`,
    providers: ['provider', 'second'],
  },
  { name: 'from-second', server: 'second', client: SECOND, service: `${REGISTRY}/echo`, providers: ['provider'] },
  { name: 'soap', server: 'consumer', client: CONSUMER, service: `${REGISTRY}/${SOAP}`, providers: ['provider'] },
  {
    name: 'soap-shared',
    server: 'consumer',
    client: CONSUMER,
    service: `${SHARED}/${SOAP}`,
    providers: ['provider', 'second'],
  },
] as const satisfies readonly {
  name: string;
  server: ServerName;
  client: string;
  service: string;
  providers: readonly ServerName[];
}[];

const subsystems = (...codes: readonly string[]) => codes.map((code) => ({ code, name: code }));

function planOf(databases: Readonly<Record<ServerName, string>> | undefined): CountryPlan {
  const accessRights = [{ globalGroup: 'callers' }];
  const services = [
    { code: 'echo', type: 'REST', accessRights },
    { code: 'answer', version: 'v1', type: 'WSDL', accessRights },
  ];
  const servers = [
    { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CONSUMER }] },
    {
      name: 'provider',
      owner: 'TEST/GOV/1',
      clients: [
        { id: REGISTRY, services },
        { id: SHARED, services },
      ],
    },
    {
      name: 'second',
      owner: 'TEST/GOV/2',
      clients: [{ id: SHARED, services }, { id: SECOND }],
    },
  ] as const;
  return {
    members: [
      { memberClass: 'MUN', memberCode: '1', name: 'Consumer', subsystems: subsystems('is') },
      { memberClass: 'GOV', memberCode: '1', name: 'Provider', subsystems: subsystems('registry') },
      { memberClass: 'GOV', memberCode: '2', name: 'Second', subsystems: subsystems('shared', 'is') },
    ],
    centralServer: { parameters: CENTRAL_PARAMETERS, settings: { signingKeys: signingKeys(0) } },
    globalGroups: [{ code: 'callers', description: 'May call', members: [CONSUMER, SECOND] }],
    securityServers: servers.map((server) => ({
      ...server,
      parameters: PARAMETERS,
      ...(databases === undefined ? {} : { database: databases[server.name] }),
    })),
  };
}

/** The processes of one run. */
export class World {
  readonly country: Country;
  readonly load: Load;
  readonly ledger: string;
  readonly journal: string;
  /** Of PostgreSQL; undefined where servers keep files. */
  readonly databases: Readonly<Record<ServerName, string>> | undefined;
  /** Programs that ended without being told to. */
  readonly died: string[];
  private keyGeneration = 0;
  private readonly helpers: ReadonlyMap<Target, HelperProcess<never>>;

  private constructor(parts: {
    country: Country;
    databases: Readonly<Record<ServerName, string>> | undefined;
    died: string[];
    seed: number;
    clients: number;
  }) {
    const { country } = parts;
    this.country = country;
    this.databases = parts.databases;
    this.died = parts.died;
    const folder = country.sandbox.folders.root;
    this.ledger = join(folder, 'ledger.jsonl');
    this.journal = join(folder, 'journal.jsonl');
    this.helpers = helpersOf(country, this.journal);
    this.load = new Load({
      seed: String(parts.seed),
      ledger: this.ledger,
      clients: parts.clients,
      routes: ROUTES.map(({ name, server, client, service }) => ({
        name,
        client,
        service,
        address: country.address(server),
      })),
    });
  }

  static async start(options: { readonly seed: number; readonly postgres: boolean; readonly clients: number }) {
    const databases = options.postgres
      ? {
          consumer: await freshPostgresDatabase(),
          provider: await freshPostgresDatabase(),
          second: await freshPostgresDatabase(),
        }
      : undefined;
    const died: string[] = [];
    const country = await Country.start(planOf(databases), (name) => died.push(name));
    const world = new World({ ...options, country, databases, died });
    try {
      // A process of its own takes its place.
      await country.provider.stop();
      for (const helper of world.helpers.values()) await helper.start();
      await country.startServers(...SERVERS);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  pid(target: Target): number {
    const pid = this.helpers.get(target)?.pid ?? this.country.sandbox.processes.pid(programOf(target));
    if (pid === undefined) throw new Error(`${target} does not run`);
    return pid;
  }

  /** The processes that a security server has started, and keeps. */
  children(server: ServerName): number[] {
    return ownProcessesOf(this.pid(server));
  }

  /** Ends a main process and resolves when it is gone; false when the signal alone did not end it in time. */
  async end(target: Target, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    const helper = this.helpers.get(target);
    if (helper === undefined) return this.country.sandbox.processes.end(programOf(target), signal);
    await helper.end(signal);
    return true;
  }

  /** Starts it again by the same command line; resolves when it says that it is ready. */
  async startAgain(target: Target): Promise<void> {
    const helper = this.helpers.get(target);
    if (helper === undefined) await this.country.sandbox.processes.startAgain(programOf(target));
    else await helper.start();
  }

  /** Has the central server sign with its next keys, and resolves when it does. Changed keys want a new start. */
  async rotateKeys(): Promise<void> {
    const { country } = this;
    this.keyGeneration += 1;
    Object.assign(country.ecosystem.centralServer.settings, { signingKeys: signingKeys(this.keyGeneration) });
    await country.restartCentralServer();
    const wanted = keyName(this.keyGeneration);
    await until(`${wanted} signs`, () => this.keysInUse().every((name) => name === wanted), KEY_MS_MAX);
  }

  private keysInUse(): string[] {
    const path = join(this.country.sandbox.folders.centralServer, 'data', 'catalogue.sqlite');
    const catalogue = new SqliteFile(path, { readonly: true });
    const rows = catalogue.prepare<[], { name: string }>('select name from signing_key where active = 1').all();
    catalogue.close();
    return rows.map(({ name }) => name);
  }

  /** Resets all connections through a network. */
  cut(target: Target): void {
    this.helpers.get(target)?.send({ kind: 'cut' });
  }

  /** Ends everything. Its files stay where `keepAs` names a place for them. */
  async stop(keepAs?: string): Promise<void> {
    await this.load.kill();
    await Promise.all([...this.helpers.values()].map((helper) => helper.end('SIGKILL')));
    await this.country.sandbox.stop();
    if (keepAs !== undefined) renameSync(this.country.sandbox.folders.root, keepAs);
    await this.country.stop();
  }
}

function helpersOf(country: Country, journal: string): Map<Target, HelperProcess<never>> {
  const module = (name: string): string => join(import.meta.dirname, 'processes', name);
  const { hostname, port } = new URL(country.provider.url);
  const relay = (name: Target, server: ServerName) =>
    new HelperProcess<never>(name, module('relay-process.ts'), {
      address: country.address(server),
      from: NETWORK_PORT,
      to: SERVER_PORT,
    });
  const system = { address: hostname, port: Number(port), journal };
  return new Map<Target, HelperProcess<never>>([
    ['provider system', new HelperProcess<never>('provider system', module('provider-process.ts'), system)],
    ['network to provider', relay('network to provider', 'provider')],
    ['network to second', relay('network to second', 'second')],
  ]);
}

/** As the sandbox calls it. */
function programOf(target: Target): string {
  if (target === 'authority') return 'authority';
  if (target === 'central server') return 'central-server';
  return `security-server ${target}`;
}
