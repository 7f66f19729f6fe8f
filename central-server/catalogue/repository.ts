import type { Kysely, Transaction } from 'kysely';
import { systemClock, type Clock } from '#config/clock.ts';
import type { ApprovedCa, CaParameters, CostType } from '#protocol/configuration/parameters.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#storage/database.ts';
import { applyDeclared, type Change } from '#storage/declared.ts';
import type { Engine } from '#storage/dialect.ts';
import { migrate } from '#storage/migration.ts';
import type { Catalogue, CatalogueSettings, RegisteredServer } from './catalogue.ts';
import { ManagementRequests, type AutomaticApproval } from '../management/requests.ts';
import { allLegalBases } from '../legal-bases/legal-bases.ts';
import { certificateKey, clientOf, memberOf, subsystemOf } from './keys.ts';
import { nodesIn, type Node } from './nodes.ts';
import { numberAll } from './numbers.ts';
import { inOrder } from '#administration/ordered-change.ts';
import { OWNERS_GROUP } from './owners-group.ts';
import { tablesOf } from './rows.ts';
import type { PublicationTables } from './publication-migration.ts';
import { CATALOGUE_MIGRATIONS, type CatalogueTables } from './schema.ts';
import { signingKeysIn, type SigningKeyRecord } from './signing-keys.ts';

/** The member catalogue in its database. */
export class CatalogueRepository {
  private readonly database: Database<CatalogueTables>;
  private readonly instance: string | undefined;

  private constructor(database: Database<CatalogueTables>, instance: string | undefined) {
    this.database = database;
    this.instance = instance;
  }

  /** `instance`: of what is declared, where something is. */
  static async open(options: DatabaseOptions, instance?: string): Promise<CatalogueRepository> {
    const database = await openDatabase<CatalogueTables>(options);
    await migrate(database, CATALOGUE_MIGRATIONS);
    return new CatalogueRepository(database, instance);
  }

  /** Makes what the file owns equal to what it declares, in one transaction; says what changed, in order. */
  async applyDeclared(catalogue: Catalogue, now = systemClock.now()): Promise<Change[]> {
    return this.change((change) => this.applyDeclaredWithin(change, catalogue, now));
  }

  /** The same, in a transaction that the caller has. */
  async applyDeclaredWithin(change: Transaction<CatalogueTables>, catalogue: Catalogue, now: Date): Promise<Change[]> {
    const changes: Change[] = [];
    for (const table of tablesOf(catalogue, this.instance ?? '', now))
      changes.push(...(await applyDeclared(change, table)));
    await numberAll(change);
    return changes;
  }

  get engine(): Engine {
    return this.database.engine;
  }

  /** For what is only read. */
  get reader(): Kysely<CatalogueTables> {
    return this.database.kysely;
  }

  /** Changes the catalogue in one transaction: all of it or, when it throws, nothing; one change after the other. */
  async change<T>(work: (change: Transaction<CatalogueTables>) => Promise<T>): Promise<T> {
    return inOrder(this.database.kysely, work);
  }

  /** All of it, as it is at one moment. */
  async catalogue(): Promise<Catalogue> {
    const { kysely, engine } = this.database;
    const transaction = kysely.transaction();
    // SQLite's transactions see one moment by themselves.
    const whole = engine === 'sqlite' ? transaction : transaction.setIsolationLevel('repeatable read');
    return whole.execute((reader) =>
      new CatalogueRepository({ ...this.database, kysely: reader }, this.instance).read(),
    );
  }

  private async read(): Promise<Catalogue> {
    return {
      ...(await this.optionalParts()),
      memberClasses: await this.all('member_class').then((rows) =>
        rows.map(({ code, description }) => ({ code, description })),
      ),
      members: await this.members(),
      securityServers: await this.securityServers(),
      ...(await this.globalGroups()),
      certificationServices: await this.certificationServices(),
      timeStampingServices: (await this.all('timestamping_service')).map(({ name, url, certificate, cost_type }) => ({
        name,
        url,
        certificate,
        ...costTypeOf(cost_type),
      })),
      trustedAnchors: (await this.all('trusted_anchor')).map(({ file, fingerprint }) => ({
        anchor: readAnchor(file),
        file,
        fingerprint,
      })),
    };
  }

