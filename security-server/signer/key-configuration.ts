import { z } from 'zod';
import { drumError } from '#protocol/errors.ts';

/** What a key is for (X-Road's names). Once it is said, it stays so for as long as the key has a certificate. */
export type KeyUsage = 'SIGNING' | 'AUTHENTICATION';

/** A certificate's way through registration (X-Road's names). Signing certificates are registered by being imported. */
export const CERTIFICATE_STATUSES = [
  'SAVED',
  'REGISTRATION_IN_PROGRESS',
  'REGISTERED',
  'DELETION_IN_PROGRESS',
  'GLOBAL_ERROR',
] as const;
export type CertificateStatusName = (typeof CERTIFICATE_STATUSES)[number];

const TOKENS_MAX = 16;
const KEYS_MAX = 1_000;
const CERTIFICATES_PER_KEY_MAX = 16;
const REQUESTS_PER_KEY_MAX = 16;
const CERTIFICATE_BYTES_MAX = 32 * 1024;
const REQUEST_BYTES_MAX = 8 * 1024;
const TEXT_LENGTH_MAX = 1_024;

const text = z.string().min(1).max(TEXT_LENGTH_MAX);
const code = z.string().min(1).max(255);

export const base64Bytes = (bytesMax: number) =>
  z
    .base64({ error: 'must be base64' })
    .min(1)
    .max(Math.ceil(bytesMax / 3) * 4, { error: `must be ${bytesMax} bytes at most` });

const member = z.strictObject({ instance: code, memberClass: code, memberCode: code });

export const certificateEntry = z.strictObject({
  /** DER. */
  certificate: base64Bytes(CERTIFICATE_BYTES_MAX),
  /** Whom the certificate names; a signing certificate has it, an authentication certificate does not. */
  member: member.optional(),
  /** Whether it may be used; a registered certificate may be switched off for a while. */
  active: z.boolean(),
  status: z.enum(CERTIFICATE_STATUSES, { error: `must be one of ${CERTIFICATE_STATUSES.join(', ')}` }),
});

export const requestEntry = z.strictObject({
  id: text,
  member: member.optional(),
  /** RFC 2253. */
  subject: text,
  subjectAlternativeName: text.optional(),
  /** Class name of the certificate profile, as global configuration spells it. */
  certificateProfile: text,
  /** PKCS#10, DER; absent where it was recorded before requests were kept. */
  request: base64Bytes(REQUEST_BYTES_MAX).optional(),
});

const keyEntry = z.strictObject({
  /** As the token has it. */
  id: text,
  label: text,
  /** How people know it, where that is not its label. */
  friendlyName: code.optional(),
  /** Absent while nothing says what the key is for: the first request for a certificate does, or the first certificate. */
  usage: z.enum(['SIGNING', 'AUTHENTICATION'], { error: 'must be SIGNING or AUTHENTICATION' }).optional(),
  /** SubjectPublicKeyInfo, DER: known also while the token is logged out. */
  publicKey: base64Bytes(2_048),
  certificates: z.array(certificateEntry).max(CERTIFICATES_PER_KEY_MAX),
  requests: z.array(requestEntry).max(REQUESTS_PER_KEY_MAX),
});

const tokenEntry = z.strictObject({
  id: text,
  label: text,
  /** How people know it, where that is not its label. */
  friendlyName: code.optional(),
  keys: z.array(keyEntry).max(KEYS_MAX),
});

const keyConfiguration = z
  .strictObject({ version: z.literal(1), tokens: z.array(tokenEntry).max(TOKENS_MAX) })
  .superRefine(({ tokens }, context) => {
    refuseRepetition(
      context,
      'tokens',
      tokens.map((token) => token.id),
    );
    refuseRepetition(
      context,
      'keys',
      tokens.flatMap((token) => token.keys.map((key) => key.id)),
    );
  });

function refuseRepetition(context: z.RefinementCtx, what: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: ['tokens'], message: `two ${what} have the id ${id}` });
    seen.add(id);
  }
}

