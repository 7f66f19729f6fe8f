import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { readEcosystem, type Ecosystem } from '#cli/sandbox/ecosystem.ts';
import type { ReadyLine } from '#cli/sandbox/processes.ts';
import { Sandbox } from '#cli/sandbox/run.ts';
import { ask, type Answer, type Question } from './country/ask.ts';
import { AuthorityControl } from './country/authority-control.ts';
import { loggedMessages, operationalRows, type LoggedMessage, type OperationalRow } from './country/logs.ts';
import { LoopbackBlock } from './country/loopback.ts';
import { ScriptedProvider } from './country/scripted-provider.ts';

const AUTHORITY_PORT = 8888;
const PROVIDER_PORT = 8090;
/** Hosts of a block, each its last number. */
const HOST = { authority: 9, centralServer: 10, provider: 20, servers: 100 } as const;

/** What keeps tests short: nothing that waits for a minute. */
const QUICK = {
  'op-monitor.store-interval': 20,
  'message-log.timestamp-retry-delay': 1,
  'configuration-client.update-interval': 1,
  'signer.ocsp-retry-delay': 1,
  'proxy.drain-timeout': 1_000,
} as const;

/** A country in few words: the rest is filled in, and every service without an address is the scripted provider's. */
export interface CountryPlan {
  readonly members: Ecosystem['members'];
  readonly globalGroups?: Ecosystem['globalGroups'];
  readonly securityServers: readonly ServerPlan[];
  readonly centralServer?: {
    readonly ocspFreshnessSeconds?: number;
    readonly parameters?: object;
    readonly settings?: object;
  };
}

interface ServerPlan {
  readonly name: string;
  /** INSTANCE/CLASS/MEMBER. */
  readonly owner: string;
  /** As in the ecosystem's YAML. */
  readonly clients: readonly object[];
  /** Of its keys; P-256 otherwise. */
  readonly keys?: object;
  readonly administration?: boolean;
  /** PKCS#11 tokens; the first holds the signing keys. */
  readonly tokens?: readonly object[];
  readonly parameters?: object;
  /** `postgresql://…`, instead of files in its folder. */
  readonly database?: string;
  readonly maintenance?: { readonly message: string };
}

/** A member with one subsystem. */
export const memberWith = (memberClass: string, subsystemCode: string) => ({
  memberClass,
  memberCode: '1',
  name: `${memberClass} 1`,
  subsystems: [{ code: subsystemCode, name: subsystemCode }],
});

/**
 * A small country of real processes on loopback addresses of its own, at the standard ports, for tests that break it.
 * Whatever happens, `stop` or the end of this process leaves no process and no file behind.
 */
export class Country {
  readonly authority: AuthorityControl;
  readonly provider: ScriptedProvider;
  /** May be changed; a program follows when it is started again. */
  readonly ecosystem: Ecosystem;
  readonly sandbox: Sandbox;
  private readonly block: LoopbackBlock;
  private readonly onExit = (): void => {
    this.sandbox.processes.abandon();
    rmSync(dirname(this.sandbox.folders.root), { recursive: true, force: true });
  };

  private constructor(block: LoopbackBlock, ecosystem: Ecosystem, sandbox: Sandbox) {
    this.block = block;
    this.ecosystem = ecosystem;
    this.sandbox = sandbox;
    this.authority = new AuthorityControl(block.address(HOST.authority), AUTHORITY_PORT);
    this.provider = new ScriptedProvider(block.address(HOST.provider), PROVIDER_PORT);
    process.once('exit', this.onExit);
  }

  /**
   * Starts all but security servers: they have keys and certificates, and each test chooses which of them run. `onDeath` is
   * told of a program that ends by itself.
   */
  static async start(plan: CountryPlan, onDeath: (name: string) => void = () => undefined): Promise<Country> {
    const block = await LoopbackBlock.reserve();
    const root = mkdtempSync(join(tmpdir(), 'drum-country-'));
    let country: Country;
    try {
      country = await Country.prepare(plan, block, root, onDeath);
    } catch (error) {
      block.release();
      rmSync(root, { recursive: true, force: true });
      throw error;
    }
    try {
      await Promise.all([country.provider.start(), country.sandbox.startAuthority()]);
      await country.sandbox.provision();
      await country.sandbox.startCentralServer();
      return country;
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  /** A country in which these security servers run, and are healthy. */
  static async running(plan: CountryPlan, ...servers: readonly string[]): Promise<Country> {
    const country = await Country.start(plan);
    try {
      await country.startServers(...servers);
      return country;
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  private static async prepare(
    plan: CountryPlan,
    block: LoopbackBlock,
    root: string,
    onDeath: (name: string) => void,
  ): Promise<Country> {
    const path = join(root, 'country.yaml');
    writeFileSync(path, stringify(ecosystemOf(plan, block)));
    const ecosystem = await readEcosystem(path);
    const options = { root: join(root, 'sandbox'), fresh: false, onDeath };
    return new Country(block, ecosystem, await Sandbox.prepare(ecosystem, options));
  }

  /** Of a security server. */
  address(name: string): string {
    const server = this.ecosystem.securityServers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`There is no security server ${name}`);
    return server.address;
  }

  folder(name: string): string {
    return this.sandbox.folders.server(name);
  }

  startServer(name: string): Promise<ReadyLine> {
    return this.sandbox.startSecurityServer(name);
  }

  async startServers(...names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const ready = await this.startServer(name);
        if (ready.health !== 'ok') throw new Error(`${name} is not ready: ${JSON.stringify(ready.missing)}`);
      }),
    );
  }

