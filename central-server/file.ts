import { join, resolve } from 'node:path';
import { z } from 'zod';
import { noticesSchema, type NoticesSetting } from '#administration/notices/setting.ts';
import { syslogSchema, type SyslogSetting } from '#administration/syslog/setting.ts';
import { administrationOf, administrationSchema, type AdministrationSetting } from '#administration/setting.ts';
import { readCertificateFile } from '#certs/pem-file.ts';
import { pkcs11TokensSchema, type Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import { clockSchema, codeSchema, databaseSchema, pinSchema, textSchema } from '#config/file-schemas.ts';
import { readParameters, type Parameters } from '#config/parameters.ts';
import { readNamedFile } from '#config/named-file.ts';
import { readYamlFile, type ConfigurationFile } from '#config/yaml-file.ts';
import { ANCHOR_BYTES_MAX, anchorFingerprint, readAnchor } from '#protocol/configuration/anchor.ts';
import { OCSP_FETCH_SECONDS_MAX, OCSP_FETCH_SECONDS_MIN } from '#protocol/configuration/optional-parts.ts';
import type { ApprovedCa, CaParameters } from '#protocol/configuration/parameters.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { clientIdSchema } from '#protocol/identifiers/schema.ts';
import { declaredDatabase, type DatabaseOptions } from '#storage/database.ts';
import type { Catalogue, RegisteredServer, TrustedAnchor } from './catalogue/catalogue.ts';
import type { ConfigurationSourceKind } from './catalogue/signing-keys.ts';
import { checkReferences } from './declared-references.ts';
import { serviceCatalogueSchema, type ServiceCatalogueSetting } from './service-catalogue/setting.ts';
import { NOTICE_KINDS } from './notices/kinds.ts';
import { areIpAddresses } from './trust/addresses.ts';
import { PEOPLES_ROLES, ROLES } from './admin-api/roles.ts';
import { ONLY_NODE } from './catalogue/schema.ts';
import type { DeclaredSigningKeys } from './signing-keys.ts';

const PROFILES = 'ee.ria.xroad.common.certificateprofile.impl.';

const code = codeSchema;
const url = z.url({ protocol: /^https?$/, message: 'must be an http:// or https:// address' });

const ipAddresses = z.string().refine(areIpAddresses, 'must be IP addresses, separated by commas');
const costType = z.enum(['FREE', 'PAID', 'UNDEFINED']).optional();
const responder = z.strictObject({ url, certificate: z.string().optional(), costType });
const ca = z.strictObject({ certificate: z.string(), ocsp: z.array(responder).default([]) });

const signingKeysSchema = z
  .strictObject({ active: code, others: z.array(code).default([]) })
  .refine(({ active, others }) => new Set([active, ...others]).size === others.length + 1, 'names a key twice');

const schema = z.strictObject({
  /** Folder of everything that this server keeps. */
  data: z.string(),
  /** Of the network; without it the server waits until it is initialised by its admin API. */
  instance: code.optional(),
  listen: z
    .strictObject({ address: z.string().default('0.0.0.0'), port: z.int().min(0).max(65_535).default(80) })
    .prefault({}),
  /**
   * Where configuration is downloaded from, as anchors and shared parameters tell it: host, or host:port. Without it the admin API
   * sets it.
   */
  publicAddress: z.string().min(1).optional(),
  /** Of the software token; without it the token is initialised and logged in to by the admin API. */
  pin: pinSchema.optional(),
  /** Devices that may hold signing keys, beside the token of files. */
  tokens: pkcs11TokensSchema.default([]),
  signingKeyType: z.enum(['RSA', 'EC']).default('RSA'),
  /**
   * What signs internal and external configuration: `active`; `others` are published too, before they sign or after they did.
   * Without it the keys stay as they are.
   */
  signingKeys: z.strictObject({ internal: signingKeysSchema, external: signingKeysSchema }).optional(),
  /** Which of several central servers over one database this is, and how the others are called. */
  node: z.strictObject({ name: code, others: z.array(code).default([]) }).default({ name: ONLY_NODE, others: [] }),
  database: databaseSchema.default({ engine: 'sqlite' }),
  memberClasses: z.array(z.strictObject({ code, description: textSchema })).default([]),
  members: z
    .array(
      z.strictObject({
        memberClass: code,
        memberCode: code,
        name: code,
        subsystems: z.array(z.strictObject({ code, name: textSchema.optional() })).default([]),
      }),
    )
    .default([]),
  securityServers: z
    .array(
      z.strictObject({
        owner: clientIdSchema,
        code,
        address: code.optional(),
        authenticationCertificates: z.array(z.string()).default([]),
        clients: z.array(clientIdSchema).default([]),
        maintenance: z.strictObject({ message: textSchema.optional() }).optional(),
      }),
    )
    .default([]),
  globalGroups: z
    .array(z.strictObject({ code, description: textSchema, members: z.array(clientIdSchema).default([]) }))
    .default([]),
  certificationServices: z
    .array(
      z.strictObject({
        name: code,
        certificate: z.string(),
        ocsp: z.array(responder).default([]),
        intermediates: z.array(ca).default([]),
        /** A profile's short name (`Ejbca`, `FiVRK`, …) or the whole class name. */
        profile: z.string().min(1),
        authenticationOnly: z.boolean().default(false),
        csrFormat: z.enum(['PEM', 'DER']).optional(),
        /** Where certificates can be ordered by ACME (RFC 8555); `ipAddress`: from where challenges come, several with commas. */
        acme: z
          .strictObject({
            directoryUrl: url,
            ipAddress: ipAddresses.optional(),
            authenticationCertificateProfileId: code.optional(),
            signingCertificateProfileId: code.optional(),
          })
          .optional(),
      }),
    )
    .default([]),
  timeStampingServices: z.array(z.strictObject({ name: code, url, certificate: z.string(), costType })).default([]),
  managementServiceProvider: clientIdSchema.optional(),
  /** The services by which security servers register and change themselves; without it there are none. */
  managementServices: z
    .strictObject({
      /** Of the security server of the management services: whoever else connects is refused. */
      clientCertificates: z.array(z.string()).default([]),
    })
    .optional(),
  /** The admin API, where the integrator works by API; without it there is none. */
  administration: administrationSchema.optional(),
  /** Where each event of the audit log is sent too: the collector of a SIEM. */
  auditLog: z.strictObject({ syslog: syslogSchema.optional() }).default({}),
  /** Who is told of what expires, fails or waits for somebody. */
  notices: noticesSchema(NOTICE_KINDS, ROLES).optional(),
  /** How the catalogue of services is collected; without it, it is not. */
  serviceCatalogue: serviceCatalogueSchema.optional(),
  ocspFreshnessSeconds: z.int().min(60).max(604_800).default(3_600),
  timeStampingIntervalSeconds: z.int().min(60).max(86_400).default(60),
  /** Optional parts of the configuration: they are published where they are declared. */
  monitoringClient: clientIdSchema.optional(),
  ocspFetchIntervalSeconds: z.int().min(OCSP_FETCH_SECONDS_MIN).max(OCSP_FETCH_SECONDS_MAX).optional(),
  ocspVerifyNextUpdate: z.boolean().optional(),
  /** Files with the external anchors of federated instances. */
  trustedAnchors: z.array(z.string()).default([]),
  parameters: z.record(z.string(), z.unknown()).default({}),
  sandbox: z.boolean().default(false),
  clock: clockSchema,
});

type File = z.infer<typeof schema>;

export interface CentralServerFile {
  readonly path: string;
  readonly data: string;
  readonly instance?: string;
  readonly listen: File['listen'];
  readonly publicAddress?: string;
  readonly pin?: NonNullable<File['pin']>;
  readonly tokens: readonly Pkcs11Declaration[];
  readonly signingKeyType: File['signingKeyType'];
  readonly signingKeys?: Readonly<Record<ConfigurationSourceKind, DeclaredSigningKeys>>;
  readonly node: File['node'];
  readonly database: File['database'];
  readonly declared: Catalogue;
  /** Certificates (DER) of those who may deliver management requests; undefined: there are no management services. */
  readonly managementClients?: readonly Uint8Array[];
  /** Where the admin API listens; undefined: there is none. */
  readonly administration?: AdministrationSetting;
  readonly auditLog: { readonly syslog?: SyslogSetting | undefined };
  readonly notices?: NoticesSetting;
  readonly serviceCatalogue?: ServiceCatalogueSetting;
  /** Names of files that are read later are relative to it. */
  readonly folder: string;
  readonly parameters: Parameters;
  readonly sandbox: boolean;
  readonly clock?: NonNullable<File['clock']>;
}

/** Where the central server keeps its catalogue. */
export function catalogueDatabase({ database, data }: Pick<CentralServerFile, 'database' | 'data'>): DatabaseOptions {
  return declaredDatabase(database, join(data, 'catalogue.sqlite'));
}

/** Reads a central server's YAML. Throws `malformed_server_conf` naming the field and the rule. */
export async function readCentralServerFile(path: string): Promise<CentralServerFile> {
  const configuration = await readYamlFile(path, schema);
  const { value, folder } = configuration;
  const { clock, pin } = value;
  const declared = {
    ...(await catalogueOf(value, new CertificateFiles(configuration))),
    trustedAnchors: await Promise.all(value.trustedAnchors.map((name) => trustedAnchorOf(name, configuration))),
  };
  checkReferences(declared, value.instance);
  checkSetUp(value);
  return {
    path,
    data: resolve(folder, value.data),
    ...(value.instance === undefined ? {} : { instance: value.instance }),
    listen: value.listen,
    ...(value.publicAddress === undefined ? {} : { publicAddress: value.publicAddress }),
    ...(pin === undefined ? {} : { pin: pinIn(pin, folder) }),
    tokens: value.tokens.map(({ pin: ofToken, ...token }) => ({
      ...token,
      ...(ofToken === undefined ? {} : { pin: pinIn(ofToken, folder) }),
    })),
    signingKeyType: value.signingKeyType,
    ...(value.signingKeys === undefined
      ? {}
      : { signingKeys: { INTERNAL: value.signingKeys.internal, EXTERNAL: value.signingKeys.external } }),
    node: value.node,
    database: value.database,
    declared,
    ...(value.managementServices === undefined
      ? {}
      : {
          managementClients: await new CertificateFiles(configuration).all(value.managementServices.clientCertificates),
        }),
    ...(value.administration === undefined
      ? {}
      : {
          administration: await administrationOf(value.administration, {
            ...{ elsewhere: value.listen.address, folder, roles: PEOPLES_ROLES },
          }),
        }),
    auditLog: value.auditLog,
    ...(value.notices === undefined ? {} : { notices: value.notices }),
    ...(value.serviceCatalogue === undefined ? {} : { serviceCatalogue: value.serviceCatalogue }),
    folder,
    parameters: readParameters(value.parameters, folder),
    sandbox: value.sandbox,
    ...(clock === undefined ? {} : { clock }),
  };
}

const pinIn = (pin: NonNullable<File['pin']>, folder: string): NonNullable<File['pin']> =>
  'file' in pin ? { file: resolve(folder, pin.file) } : pin;

/** What the file leaves out is set by the admin API. Throws `malformed_server_conf`. */
function checkSetUp(file: File): void {
  const missing = (['instance', 'publicAddress', 'pin'] as const).filter((name) => file[name] === undefined);
  if (missing.length > 0 && file.administration === undefined) {
    throw drumError(
      'malformed_server_conf',
      `${missing.join(', ')}: must be declared where there is no administration`,
    );
  }
}

class CertificateFiles {
  private readonly configuration: ConfigurationFile<File>;

  constructor(configuration: ConfigurationFile<File>) {
    this.configuration = configuration;
  }

  read(name: string): Promise<Buffer> {
    return readCertificateFile(name, this.configuration);
  }

  all(names: readonly string[]): Promise<Buffer[]> {
    return Promise.all(names.map((name) => this.read(name)));
  }
}

async function catalogueOf(file: File, files: CertificateFiles): Promise<Omit<Catalogue, 'trustedAnchors'>> {
  const descriptions = new Map(file.memberClasses.map((memberClass) => [memberClass.code, memberClass.description]));
  const {
    managementServiceProvider: provider,
    monitoringClient,
    ocspFetchIntervalSeconds,
    ocspVerifyNextUpdate,
  } = file;
  return {
    settings: {
      ocspFreshnessSeconds: file.ocspFreshnessSeconds,
      timeStampingIntervalSeconds: file.timeStampingIntervalSeconds,
      ...(provider?.type === 'SUBSYSTEM' ? { managementServiceProvider: provider } : {}),
      ...(monitoringClient === undefined ? {} : { monitoringClient }),
      ...(ocspFetchIntervalSeconds === undefined ? {} : { ocspFetchIntervalSeconds }),
      ...(ocspVerifyNextUpdate === undefined ? {} : { ocspVerifyNextUpdate }),
    },
    memberClasses: file.memberClasses,
    members: file.members.map((member) => ({
      memberClass: { code: member.memberClass, description: descriptions.get(member.memberClass) ?? '' },
      memberCode: member.memberCode,
      name: member.name,
      subsystems: member.subsystems.map((subsystem) => ({
        subsystemCode: subsystem.code,
        ...(subsystem.name === undefined ? {} : { name: subsystem.name }),
      })),
    })),
    securityServers: await Promise.all(file.securityServers.map((server) => serverOf(server, files))),
    globalGroups: file.globalGroups.map((group) => ({
      groupCode: group.code,
      description: group.description,
      members: group.members,
    })),
    certificationServices: await Promise.all(file.certificationServices.map((service) => approvedCaOf(service, files))),
    timeStampingServices: await Promise.all(
      file.timeStampingServices.map(async ({ costType: cost, ...service }) => ({
        ...service,
        certificate: await files.read(service.certificate),
        ...(cost === undefined ? {} : { costType: cost }),
      })),
    ),
  };
}

async function trustedAnchorOf(name: string, { path, folder }: ConfigurationFile<File>): Promise<TrustedAnchor> {
  const anchorPath = resolve(folder, name);
  try {
    const file = await readNamedFile(anchorPath, ANCHOR_BYTES_MAX);
    return { anchor: readAnchor(file), file, fingerprint: anchorFingerprint(file) };
  } catch (error) {
    throw asDrumError(error).at(`Trusted anchor ${anchorPath}`).at(path);
  }
}

async function serverOf(server: File['securityServers'][number], files: CertificateFiles): Promise<RegisteredServer> {
  if (server.owner.type !== 'MEMBER') {
    throw drumError(
      'malformed_server_conf',
      `The owner of security server ${server.code} must be a member, not a subsystem`,
    );
  }
  const { message } = server.maintenance ?? {};
  return {
    owner: server.owner,
    serverCode: server.code,
    ...(server.address === undefined ? {} : { address: server.address }),
    authenticationCertificates: await files.all(server.authenticationCertificates),
    clients: server.clients,
    ...(server.maintenance === undefined ? {} : { maintenance: message === undefined ? {} : { message } }),
  };
}

async function approvedCaOf(
  service: File['certificationServices'][number],
  files: CertificateFiles,
): Promise<ApprovedCa> {
  const caOf = async (entry: z.infer<typeof ca>): Promise<CaParameters> => ({
    certificate: await files.read(entry.certificate),
    ocsp: await Promise.all(
      entry.ocsp.map(async (declared) => ({
        url: declared.url,
        ...(declared.certificate === undefined ? {} : { certificate: await files.read(declared.certificate) }),
        ...(declared.costType === undefined ? {} : { costType: declared.costType }),
      })),
    ),
  });
  return {
    name: service.name,
    authenticationOnly: service.authenticationOnly,
    certificateProfileInfo: service.profile.includes('.')
      ? service.profile
      : `${PROFILES}${service.profile}CertificateProfileInfoProvider`,
    ...(service.csrFormat === undefined ? {} : { defaultCsrFormat: service.csrFormat }),
    ...acmeServerOf(service.acme),
    topCa: await caOf({ certificate: service.certificate, ocsp: service.ocsp }),
    intermediateCas: await Promise.all(service.intermediates.map(caOf)),
  };
}

function acmeServerOf(acme: File['certificationServices'][number]['acme']): Pick<ApprovedCa, 'acmeServer'> {
  if (acme === undefined) return {};
  const { directoryUrl, ipAddress, authenticationCertificateProfileId, signingCertificateProfileId } = acme;
  return {
    acmeServer: {
      directoryUrl,
      ...(ipAddress === undefined ? {} : { ipAddress }),
      ...(authenticationCertificateProfileId === undefined ? {} : { authenticationCertificateProfileId }),
      ...(signingCertificateProfileId === undefined ? {} : { signingCertificateProfileId }),
    },
  };
}