export type CertificateEntry = z.infer<typeof certificateEntry>;
export type RequestEntry = z.infer<typeof requestEntry>;
export type KeyEntry = z.infer<typeof keyEntry>;
export type TokenEntry = z.infer<typeof tokenEntry>;

/** `keyconf.json`: which keys the tokens hold, what each is for, and its certificates. Holds no secret. */
export type KeyConfiguration = z.infer<typeof keyConfiguration>;

export const EMPTY_KEY_CONFIGURATION: KeyConfiguration = { version: 1, tokens: [] };

const ISSUES_SHOWN_MAX = 10;

/** Reads `keyconf.json`. Throws `malformed_server_conf`, naming the field and the rule; `name` stands in the message. */
export function readKeyConfiguration(json: string, name: string): KeyConfiguration {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw drumError('malformed_server_conf', `${name} is not JSON`, error);
  }
  const result = keyConfiguration.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, ISSUES_SHOWN_MAX)
    .map((issue) => `${issue.path.map(String).join('.') || '(the whole file)'}: ${issue.message}`);
  throw drumError('malformed_server_conf', `${name}: ${issues.join('; ')}`);
}

/** The text of `keyconf.json`; throws like `readKeyConfiguration` when a bound is passed. */
export function writeKeyConfiguration(configuration: KeyConfiguration): string {
  const json = `${JSON.stringify(configuration, undefined, 2)}\n`;
  readKeyConfiguration(json, 'The key configuration');
  return json;
}

/** A key and its token; undefined when no token has the key. */
export function findKey(
  configuration: KeyConfiguration,
  keyId: string,
): { token: TokenEntry; key: KeyEntry } | undefined {
  for (const token of configuration.tokens) {
    const key = token.keys.find((candidate) => candidate.id === keyId);
    if (key !== undefined) return { token, key };
  }
  return undefined;
}

/** A certificate request with its key and token; undefined where there is none of that id. */
export function findRequest(
  configuration: Pick<KeyConfiguration, 'tokens'>,
  requestId: string,
): { token: TokenEntry; key: KeyEntry; request: RequestEntry } | undefined {
  for (const token of configuration.tokens) {
    for (const key of token.keys) {
      const request = key.requests.find(({ id }) => id === requestId);
      if (request !== undefined) return { token, key, request };
    }
  }
  return undefined;
}

/** The configuration with `key` in place of the key of the same id, or added to its token. */
export function withKey(configuration: KeyConfiguration, tokenId: string, key: KeyEntry): KeyConfiguration {
  return withKeys(configuration, tokenId, (keys) =>
    keys.some((candidate) => candidate.id === key.id)
      ? keys.map((candidate) => (candidate.id === key.id ? key : candidate))
      : [...keys, key],
  );
}

export function withoutKey(configuration: KeyConfiguration, keyId: string): KeyConfiguration {
  const found = findKey(configuration, keyId);
  if (found === undefined) return configuration;
  return withKeys(configuration, found.token.id, (keys) => keys.filter((candidate) => candidate.id !== keyId));
}

function withKeys(
  configuration: KeyConfiguration,
  tokenId: string,
  change: (keys: readonly KeyEntry[]) => KeyEntry[],
): KeyConfiguration {
  const tokens = configuration.tokens.map((token) =>
    token.id === tokenId ? { ...token, keys: change(token.keys) } : token,
  );
  return { ...configuration, tokens };
}

/** The configuration with `token` in place of the token of the same id, or added. */
export function withToken(configuration: KeyConfiguration, token: TokenEntry): KeyConfiguration {
  const { tokens } = configuration;
  return {
    ...configuration,
    tokens: tokens.some(({ id }) => id === token.id)
      ? tokens.map((candidate) => (candidate.id === token.id ? token : candidate))
      : [...tokens, token],
  };
}

export function withoutToken(configuration: KeyConfiguration, tokenId: string): KeyConfiguration {
  return { ...configuration, tokens: configuration.tokens.filter(({ id }) => id !== tokenId) };
}