  /** What certificates are judged by, without all that is published beside it. */
  async trusted(): Promise<Pick<Catalogue, 'settings' | 'uploadedParts' | 'certificationServices'>> {
    return { ...(await this.optionalParts()), certificationServices: await this.certificationServices() };
  }

  /** What the optional parts of the configuration are made of. */
  async optionalParts(): Promise<Pick<Catalogue, 'settings' | 'uploadedParts' | 'legalBases'>> {
    const rows = await this.database.kysely.selectFrom('configuration_part').selectAll().execute();
    const uploadedParts = rows.map(({ content_identifier, file, uploaded_at }) => ({
      ...{ contentIdentifier: content_identifier, file, uploadedAt: new Date(uploaded_at) },
    }));
    const legalBases = await allLegalBases(this.reader);
    const isEmpty = legalBases.bases.length + legalBases.purposes.length === 0;
    return {
      settings: await this.settings(),
      ...(uploadedParts.length === 0 ? {} : { uploadedParts }),
      ...(isEmpty ? {} : { legalBases }),
    };
  }

  signingKeys(): Promise<SigningKeyRecord[]> {
    return signingKeysIn(this.reader);
  }

  nodes(): Promise<Node[]> {
    return nodesIn(this.reader);
  }

  /** What security servers ask for, and what it does to this catalogue. */
  managementRequests(clock: Clock, automatic: AutomaticApproval): ManagementRequests {
    return new ManagementRequests(this.database.kysely, clock, automatic);
  }

  async close(): Promise<void> {
    await this.database.close();
  }

  private async all<
    Name extends Exclude<
      keyof CatalogueTables,
      | 'setting'
      | 'signing_key'
      | 'node'
      | 'configuration_anchor'
      | 'management_request'
      | 'last_number'
      | 'configuration_part'
      | keyof PublicationTables
    >,
  >(table: Name) {
    const rows = await this.database.kysely
      .selectFrom(table as 'member')
      .selectAll()
      .orderBy('position')
      .execute();
    return rows as unknown as CatalogueTables[Name][];
  }

  private async settings(): Promise<CatalogueSettings> {
    const rows = await this.database.kysely.selectFrom('setting').select(['name', 'value']).execute();
    const values = new Map(rows.map(({ name, value }) => [name, value]));
    const provider = values.get('managementServiceProvider');
    const monitoringClient = values.get('monitoringClient');
    const fetchInterval = values.get('ocspFetchIntervalSeconds');
    const verifyNextUpdate = values.get('ocspVerifyNextUpdate');
    return {
      ocspFreshnessSeconds: Number(values.get('ocspFreshnessSeconds') ?? OCSP_FRESHNESS_SECONDS),
      timeStampingIntervalSeconds: Number(values.get('timeStampingIntervalSeconds') ?? TIME_STAMPING_INTERVAL_SECONDS),
      ...(provider === undefined ? {} : { managementServiceProvider: subsystemOf(provider) }),
      ...(monitoringClient === undefined ? {} : { monitoringClient: clientOf(monitoringClient) }),
      ...(fetchInterval === undefined ? {} : { ocspFetchIntervalSeconds: Number(fetchInterval) }),
      ...(verifyNextUpdate === undefined ? {} : { ocspVerifyNextUpdate: verifyNextUpdate === 'true' }),
    };
  }

  private async members(): Promise<Catalogue['members']> {
    const descriptions = new Map((await this.all('member_class')).map(({ code, description }) => [code, description]));
    const subsystems = Map.groupBy(await this.all('subsystem'), ({ member_key }) => member_key);
    return (await this.all('member')).map((row) => ({
      memberClass: { code: row.member_class, description: descriptions.get(row.member_class) ?? '' },
      memberCode: row.member_code,
      name: row.name,
      subsystems: (subsystems.get(row.key) ?? []).map(({ subsystem_code, name }) => ({
        subsystemCode: subsystem_code,
        ...(name === null ? {} : { name }),
      })),
    }));
  }

