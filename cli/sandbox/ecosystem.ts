import { join } from 'node:path';
import { z } from 'zod';
import { pkcs11TokensSchema } from '#certs/tokens/pkcs11/declaration.ts';
import { readYamlFile } from '#config/yaml-file.ts';

const address = z.ipv4();
const port = z.int().min(1).max(65_535);
const text = z.string().min(1);

const service = z.strictObject({
  code: text,
  /** Of a SOAP service. */
  version: text.optional(),
  type: text,
  /** Of the provider system; the sandbox's register where it is left out. */
  url: text.optional(),
  description: text.optional(),
  endpoints: z.array(z.unknown()).optional(),
  timeoutSeconds: z.int().min(1).optional(),
  disabledNotice: text.optional(),
  accessRights: z.array(z.unknown()),
});

const client = z.strictObject({
  id: text,
  /** On one machine, behind loopback addresses: HTTP, so that a first query needs no certificate of its own. */
  connectionType: z.enum(['HTTP', 'HTTPS', 'HTTPS_NO_AUTH']).default('HTTP'),
  /** Files with certificates of the client's information systems, for HTTPS. */
  tlsCertificates: z.array(text).default([]),
  /** Whether the central server knows of it; a client that it does not know cannot exchange messages. */
  registered: z.boolean().default(true),
  services: z.array(service).default([]),
});

/** Of a server's signing keys and its authentication key. */
const keys = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ec'), curve: z.literal(['P-256', 'P-384']) }),
  z.strictObject({ kind: z.literal('rsa'), bits: z.literal([2048, 3072, 4096]) }),
]);

/** System parameters (`docs/parameters.md`) that differ from their defaults. */
const parameters = z.record(z.string(), z.unknown()).default({});

const schema = z.strictObject({
  instance: text,
  seed: text,
  authority: z.strictObject({ name: text, address, port }),
  centralServer: z.strictObject({
    address,
    port,
    ocspFreshnessSeconds: z.int().optional(),
    parameters,
    /** Fields of the central server's own file beside those that the ecosystem fills in. */
    settings: z.record(z.string(), z.unknown()).default({}),
  }),
  memberClasses: z.array(z.strictObject({ code: text, description: text })),
  members: z.array(
    z.strictObject({
      memberClass: text,
      memberCode: text,
      name: text,
      subsystems: z.array(z.strictObject({ code: text, name: text })),
    }),
  ),
  globalGroups: z.array(z.strictObject({ code: text, description: text, members: z.array(text) })),
  /** Where the civil registration register runs; without it, services name their own addresses. */
  register: z.strictObject({ address, port }).optional(),
  managementServiceProvider: text,
  securityServers: z.array(
    z.strictObject({
      /** Of its folder. */
      name: z.string().regex(/^[a-z][a-z0-9-]*$/),
      owner: text,
      code: text,
      address,
      clients: z.array(client),
      /** Set: global configuration says that the server is in maintenance mode, with this message. */
      maintenance: z.strictObject({ message: text }).optional(),
      keys: keys.default({ kind: 'ec', curve: 'P-256' }),
      /** PKCS#11 tokens, with the files of their PINs; the first of them holds the signing keys. */
      tokens: pkcs11TokensSchema.default([]),
      /** With an admin API, whose validator of requests takes some memory. */
      administration: z.boolean().default(false),
      /** `postgresql://…`: its databases are there instead of in its folder. */
      database: text.optional(),
      parameters,
    }),
  ),
  /** What the screen shows to try first. */
  query: z.strictObject({
    server: text,
    client: text,
    service: text,
    path: text,
    headers: z.record(z.string(), z.string()),
    body: z.record(z.string(), z.string()),
  }),
});

/** A country for one machine: its members, servers and registers, and a first query to try. */
export type Ecosystem = z.infer<typeof schema>;
export type EcosystemServer = Ecosystem['securityServers'][number];

const COMING_ALONG = join(import.meta.dirname, '..', '..', 'config', 'sandbox');
const DEFAULT = join(COMING_ALONG, 'bulgaria.yaml');
export const NEIGHBOUR = join(COMING_ALONG, 'neighbour.yaml');

export async function readEcosystem(path = DEFAULT, option = '--ecosystem'): Promise<Ecosystem> {
  return (await readYamlFile(path, schema, option)).value;
}
