import { rmSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { readEcosystem, type Ecosystem, type EcosystemServer } from '#cli/sandbox/ecosystem.ts';
import { Sandbox } from '#cli/sandbox/run.ts';
import { Party } from './parties/party.ts';
import type { Load, LoadResult } from './parties/load.ts';
import type { ProviderTask } from './parties/provider.ts';

/** What a row changes in the sandbox's own country. */
export interface CountryChanges {
  readonly keys: EcosystemServer['keys'];
  /** System parameters of both servers. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Address of a PostgreSQL for each server, instead of files in its folder. */
  readonly postgresql?: { readonly consumer: string; readonly provider: string };
}

/** The servers of config/sandbox/bulgaria.yaml that take part. */
const CONSUMER = 'sofia';
const PROVIDER = 'grao';
const PROVIDER_SYSTEM = { address: '127.0.0.22', port: 8090 };
const SERVICE = 'bench';

/**
 * The sandbox's country with two of its security servers, each program a process of its own as `npm start` has it, and an
 * information system and a provider system beside them.
 */
export class BenchCountry {
  readonly informationSystem: Party<Load, LoadResult>;
  readonly sandbox: Sandbox;
  private readonly ecosystem: Ecosystem;
  private readonly root: string;
  private readonly provider: Party<ProviderTask, undefined>;

  private constructor(sandbox: Sandbox, ecosystem: Ecosystem, root: string) {
    this.sandbox = sandbox;
    this.ecosystem = ecosystem;
    this.root = root;
    this.informationSystem = Party.start(join(import.meta.dirname, 'parties', 'information-system.ts'));
    this.provider = Party.start(join(import.meta.dirname, 'parties', 'provider.ts'));
  }

  static async start(changes: CountryChanges): Promise<BenchCountry> {
    const root = mkdtempSync(join(tmpdir(), 'drum-bench-'));
    const ecosystem = changed(withoutCollecting(await readEcosystem()), changes);
    const options = { root, fresh: false, onDeath: () => undefined };
    const country = new BenchCountry(await Sandbox.prepare(ecosystem, options), ecosystem, root);
    try {
      await country.begin();
      return country;
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  private async begin(): Promise<void> {
    await Promise.all([this.provider.ask(PROVIDER_SYSTEM), this.sandbox.startAuthority()]);
    await this.sandbox.provision();
    await this.sandbox.startCentralServer();
    for (const name of [PROVIDER, CONSUMER]) await this.startServer(name);
  }

  /** Seconds from its start to ready. */
  async startServer(name: string): Promise<number> {
    const started = performance.now();
    const ready = await this.sandbox.startSecurityServer(name);
    if (ready.health !== 'ok') throw new Error(`${name} is not ready: ${JSON.stringify(ready.missing)}`);
    return (performance.now() - started) / 1000;
  }

  /** As servers run from their second start on: compiled code is kept, and the first start, which makes it, takes more memory. */
  async restartServers(): Promise<void> {
    for (const name of [PROVIDER, CONSUMER]) {
      await this.endServer(name);
      await this.startServer(name);
    }
  }

  async endServer(name: string): Promise<void> {
    await this.sandbox.processes.end(`security-server ${name}`);
  }

  /** Of an exchange over both servers. */
  exchangeTarget(): Pick<Load, 'url' | 'path' | 'headers'> {
    const consumer = this.server(CONSUMER);
    const [client] = consumer.clients;
    const [provider] = this.server(PROVIDER).clients;
    return {
      url: `http://${consumer.address}:8080`,
      path: `/r1/${provider?.id ?? ''}/${SERVICE}`,
      headers: { ...this.ecosystem.query.headers, 'x-road-client': client?.id ?? '' },
    };
  }

  /** Of a call without anything in between. */
  directTarget(): Pick<Load, 'url' | 'path' | 'headers'> {
    return { url: `http://${PROVIDER_SYSTEM.address}:${PROVIDER_SYSTEM.port}`, path: '/', headers: {} };
  }

  /** All processes that an exchange passes, by their part. */
  pids(): Readonly<Record<'information system' | 'consumer server' | 'provider server' | 'provider system', number>> {
    return {
      'information system': this.informationSystem.pid,
      'consumer server': this.pidOf(CONSUMER),
      'provider server': this.pidOf(PROVIDER),
      'provider system': this.provider.pid,
    };
  }

  get servers(): { readonly consumer: ServerPlace; readonly provider: ServerPlace } {
    return { consumer: this.place(CONSUMER), provider: this.place(PROVIDER) };
  }

  async stop(): Promise<void> {
    await Promise.all([this.informationSystem.stop(), this.provider.stop(), this.sandbox.stop()]);
    rmSync(this.root, { recursive: true, force: true });
  }

  private place(name: string): ServerPlace {
    const { address, clients, database } = this.server(name);
    const data = join(this.sandbox.folders.server(name), 'data');
    return { name, address, client: clients[0]?.id ?? '', data, database };
  }

  private pidOf(name: string): number {
    return this.sandbox.processes.pid(`security-server ${name}`) ?? 0;
  }

  private server(name: string): EcosystemServer {
    const server = this.ecosystem.securityServers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`The sandbox has no security server ${name}`);
    return server;
  }
}

export interface ServerPlace {
  readonly name: string;
  readonly address: string;
  readonly client: string;
  /** Its data folder. */
  readonly data: string;
  /** The PostgreSQL that holds its log, where it is not in its folder. */
  readonly database: string | undefined;
}

/** Nobody but the parties to a measurement exchanges messages. */
function withoutCollecting(ecosystem: Ecosystem): Ecosystem {
  const settings = Object.entries(ecosystem.centralServer.settings).filter(([name]) => name !== 'serviceCatalogue');
  return { ...ecosystem, centralServer: { ...ecosystem.centralServer, settings: Object.fromEntries(settings) } };
}

function changed(ecosystem: Ecosystem, { keys, parameters, postgresql }: CountryChanges): Ecosystem {
  const service = {
    code: SERVICE,
    type: 'REST',
    url: `http://${PROVIDER_SYSTEM.address}:${PROVIDER_SYSTEM.port}`,
    accessRights: [{ globalGroup: 'municipalities' }],
  };
  const servers = ecosystem.securityServers.filter(({ name }) => name === CONSUMER || name === PROVIDER);
  const database = (name: string) => (name === CONSUMER ? postgresql?.consumer : postgresql?.provider);
  return {
    ...ecosystem,
    securityServers: servers.map((server) => ({
      ...server,
      keys,
      parameters: { ...server.parameters, ...parameters },
      database: database(server.name),
      clients: server.clients.map((client) => (server.name === PROVIDER ? { ...client, services: [service] } : client)),
    })),
  };
}