  private async securityServers(): Promise<RegisteredServer[]> {
    const certificates = Map.groupBy(await this.all('authentication_certificate'), ({ server_key }) => server_key);
    const clients = Map.groupBy(await this.all('server_client'), ({ server_key }) => server_key);
    return (await this.all('security_server')).map((row) => ({
      owner: memberOf(row.owner_key),
      serverCode: row.server_code,
      ...(row.address === null ? {} : { address: row.address }),
      authenticationCertificates: (certificates.get(row.key) ?? []).map(({ certificate }) => certificate),
      clients: (clients.get(row.key) ?? [])
        .filter(({ enabled }) => enabled === 1)
        .map(({ client_key }) => clientOf(client_key)),
      ...(row.maintenance === 1
        ? { maintenance: row.maintenance_message === null ? {} : { message: row.maintenance_message } }
        : {}),
    }));
  }

  private async globalGroups(): Promise<Pick<Catalogue, 'globalGroups' | 'ownersGroupDescription'>> {
    const members = Map.groupBy(await this.all('global_group_member'), ({ group_code }) => group_code);
    const rows = await this.all('global_group');
    const owners = rows.find(({ code }) => code === OWNERS_GROUP.code)?.description ?? OWNERS_GROUP.description;
    return {
      globalGroups: rows
        .filter(({ code }) => code !== OWNERS_GROUP.code)
        .map(({ code, description }) => ({
          groupCode: code,
          description,
          members: (members.get(code) ?? []).map(({ client_key }) => clientOf(client_key)),
        })),
      ...(owners === OWNERS_GROUP.description ? {} : { ownersGroupDescription: owners }),
    };
  }

  private async certificationServices(): Promise<ApprovedCa[]> {
    const intermediates = Map.groupBy(await this.all('intermediate_ca'), ({ service_name }) => service_name);
    const responders = Map.groupBy(await this.all('ocsp_responder'), ({ ca_sha256 }) => ca_sha256);
    const caOf = (certificate: Buffer): CaParameters => ({
      certificate,
      ocsp: (responders.get(certificateKey(certificate)) ?? []).map((row) => ({
        url: row.url,
        ...(row.certificate === null ? {} : { certificate: row.certificate }),
        ...costTypeOf(row.cost_type),
      })),
    });
    return (await this.all('certification_service')).map((row) => ({
      name: row.name,
      authenticationOnly: row.authentication_only === 1,
      certificateProfileInfo: row.profile,
      ...(row.csr_format === 'PEM' || row.csr_format === 'DER' ? { defaultCsrFormat: row.csr_format } : {}),
      ...acmeServerOf(row),
      topCa: caOf(row.certificate),
      intermediateCas: (intermediates.get(row.name) ?? []).map(({ certificate }) => caOf(certificate)),
    }));
  }
}

const OCSP_FRESHNESS_SECONDS = 3_600;
export const TIME_STAMPING_INTERVAL_SECONDS = 60;

/** Without the address of its directory there is none. */
function acmeServerOf(row: CatalogueTables['certification_service']): Pick<ApprovedCa, 'acmeServer'> {
  const { acme_directory_url: directoryUrl, acme_ip_address: ipAddress } = row;
  const { acme_authentication_profile: authentication, acme_signing_profile: signing } = row;
  if (directoryUrl === null) return {};
  return {
    acmeServer: {
      directoryUrl,
      ...(ipAddress === null ? {} : { ipAddress }),
      ...(authentication === null ? {} : { authenticationCertificateProfileId: authentication }),
      ...(signing === null ? {} : { signingCertificateProfileId: signing }),
    },
  };
}

function costTypeOf(text: string | null): { costType?: CostType } {
  return text === 'FREE' || text === 'PAID' || text === 'UNDEFINED' ? { costType: text } : {};
}
