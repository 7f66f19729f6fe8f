import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { auditEvents } from '#administration/audit-log.ts';
import { administrationTables, type AdministrationTables } from '#administration/accounts/tables.ts';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import type { RunningCentralServer } from '#central-server/program.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { freePort } from '../../free-port.ts';
import { startInFolder } from '../in-folder.ts';
import { ALL_ROLES, FIRST_PASSWORD, Operator, PASSWORD } from './administered.ts';

export const PIN = 'Secret1234';

const UNHINDERED = {
  'admin-service.port': 0,
  'admin-service.rate-limit-requests-per-second': 100_000,
  'admin-service.rate-limit-requests-per-minute': 100_000,
  'admin-service.log-ins-per-minute': 1_000,
};

interface Options {
  /** The address of a PostgreSQL database. */
  readonly postgres?: string;
  /** Lines of the file beside those that every such server has. */
  readonly more?: string;
  readonly parameters?: object;
  /** Of another server, whose place this one takes. */
  readonly port?: number;
}

/** A central server whose file says nothing of instance, address and PIN, with all that belongs to it, in this process. */
export class EmptyServer {
  readonly home: string;
  readonly port: number;
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false } });
  private running: RunningCentralServer | undefined;

  private constructor(home: string, port: number) {
    this.home = home;
    this.port = port;
  }

  /** Writes the file of such a server; it does not run yet. */
  static async write(
    home: string,
    { postgres, more = '', parameters = {}, ...given }: Options = {},
  ): Promise<EmptyServer> {
    const port = given.port ?? (await freePort());
    const lines = [
      'data: data',
      `listen: { address: 127.0.0.1, port: ${port} }`,
      'signingKeyType: EC',
      'administration: {}',
      `parameters: ${JSON.stringify({ ...UNHINDERED, ...parameters })}`,
      ...(postgres === undefined ? [] : [`database: { engine: postgresql, url: '${postgres}' }`]),
      more,
    ];
    writeFileSync(join(home, 'central.yaml'), `${lines.join('\n')}\n`);
    writeFileSync(join(home, 'pin'), PIN);
    mkdirSync(join(home, 'data'), { recursive: true });
    return new EmptyServer(home, port);
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Of the admin API, while it runs. */
  get origin(): string {
    return `https://127.0.0.1:${this.running?.adminPort}`;
  }

  async start(clock: Clock = systemClock): Promise<void> {
    this.running = await startInFolder(this.home, clock);
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.stop();
  }

  /** For good. */
  async end(): Promise<void> {
    await this.stop();
    await this.agent.close();
  }

  /** Works with the server's database, as a command beside it does. */
  async withRepository<T>(work: (repository: CatalogueRepository) => Promise<T>): Promise<T> {
    const file = await readCentralServerFile(join(this.home, 'central.yaml'));
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    try {
      return await work(repository);
    } finally {
      await repository.close();
    }
  }

  /** A user who has all roles, or these, logged in; one who is known already logs in again. */
  async operator(
    name: string,
    roles: readonly string[] = ALL_ROLES,
    adminPort = this.running?.adminPort,
  ): Promise<Operator> {
    const operator = new Operator(`https://127.0.0.1:${adminPort}`, this.agent);
    if ((await operator.logIn(name, PASSWORD)).status === 200) return operator;
    await this.withRepository((repository) => usersOf(repository, systemClock).add(name, FIRST_PASSWORD, roles));
    await operator.logIn(name, FIRST_PASSWORD);
    await operator.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
    operator.headers = {};
    await operator.logIn(name, PASSWORD);
    return operator;
  }

  /** Status of what everybody may download. */
  async published(path = 'internalconf'): Promise<number> {
    return (await fetch(`http://${this.address}/${path}?version=6`)).status;
  }

  /** The configuration as a security server loads it with this anchor. */
  async configuration(anchor: string, folder: string, clock: Clock = systemClock): Promise<GlobalConfiguration> {
    const client = new ConfigurationClient({ anchor: readAnchor(Buffer.from(anchor)), directory: folder, clock });
    const { configuration, error } = await client.fetch();
    if (configuration === undefined) throw new Error('There is no configuration', { cause: error });
    return configuration;
  }

  /** The audit log's events, with what they are about. */
  events(): Promise<Pick<AdministrationTables['audit_event'], 'event' | 'outcome' | 'reason' | 'data'>[]> {
    return this.withRepository(async (repository) => {
      const events = [];
      for await (const { event, outcome, reason, data } of auditEvents(administrationTables(repository.reader))) {
        events.push({ event, outcome, reason, data });
      }
      return events;
    });
  }
}

/** What the first set-up sends. */
export const initial = (address: string, more: object = {}) => ({
  ...{ software_token_pin: PIN, instance_identifier: 'DEV', central_server_address: address },
  ...more,
});

/** Adds a signing key, as X-Road's scripts do: with a number for the token. */
export const addKey = (operator: Operator, source: string, label: string, token: string | number = 0) =>
  operator.api('POST', `/configuration-sources/${source}/signing-keys`, { key_label: label, token_id: token });
