import { join, resolve } from 'node:path';
import { z } from 'zod';
import { administrationOf, administrationSchema, type AdministrationSetting } from '#administration/setting.ts';
import { readCertificateFile } from '#certs/pem-file.ts';
import { pkcs11TokensSchema, type Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import {
  clockSchema,
  codeSchema,
  databaseSchema,
  databaseUrlSchema,
  pinSchema,
  textSchema,
} from '#config/file-schemas.ts';
import { readParameters, type Parameters } from '#config/parameters.ts';
import { readYamlFile, type ConfigurationFile } from '#config/yaml-file.ts';
import { drumError } from '#protocol/errors.ts';
import { sameIdentifier } from '#protocol/identifiers/compare.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { clientIdSchema } from '#protocol/identifiers/schema.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { RESERVED_SERVICE_CODES } from '#protocol/metadata/services.ts';
import { declaredDatabase, type DatabaseOptions, type DeclaredDatabase } from '#storage/database.ts';
import { ROLES } from './admin-api/roles.ts';
import {
  BASE_ENDPOINT,
  CONNECTION_TYPES,
  HTTP_METHODS,
  type AccessRight,
  type Client,
  type RightSubject,
  type ServerConfiguration,
  type Service,
} from './server-configuration/model.ts';

const TIMEOUT_SECONDS_MAX = 3_600;

const code = codeSchema;

const endpoint = z.strictObject({
  method: z.enum(['*', ...HTTP_METHODS]).default('*'),
  path: z.string().startsWith('/', 'must start with / (or leave out endpoints for the whole service)').max(1024),
});

const right = z
  .strictObject({
    client: clientIdSchema.optional(),
    globalGroup: code.optional(),
    localGroup: code.optional(),
    endpoints: z.array(endpoint).min(1).optional(),
  })
  .refine((value) => [value.client, value.globalGroup, value.localGroup].filter(Boolean).length === 1, {
    message: 'must name exactly one of client, globalGroup, localGroup',
  });

const address = z.url({ protocol: /^https?$/, message: 'must be an http:// or https:// address' });

const service = z
  .strictObject({
    code: code.refine((value) => !RESERVED_SERVICE_CODES.includes(value), {
      message: 'is the code of a service that every security server has itself',
    }),
    /** Of a SOAP service. */
    version: code.optional(),
    type: z.enum(['REST', 'OPENAPI3', 'WSDL']).default('REST'),
    url: address,
    /** Where its description is: WSDL of a SOAP service, OpenAPI of a service of type OPENAPI3. */
    description: address.optional(),
    /** What a REST service has, for lists of services; its rights may name more. */
    endpoints: z.array(endpoint).default([]),
    timeoutSeconds: z.int().min(1).max(TIMEOUT_SECONDS_MAX).optional(),
    verifyTls: z.boolean().default(false),
    disabledNotice: code.optional(),
    accessRights: z.array(right).default([]),
  })
  .superRefine(({ type, version, description, endpoints, accessRights }, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (type === 'REST' && description !== undefined) refuse('description', 'only WSDL and OPENAPI3 services have one');
    if (type !== 'WSDL') {
      if (version !== undefined) refuse('version', 'only a SOAP service (type WSDL) has one');
      return;
    }
    if (endpoints.length > 0) refuse('endpoints', 'a SOAP service (type WSDL) has none');
    if (accessRights.some((each) => each.endpoints !== undefined)) {
      refuse('accessRights', 'a right to a SOAP service (type WSDL) is to the whole of it: leave out endpoints');
    }
  });

const localGroup = z.strictObject({
  code,
  description: textSchema.default(''),
  members: z.array(clientIdSchema).default([]),
});

const client = z.strictObject({
  id: clientIdSchema,
  connectionType: z.enum(CONNECTION_TYPES).default('HTTPS'),
  tlsCertificates: z.array(z.string()).default([]),
  localGroups: z.array(localGroup).default([]),
  services: z.array(service).default([]),
});

const schema = z.strictObject({
  /** Folder of everything that this server keeps. */
  data: z.string(),
  address: z.string().default('0.0.0.0'),
  anchor: z.string(),
  server: z.strictObject({ instance: code, memberClass: code, memberCode: code, serverCode: code }),
  pin: pinSchema,
  /** PKCS#11 tokens that hold signing keys besides the software token. */
  tokens: pkcs11TokensSchema.default([]),
  /** A PostgreSQL database for message log and server configuration; files in the data folder where it is left out. */
  database: databaseUrlSchema.optional(),
  /** Each of them elsewhere. */
  messageLog: databaseSchema.optional(),
  serverConfiguration: databaseSchema.optional(),
  timeStampingServices: z.array(z.string()).default([]),
  /** The admin API, where the registry owner works; without it there is none. */
  administration: administrationSchema.optional(),
  clients: z.array(client).default([]),
  parameters: z.record(z.string(), z.unknown()).default({}),
  /** Only for tests and sandboxes: a clock that is not the system's. Refused unless `sandbox` says so. */
  sandbox: z.boolean().default(false),
  clock: clockSchema,
});

type File = z.infer<typeof schema>;

export interface SecurityServerFile {
  readonly folder: string;
  readonly data: string;
  readonly anchor: string;
  readonly address: string;
  readonly serverId: ServerId;
  readonly pin: File['pin'];
  readonly tokens: readonly Pkcs11Declaration[];
  readonly messageLog: DeclaredDatabase;
  readonly serverConfigurationDatabase: DeclaredDatabase;
  readonly declared: ServerConfiguration;
  /** Where the admin API listens; undefined: there is none. */
  readonly administration?: AdministrationSetting;
  readonly parameters: Parameters;
  /** What is allowed and will most likely not work as meant; for the log. */
  readonly warnings: readonly string[];
  readonly sandbox: boolean;
  readonly clock?: NonNullable<File['clock']>;
}

/** Reads a security server's YAML. Throws `malformed_server_conf` naming the field and the rule. */
export async function readSecurityServerFile(path: string): Promise<SecurityServerFile> {
  const configuration = await readYamlFile(path, schema);
  const { value, folder } = configuration;
  const parameters = readParameters(value.parameters, folder);
  const clients = await Promise.all(value.clients.map((entry) => clientOf(entry, configuration, parameters)));
  const declared = {
    clients: withOwner(clients, value.server),
    timeStampingServices: value.timeStampingServices.map((name) => ({ name })),
  };
  requireConsistent(declared);
  return {
    folder,
    data: resolve(folder, value.data),
    anchor: resolve(folder, value.anchor),
    address: value.address,
    serverId: { type: 'SERVER', ...value.server },
    pin: 'file' in value.pin ? { file: resolve(folder, value.pin.file) } : value.pin,
    tokens: value.tokens.map((token, index) => withPinFile(token, { folder, index })),
    messageLog: value.messageLog ?? databaseOf(value, 'message_log'),
    serverConfigurationDatabase: value.serverConfiguration ?? databaseOf(value, 'server_configuration'),
    declared,
    ...(value.administration === undefined
      ? {}
      : {
          administration: await administrationOf(value.administration, {
            elsewhere: value.address,
            folder,
            roles: ROLES,
          }),
        }),
    parameters,
    warnings: timeoutWarnings(declared, parameters),
    sandbox: value.sandbox,
    ...(value.clock === undefined ? {} : { clock: value.clock }),
  };
}

/** The signer reads it again when it starts anew, and when the token comes back. */
function withPinFile(
  token: Pkcs11Declaration,
  { folder, index }: { readonly folder: string; readonly index: number },
): Pkcs11Declaration {
  if (token.pin === undefined) return token;
  if ('file' in token.pin) return { ...token, pin: { file: resolve(folder, token.pin.file) } };
  throw drumError(
    'malformed_server_conf',
    `tokens.${index}.pin: must be in a file; a descriptor can be read only once`,
  );
}

/**
 * The owner of a server is its client, also where the file does not say so: it asks for what concerns the server. Only the
 * server's own programs may then speak for it.
 */
function withOwner(clients: readonly Client[], server: File['server']): readonly Client[] {
  const { instance, memberClass, memberCode } = server;
  const id = { type: 'MEMBER', instance, memberClass, memberCode } as const;
  if (clients.some((client) => sameIdentifier(client.id, id))) return clients;
  const owner: Client = {
    ...{ id, status: 'SAVED', connectionType: 'HTTPS' },
    ...{ tlsCertificates: [], localGroups: [], services: [] },
  };
  return [...clients, owner];
}

/** Where the server keeps its clients and their services; `data` is its folder. */
export function serverConfigurationDatabase(file: SecurityServerFile, data: string): DatabaseOptions {
  return declaredDatabase(file.serverConfigurationDatabase, join(data, 'serverconf.sqlite'));
}

function databaseOf({ database: url }: File, schema: string): DeclaredDatabase {
  return url === undefined ? { engine: 'sqlite' } : { engine: 'postgresql', url, schema };
}

async function clientOf(
  entry: File['clients'][number],
  configuration: ConfigurationFile<File>,
  parameters: Parameters,
): Promise<Client> {
  return {
    id: entry.id,
    status: 'SAVED',
    connectionType: entry.connectionType,
    tlsCertificates: await Promise.all(entry.tlsCertificates.map((name) => readCertificateFile(name, configuration))),
    localGroups: entry.localGroups.map(({ code: groupCode, description, members }) => ({
      groupCode,
      description,
      members,
    })),
    services: entry.services.map((declared) => serviceOf(declared, configuration.value.server.instance, parameters)),
  };
}

function serviceOf(
  entry: File['clients'][number]['services'][number],
  instance: string,
  parameters: Parameters,
): Service {
  return {
    serviceCode: entry.code,
    ...(entry.version === undefined ? {} : { serviceVersion: entry.version }),
    type: entry.type,
    url: entry.url,
    ...(entry.description === undefined ? {} : { descriptionUrl: entry.description }),
    endpoints: entry.endpoints,
    timeoutSeconds: entry.timeoutSeconds ?? parameters['proxy.service-timeout'],
    verifyTls: entry.verifyTls,
    ...(entry.disabledNotice === undefined ? {} : { disabledNotice: entry.disabledNotice }),
    rights: entry.accessRights.flatMap((declared): AccessRight[] => {
      const subject = subjectOf(declared, instance);
      return (declared.endpoints ?? [BASE_ENDPOINT]).map((covered) => ({ subject, endpoint: covered }));
    }),
  };
}

function subjectOf(declared: z.infer<typeof right>, instance: string): RightSubject {
  if (declared.client !== undefined) return declared.client;
  if (declared.globalGroup !== undefined) {
    return { type: 'GLOBALGROUP', instance, groupCode: declared.globalGroup };
  }
  return { type: 'LOCALGROUP', groupCode: declared.localGroup ?? '' };
}

/**
 * A service may take longer than callers' servers wait. Nothing is refused: their waiting is their own setting, and X-Road's
 * servers wait without limit unless told otherwise. What the file itself sets is the best guess at what is usual in the network.
 */
function timeoutWarnings({ clients }: ServerConfiguration, parameters: Parameters): string[] {
  const waitMs = parameters['proxy.client-httpclient-timeout'];
  if (waitMs === 0) return [];
  return clients.flatMap(({ id, services }) =>
    services
      .filter(({ timeoutSeconds }) => timeoutSeconds * 1000 >= waitMs)
      .map(
        ({ serviceCode, timeoutSeconds }) =>
          `Service ${serviceCode} of ${keyOf(id)} may take ${timeoutSeconds} s, but a security server that calls it waits ` +
          `${waitMs / 1000} s for an answer (proxy.client-httpclient-timeout) and then fails with network_error: raise that ` +
          'parameter at the servers that call the service, and here, or lower timeoutSeconds',
      ),
  );
}

function requireConsistent({ clients, timeStampingServices }: ServerConfiguration): void {
  const known = new Set<string>();
  const declare = (...what: readonly string[]): void => {
    const name = what.join(' of ');
    if (known.has(name)) throw drumError('malformed_server_conf', `${name} is declared twice`);
    known.add(name);
  };
  for (const { name } of timeStampingServices) declare(`Time-stamping service ${name}`);
  for (const client of clients) {
    const owner = keyOf(client.id);
    declare(owner);
    for (const { groupCode, members } of client.localGroups) {
      const group = `local group ${groupCode}`;
      declare(group, owner);
      for (const member of members) declare(keyOf(member), group, owner);
    }
    for (const { serviceCode, serviceVersion, endpoints, rights } of client.services) {
      const offered = `service ${serviceCode}${serviceVersion === undefined ? '' : ` ${serviceVersion}`}`;
      declare(offered, owner);
      for (const { method, path } of endpoints) declare(`endpoint ${method} ${path}`, offered, owner);
      for (const { subject, endpoint: covered } of rights) {
        if (subject.type === 'LOCALGROUP' && !known.has(`local group ${subject.groupCode} of ${owner}`)) {
          throw drumError('malformed_server_conf', `${owner} has no local group ${subject.groupCode}`);
        }
        declare(`the right of ${keyOf(subject)} to ${covered.method} ${covered.path}`, offered, owner);
      }
    }
  }
}
