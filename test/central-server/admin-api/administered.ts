import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { auditEvents } from '#administration/audit-log.ts';
import { administrationTables, type AdministrationTables } from '#administration/accounts/tables.ts';
import type { AdminApi } from '#administration/http/starting.ts';
import { startAdminApi, usersOf } from '#central-server/admin-api/service.ts';
import { openOversight, type Oversight } from '#central-server/oversight.ts';
import { Backups } from '#central-server/backup/backups.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { saveNode } from '#central-server/catalogue/nodes.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { Identity } from '#central-server/identity.ts';
import { openManagementTlsKey } from '#central-server/management/tls-key.ts';
import { Anchors } from '#central-server/publication/anchors.ts';
import { Tokens, type HeldToken } from '#central-server/signing/tokens.ts';
import { applySigningKeys } from '#central-server/signing-keys.ts';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { Judge } from '#central-server/publication/judge.ts';
import { publicFolder } from '#central-server/publication/published-parts.ts';
import { Publisher } from '#central-server/publication/publisher.ts';
import { systemClock, type Clock } from '#config/clock.ts';
import { codeOf, FIRST_PASSWORD, loggedIn, Operator, PASSWORD, told, type Answer } from '../../operator.ts';
import { keptLog } from '../../quiet-log.ts';
import { withoutKey, writeCentralServer } from '../in-folder.ts';

export const ALL_ROLES = ['XROAD_SYSTEM_ADMINISTRATOR', 'XROAD_SECURITY_OFFICER', 'XROAD_REGISTRATION_OFFICER'];

export { codeOf, FIRST_PASSWORD, Operator, PASSWORD, told, type Answer };

interface Options {
  readonly clock?: Clock;
  readonly parameters?: object;
  /** What the file says of the admin API. */
  readonly administration?: object;
  /** The address of a PostgreSQL database. */
  readonly postgres?: string;
  /** What the file does not declare, though it usually does. */
  readonly without?: readonly string[];
  /** YAML that the file has besides. */
  readonly more?: string;
  /** Where the built screens are. */
  readonly screens?: string;
  /** Tokens beside the software token. */
  readonly others?: readonly HeldToken[];
}

/** More than a test asks. */
const UNHINDERED = {
  'admin-service.port': 0,
  'admin-service.rate-limit-requests-per-second': 100_000,
  'admin-service.rate-limit-requests-per-minute': 100_000,
  'admin-service.log-ins-per-minute': 1_000,
};

interface Parts {
  readonly repository: CatalogueRepository;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly published: { changes: number };
  readonly oversight: Oversight;
  readonly log: ReturnType<typeof keptLog>;
  readonly publisher: Publisher;
}

