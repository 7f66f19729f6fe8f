import { join } from 'node:path';
import { Agent } from 'undici';
import { auditEvents } from '#administration/audit-log.ts';
import { administrationTables, type AdministrationTables } from '#administration/accounts/tables.ts';
import { systemClock } from '#config/clock.ts';
import { ROLES } from '#security-server/admin-api/roles.ts';
import { usersOf } from '#security-server/admin-api/accounts.ts';
import { readSecurityServerFile, serverConfigurationDatabase, type SecurityServerFile } from '#security-server/file.ts';
import { startSecurityServer, type RunningSecurityServer } from '#security-server/program.ts';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import { Country, memberWith, type CountryPlan } from '../../country.ts';
import { FIRST_PASSWORD, loggedIn, Operator } from '../../operator.ts';
import { keptLog } from '../../quiet-log.ts';

/** More than a test asks. */
const UNHINDERED = {
  'proxy-ui-api.rate-limit-requests-per-second': 100_000,
  'proxy-ui-api.rate-limit-requests-per-minute': 100_000,
  'proxy-ui-api.log-ins-per-minute': 1_000,
};

/** Declared in its file: `TEST/GOV/1/is`, which offers `hello` to `TEST/COM/1/is`. */
const SERVER = {
  ...{ name: 'ss1', owner: 'TEST/GOV/1', administration: true, parameters: UNHINDERED },
  clients: [
    {
      id: 'TEST/GOV/1/is',
      services: [{ code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/COM/1/is' }] }],
    },
  ],
};

const PLAN: CountryPlan = { members: ['GOV', 'COM'].map((each) => memberWith(each, 'is')), securityServers: [SERVER] };

type Event = Pick<AdministrationTables['audit_event'], 'event' | 'outcome' | 'user_name' | 'reason'>;

/** A security server with its admin API, in this process, in a country of other processes. */
export class AdministeredServer {
  readonly country: Country;
  readonly file: SecurityServerFile;
  readonly log: ReturnType<typeof keptLog>;
  private readonly running: RunningSecurityServer;
  private readonly repository: ServerConfigurationRepository;
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false } });

  private constructor(
    country: Country,
    server: Pick<AdministeredServer, 'file' | 'log'> & { readonly running: RunningSecurityServer },
    repository: ServerConfigurationRepository,
  ) {
    this.country = country;
    this.file = server.file;
    this.log = server.log;
    this.running = server.running;
    this.repository = repository;
  }

  /** `parameters` and what else is given: of the security server `ss1`. `edit` changes what its file says. */
  static async start(
    more: Partial<CountryPlan['securityServers'][number]> = {},
    edit: (file: SecurityServerFile, country: Country) => SecurityServerFile = (file) => file,
  ): Promise<AdministeredServer> {
    const parameters = { ...UNHINDERED, ...more.parameters };
    const country = await Country.start({ ...PLAN, securityServers: [{ ...SERVER, ...more, parameters }] });
    try {
      const file = edit(await readSecurityServerFile(await country.sandbox.securityServerFile('ss1')), country);
      const log = keptLog();
      const running = await startSecurityServer(file, systemClock, log, { checkAnswers: true });
      const repository = await ServerConfigurationRepository.open(
        serverConfigurationDatabase(file, join(country.folder('ss1'), 'data')),
      );
      return new AdministeredServer(country, { file, log, running }, repository);
    } catch (error) {
      await country.stop();
      throw error;
    }
  }

  stranger(headers?: Record<string, string>): Operator {
    return new Operator(`https://${this.country.address('ss1')}:4000`, this.agent, headers);
  }

  /** A user with these roles, logged in, the first password changed. */
  async operator(name: string, roles: readonly string[] = ROLES): Promise<Operator> {
    await usersOf(this.repository, systemClock).add(name, FIRST_PASSWORD, roles);
    return loggedIn(this.stranger(), name);
  }

  /** The audit log's events, without times and hashes. */
  async events(): Promise<Event[]> {
    const events = [];
    for await (const { event, outcome, user_name, reason } of auditEvents(
      administrationTables(this.repository.reader),
    )) {
      events.push({ event, outcome, user_name, reason });
    }
    return events;
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.repository.close();
    await this.running.stop();
    await this.country.stop();
  }
}