  /**
   * Ends a security server as its operator does, or, with SIGKILL, as a power failure does; false when it had to be killed
   * because it did not stop.
   */
  endServer(name: string, signal?: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    return this.sandbox.processes.end(`security-server ${name}`, signal);
  }

  /** Starts a security server again, without the OCSP responses that it had kept where `forgetStatus` says so. */
  async restartServer(name: string, options: { readonly forgetStatus?: boolean } = {}): Promise<ReadyLine> {
    await this.endServer(name);
    if (options.forgetStatus === true) rmSync(join(this.folder(name), 'data', 'ocsp'), { recursive: true });
    return this.startServer(name);
  }

  async endCentralServer(): Promise<void> {
    await this.sandbox.processes.end('central-server');
  }

  async startCentralServer(): Promise<void> {
    await this.sandbox.startCentralServer();
  }

  /** It takes over what has changed in the ecosystem. */
  async restartCentralServer(): Promise<void> {
    await this.endCentralServer();
    await this.startCentralServer();
  }

  /** The process ids of a security server and, first of its children, its signer. */
  processIds(name: string): { readonly server: number; readonly signer: number } {
    const server = this.sandbox.processes.pid(`security-server ${name}`);
    if (server === undefined) throw new Error(`${name} does not run`);
    const [signer = 0] = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').split(' ').map(Number);
    return { server, signer };
  }

  /** Asks as an information system of a client of this security server. */
  ask(server: string, question: Question): Promise<Answer> {
    return ask(this.address(server), question);
  }

  /** What a security server has logged after the record with this id. */
  logged(name: string, afterId = 0): LoggedMessage[] {
    return loggedMessages(join(this.folder(name), 'data', 'messagelog.sqlite'), afterId);
  }

  /** What operational monitoring of a security server knows of a message. */
  operational(name: string, messageId: string): OperationalRow[] {
    return operationalRows(join(this.folder(name), 'data', 'monitoring.sqlite'), messageId);
  }

  /** When the global configuration that a security server keeps is over. */
  configurationExpiresAt(name: string): Date {
    const { instance } = this.ecosystem;
    const file = join(this.folder(name), 'data', 'globalconf', instance, 'shared-params.xml.metadata');
    const { expirationDate } = JSON.parse(readFileSync(file, 'utf8')) as { expirationDate: string };
    return new Date(expirationDate);
  }

  async stop(): Promise<void> {
    await Promise.all([this.sandbox.stop(), this.provider.stop()]);
    process.removeListener('exit', this.onExit);
    this.block.release();
    rmSync(dirname(this.sandbox.folders.root), { recursive: true, force: true });
  }
}

function ecosystemOf(
  { members, globalGroups = [], securityServers, centralServer }: CountryPlan,
  block: LoopbackBlock,
) {
  const provider = `http://${block.address(HOST.provider)}:${PROVIDER_PORT}`;
  return {
    instance: 'TEST',
    seed: 'country',
    authority: { name: 'Country', address: block.address(HOST.authority), port: AUTHORITY_PORT },
    centralServer: { address: block.address(HOST.centralServer), port: 8880, ...centralServer },
    memberClasses: [...new Set(members.map(({ memberClass }) => memberClass))].map((code) => ({
      code,
      description: code,
    })),
    members,
    managementServiceProvider: securityServers[0]?.owner,
    globalGroups,
    securityServers: securityServers.map(({ clients, parameters, ...server }, index) => ({
      ...server,
      code: server.name,
      address: block.address(HOST.servers + index),
      clients: clients.map((client) => withProvider(client, provider)),
      parameters: { ...QUICK, ...parameters },
    })),
    query: { server: '-', client: '-', service: '-', path: '/', headers: {}, body: {} },
  };
}

function withProvider(client: object, url: string): object {
  if (!('services' in client)) return client;
  const services = client.services as readonly object[];
  return { ...client, services: services.map((service) => ({ url, ...service })) };
}