/** A central server's catalogue with its admin API, and nothing else of it. */
export class Administered {
  readonly repository: CatalogueRepository;
  readonly api: AdminApi;
  /** Opened, not started: what a test wants of it, it starts. */
  readonly oversight: Oversight;
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false } });
  private readonly clock: Clock;
  private readonly published: { changes: number };
  readonly log: ReturnType<typeof keptLog>;

  private readonly tokens: Tokens;
  private readonly publisher: Publisher;

  private constructor(api: AdminApi, parts: Parts) {
    const { repository, tokens, clock, published, oversight, log, publisher } = parts;
    this.repository = repository;
    this.api = api;
    this.publisher = publisher;
    this.tokens = tokens;
    this.clock = clock;
    this.published = published;
    this.oversight = oversight;
    this.log = log;
  }

  /** `parameters`: of the central server; the file declares a small country (`in-folder.ts`). */
  static async start(home: string, options: Options = {}): Promise<Administered> {
    const { clock = systemClock, parameters = {}, administration = {} } = options;
    const { postgres, screens, others = [], without = [], more = '' } = options;
    const wanted = { ...UNHINDERED, ...parameters };
    const database = postgres === undefined ? '' : `database: { engine: postgresql, url: '${postgres}' }\n`;
    await writeCentralServer(
      home,
      1,
      `administration: ${JSON.stringify(administration)}\nparameters: ${JSON.stringify(wanted)}\n${database}${more}`,
    );
    for (const key of without) withoutKey(home, key);
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    mkdirSync(file.data, { recursive: true });
    const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
    await repository.applyDeclared(file.declared);
    const published = { changes: 0 };
    const changed = (): void => {
      published.changes += 1;
    };
    const log = keptLog();
    const identity = new Identity(file);
    const anchors = new Anchors({ file, identity, clock });
    const tokens = new Tokens({ software: await tokenIn(file.data), others, clock, log });
    await saveNode(repository.reader, { name: file.node.name, address: file.publicAddress ?? '' });
    const keys = { node: file.node.name, makeFirst: true, type: file.signingKeyType, instance: file.instance ?? '' };
    await applySigningKeys(tokens, repository, { ...keys, clock, log });
    await repository.change((change) => anchors.renew(change));
    const tlsKey = await openManagementTlsKey({ folder: file.data, publicAddress: file.publicAddress ?? '', clock });
    const judge = new Judge({ repository, parameters: file.parameters, clock });
    const publisher = new Publisher({
      ...{ file, root: publicFolder(file), identity, tokens, repository, judge, clock, log },
      registrationCertificate: () => undefined,
    });
    const oversight = await openOversight(file, { repository, clock, log });
    const backups = await Backups.open(file, { repository, identity, clock });
    const backup = { backups, restored: changed };
    const using = { repository, identity, tokens, anchors, oversight, backup, clock, log, next: publisher, changed };
    const api = await startAdminApi(file, {
      ...{ ...using, tlsKey: () => tlsKey, checkAnswers: true },
      ...(screens === undefined ? {} : { screens }),
    });
    if (api === undefined) throw new Error('The file asks for no admin API');
    return new Administered(api, { repository, tokens, clock, published, oversight, log, publisher });
  }

  /** How often something that is published has changed. */
  get changes(): number {
    return this.published.changes;
  }

  /** Publishes what the catalogue holds, as a central server does each minute; nothing else does here. */
  async publish(): Promise<void> {
    const missing = await this.publisher.publish();
    if (missing !== undefined) throw new Error(`Publication waits for ${missing}`);
  }

  stranger(headers?: Record<string, string>): Operator {
    return new Operator(`https://127.0.0.1:${this.api.port}`, this.agent, headers);
  }

  /** A user with these roles who still has the first password. */
  async addUser(name: string, roles: readonly string[] = ALL_ROLES): Promise<void> {
    await usersOf(this.repository, this.clock).add(name, FIRST_PASSWORD, roles);
  }

  /** A user with these roles, logged in, the first password changed. */
  async operator(name: string, roles?: readonly string[]): Promise<Operator> {
    await this.addUser(name, roles);
    return loggedIn(this.stranger(), name);
  }

  /** The audit log's events after the number given, without times and hashes. */
  async events(
    after = 0,
  ): Promise<Pick<AdministrationTables['audit_event'], 'event' | 'outcome' | 'user_name' | 'reason'>[]> {
    const events = [];
    for await (const row of auditEvents(administrationTables(this.repository.reader))) {
      const { event, outcome, user_name, reason } = row;
      if (row.id > after) events.push({ event, outcome, user_name, reason });
    }
    return events;
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.api.stop();
    await this.oversight.stop();
    await this.tokens.close();
    await this.repository.close();
  }
}

/** A software token, logged in. */
async function tokenIn(data: string): Promise<SoftwareToken> {
  const token = await SoftwareToken.open({ folder: join(data, 'token'), kdfIterations: KDF_ITERATIONS });
  if (!token.initialised) await token.initialise(PIN);
  await token.login(PIN);
  return token;
}

/** Of the file's `pin`. */
export const PIN = 'secret-1234';
/** Few: tests guess nothing. */
const KDF_ITERATIONS = 50;
