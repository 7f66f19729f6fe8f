import { resolve } from 'node:path';
import { z } from 'zod';
import { codeSchema, textSchema } from '#config/file-schemas.ts';
import { readNamedFile } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';

const SECRET_BYTES_MAX = 16_384;
/** Of the key that linked identities are hashed with: shorter ones can be tried out. */
const IDENTITY_KEY_BYTES_MIN = 32;
/** `2.16.100.1.1` is the arc of the Bulgarian administration. */
const OID = /^2\.16\.100(\.(0|[1-9]\d*)){1,12}$/;

/** An address that a browser is sent to: http is for sandboxes on this machine alone. */
const address = z.url({ protocol: /^https?$/, message: 'must be an https:// address' }).refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || hostname === 'localhost' || hostname.startsWith('127.');
}, 'must be an https:// address');

const oid = z.string().regex(OID, 'must be an object identifier below 2.16.100');

const openIdConnect = z.strictObject({
  issuer: address,
  clientId: codeSchema,
  clientSecret: z.strictObject({ file: z.string() }),
  /** Whom its certificate must come from, where that is no public authority (PEM). */
  ca: z.string().optional(),
  scopes: z.array(codeSchema).default(['openid', 'profile']),
  /** The claim that says what somebody is called here. */
  nameClaim: codeSchema.default('preferred_username'),
  rolesClaim: codeSchema.default('groups'),
  /** Of the authentication, as OpenID Connect Core 1.0, 2 has it: one of these is demanded. */
  acrValues: z.array(codeSchema).default([]),
});

const saml = z.strictObject({
  /** How this server is called at the provider. */
  entityId: codeSchema,
  provider: z.strictObject({
    entityId: codeSchema,
    url: address,
    /** Of its signatures (PEM): those in use, and those that are about to be. */
    certificates: z.array(z.string()).min(1),
  }),
  binding: z.enum(['redirect', 'post']).default('redirect'),
  /** What requests are signed with, and assertions to us are encrypted for (PEM). */
  key: z.strictObject({ file: z.string() }),
  certificate: z.string(),
  nameAttribute: codeSchema.optional(),
  rolesAttribute: codeSchema.optional(),
  /** The attribute that says who somebody is; otherwise the NameID does. */
  subjectAttribute: codeSchema.optional(),
  /** What the Bulgarian eAuthentication asks for beside that (its extension to SAML 2.0). */
  eAuth: z
    .strictObject({
      service: oid,
      provider: oid,
      levelOfAssurance: z.enum(['LOW', 'SUBSTANTIAL', 'HIGH']).default('SUBSTANTIAL'),
    })
    .optional(),
});

const provider = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be small Latin letters, digits and hyphens'),
    title: z.strictObject({ bg: textSchema.min(1), en: textSchema.min(1) }),
    openIdConnect: openIdConnect.optional(),
    saml: saml.optional(),
    /** Our roles of those whom the provider gives one of its own; without it, only linked users may come in. */
    roles: z.record(z.string(), z.array(z.string())).default({}),
  })
  .refine(
    ({ openIdConnect: one, saml: other }) => (one === undefined) !== (other === undefined),
    'must say either openIdConnect or saml',
  );

/** `singleSignOn` of an `administration` in a program's file. */
export const singleSignOnSchema = z.strictObject({
  /** Where browsers reach the admin API, as providers know it. */
  publicUrl: address,
  /** A file with the key that identities of linked users are hashed with: the same on every node. */
  identityKey: z.strictObject({ file: z.string() }).optional(),
  providers: z
    .array(provider)
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names a provider twice'),
});

type Declared = z.infer<typeof singleSignOnSchema>;
type DeclaredProvider = Declared['providers'][number];

/** Where a browser is sent to its provider from. */
export const signOnPath = (name: string): string => `/login/${name}`;

/** A provider whose users may come in, with what its files hold. */
export interface ProviderSettings {
  readonly name: string;
  readonly title: DeclaredProvider['title'];
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly openIdConnect?: Omit<z.infer<typeof openIdConnect>, 'clientSecret' | 'ca'> & {
    readonly clientSecret: string;
    readonly ca?: string;
  };
  readonly saml?: Omit<z.infer<typeof saml>, 'key' | 'certificate'> & {
    readonly key: string;
    readonly certificate: string;
  };
}

export interface SingleSignOnSettings {
  readonly publicUrl: string;
  readonly identityKey?: Buffer;
  readonly providers: readonly ProviderSettings[];
}

/**
 * Reads the files that the settings name. `roles`: those that people may have. Throws `malformed_server_conf` and what
 * `readNamedFile` throws.
 */
export async function readSingleSignOn(
  declared: Declared,
  folder: string,
  roles: readonly string[],
): Promise<SingleSignOnSettings> {
  const text = async (name: string) => (await bytesOf(name, folder)).toString('utf8').trim();
  const identityKey = declared.identityKey === undefined ? undefined : await bytesOf(declared.identityKey.file, folder);
  if (identityKey !== undefined && identityKey.length < IDENTITY_KEY_BYTES_MIN) {
    throw drumError(
      'malformed_server_conf',
      `singleSignOn.identityKey: the file must hold at least ${IDENTITY_KEY_BYTES_MIN} bytes`,
    );
  }
  const providers = declared.providers.map(async ({ openIdConnect: oidc, saml: saml2, ...provider }) => {
    for (const role of Object.values(provider.roles).flat()) {
      if (roles.includes(role)) continue;
      throw drumError('malformed_server_conf', `singleSignOn: provider ${provider.name}: ${role} is no role of people`);
    }
    return {
      ...provider,
      ...(oidc === undefined ? {} : { openIdConnect: await openIdConnectOf(oidc, text) }),
      ...(saml2 === undefined ? {} : { saml: await samlOf(saml2, text) }),
    };
  });
  return {
    publicUrl: declared.publicUrl.replace(/\/$/, ''),
    ...(identityKey === undefined ? {} : { identityKey }),
    providers: await Promise.all(providers),
  };
}

type TextOf = (name: string) => Promise<string>;

async function openIdConnectOf({ ca, clientSecret, ...rest }: z.infer<typeof openIdConnect>, text: TextOf) {
  return { ...rest, clientSecret: await text(clientSecret.file), ...(ca === undefined ? {} : { ca: await text(ca) }) };
}

async function samlOf({ key, certificate, provider: theirs, ...rest }: z.infer<typeof saml>, text: TextOf) {
  return {
    ...rest,
    key: await text(key.file),
    certificate: await text(certificate),
    provider: { ...theirs, certificates: await Promise.all(theirs.certificates.map(text)) },
  };
}

async function bytesOf(name: string, folder: string): Promise<Buffer> {
  const bytes = await readNamedFile(resolve(folder, name), SECRET_BYTES_MAX);
  if (bytes.length > SECRET_BYTES_MAX) {
    throw drumError('malformed_server_conf', `${name} is larger than ${SECRET_BYTES_MAX} bytes`);
  }
  return bytes;
}
