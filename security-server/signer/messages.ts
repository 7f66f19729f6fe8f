import { z } from 'zod';
import type { EcdsaForm, SignatureAlgorithm } from '#certs/algorithms.ts';
import type { PinStatus, RsaSignMechanism } from '#certs/tokens/token.ts';
import { asDrumError, DrumError, drumError } from '#protocol/errors.ts';
import {
  base64Bytes,
  CERTIFICATE_STATUSES,
  certificateEntry,
  requestEntry,
  type KeyEntry,
} from './key-configuration.ts';

/** What a request asks for: the `kind` of its frame. Bodies are JSON, but for those whose form is said here. */
export const OPERATIONS = {
  /** `keyId` u8 length + UTF-8 | algorithm u8 length + ASCII | form u8 | data. Answer: the signature. */
  sign: 1,
  /** No body. Answer: SignerState. */
  keys: 2,
  /** The key's id, UTF-8. Answer: PKCS#8, DER. Authentication keys only. */
  authenticationKey: 3,
  /** No body. Answer: SignerStatus. */
  status: 4,
  /** Token id u8 length + UTF-8 | PIN, UTF-8. No answer. */
  login: 5,
  /** The token's id, UTF-8. No answer. */
  logout: 6,
  /** Token id u8 length + UTF-8 | PIN, UTF-8. Gives a new token its PIN and logs in. No answer. */
  initialise: 7,
  /** GenerateKey. Answer: the key's id. */
  generateKey: 8,
  deleteKey: 9,
  /** RecordRequest. */
  recordRequest: 10,
  /** ImportCertificate. Answer: the id of the certificate's key. */
  importCertificate: 11,
  /** ChangeCertificate. */
  changeCertificate: 12,
  deleteCertificate: 13,
  /** NameToken: how people know it. */
  nameToken: 14,
  /** NameKey: how people know it. */
  nameKey: 15,
  /** Token id u8 length + UTF-8 | present PIN u8 length + UTF-8 | new PIN, UTF-8. Software token only. No answer. */
  changePin: 16,
  deleteRequest: 17,
  /** Forgets a token that is not at hand, with its keys and certificates. */
  forgetToken: 18,
} as const;
export type OperationName = keyof typeof OPERATIONS;

/** What an answer says: the `kind` of its frame. */
export const OUTCOMES = {
  done: 0,
  /** JSON `{code, message}`. */
  failed: 1,
  /** Unasked, id 0, no body: the keys, their certificates or a login have changed. */
  changed: 2,
} as const;

/** How a device does that holds keys. */
export interface DeviceStatus {
  /** Whether it can be used; why not, otherwise. */
  readonly available: boolean;
  readonly reason?: string;
  readonly readOnly: boolean;
  readonly pinStatus: PinStatus;
  readonly rsaSignMechanism: RsaSignMechanism;
  readonly serialNumber?: string;
}

interface TokenStatus {
  readonly id: string;
  readonly label: string;
  /** How people know it, where that is not its label. */
  readonly friendlyName?: string | undefined;
  /** Only known from the keys that it had: the server's file declares no such token any more. */
  readonly undeclared?: true;
  /** Whether the token has a PIN yet. */
  readonly initialised: boolean;
  readonly loggedIn: boolean;
  /** Absent for the software token. */
  readonly device?: DeviceStatus;
  /** Code of the last login, when it failed. */
  readonly loginFailure?: string;
}

export interface SignerStatus {
  readonly pid: number;
  readonly tokens: readonly TokenStatus[];
}

export interface KeyState extends KeyEntry {
  /** False while its token is logged out, and for a key that the token has lost or whose file is damaged. */
  readonly usable: boolean;
}

/** Everything about the keys that is no secret. */
export interface SignerState extends SignerStatus {
  readonly tokens: readonly (TokenStatus & { readonly keys: readonly KeyState[] })[];
}

const ECDSA_FORMS: readonly EcdsaForm[] = ['der', 'ieee-p1363'];

export interface SignRequest {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly form: EcdsaForm;
  readonly data: Uint8Array;
}

export function writeSignRequest({ keyId, algorithm, form, data }: SignRequest): Uint8Array[] {
  return [shortText(keyId), shortText(algorithm), Uint8Array.of(ECDSA_FORMS.indexOf(form)), data];
}

/** Throws `invalid_request` for another form. The algorithm is checked where it is used. */
export function readSignRequest(body: Buffer): SignRequest {
  const [keyId, afterKey] = readShortText(body);
  const [algorithm, afterAlgorithm] = readShortText(afterKey);
  const form = ECDSA_FORMS[afterAlgorithm[0] ?? -1];
  if (form === undefined) throw malformed('the form of the signature is unknown');
  return { keyId, algorithm: algorithm as SignatureAlgorithm, form, data: afterAlgorithm.subarray(1) };
}

export function writeTokenAndPin(tokenId: string, pin: Uint8Array): Uint8Array[] {
  return [shortText(tokenId), pin];
}

/** Throws `invalid_request` for a present PIN that is longer than any. */
export function writePinChange(tokenId: string, oldPin: string, newPin: string): Uint8Array[] {
  return [shortText(tokenId), shortText(oldPin), Buffer.from(newPin)];
}

export function readPinChange(body: Buffer): { tokenId: string; oldPin: string; newPin: string } {
  const { tokenId, pin } = readTokenAndPin(body);
  const [oldPin, newPin] = readShortText(pin);
  return { tokenId, oldPin, newPin: newPin.toString('utf8') };
}

export function readTokenAndPin(body: Buffer): { tokenId: string; pin: Buffer } {
  const [tokenId, pin] = readShortText(body);
  return { tokenId, pin };
}

const sha256 = z.hash('sha256', { error: 'must be a SHA-256 in hex' });
const shortId = z.string().min(1).max(255);

const keyUsage = z.enum(['SIGNING', 'AUTHENTICATION']);
const shownName = z.string().min(1).max(255);

export const generateKeyRequest = z.strictObject({
  tokenId: shortId,
  label: z.string().min(1).max(255),
  /** Absent: its first certificate request will say it. */
  usage: keyUsage.optional(),
  spec: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rsa'), bits: z.literal([2048, 3072, 4096]) }),
    z.strictObject({ kind: z.literal('ec'), curve: z.literal(['P-256', 'P-384']) }),
  ]),
});
export const keyRequest = z.strictObject({ keyId: shortId });
export const recordRequestRequest = z.strictObject({ keyId: shortId, usage: keyUsage, request: requestEntry });
export const tokenRequest = z.strictObject({ tokenId: shortId });
export const nameTokenRequest = z.strictObject({ tokenId: shortId, name: shownName });
export const nameKeyRequest = z.strictObject({ keyId: shortId, name: shownName });
export const deleteRequestRequest = z.strictObject({ requestId: shortId });
export const importCertificateRequest = certificateEntry.extend({ certificate: base64Bytes(32 * 1024) });
export const certificateRequest = z.strictObject({ sha256 });
export const changeCertificateRequest = z.strictObject({
  sha256,
  active: z.boolean().optional(),
  status: z.enum(CERTIFICATE_STATUSES).optional(),
});

export type GenerateKey = z.infer<typeof generateKeyRequest>;
export type ImportCertificate = z.infer<typeof importCertificateRequest>;
export type ChangeCertificate = z.infer<typeof changeCertificateRequest>;

/** Reads a JSON body. Throws `invalid_request`, naming the field and the rule. */
export function readBody<T>(schema: z.ZodType<T>, body: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw drumError('invalid_request', 'The request to the signer is not JSON', error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** An error as it travels: its code and text; cause and stack stay with the signer. */
export function writeFailure(error: unknown): Buffer {
  const { code, message, detail } = asDrumError(error);
  return Buffer.from(JSON.stringify({ code, message, detail }));
}

const failure = z.object({ code: z.string(), message: z.string(), detail: z.string() });

export function readFailure(body: Buffer): DrumError {
  const result = failure.safeParse(jsonOrUndefined(body));
  if (!result.success) return drumError('internal_error', 'The signer answered with something that cannot be read');
  const { code, message, detail } = result.data;
  return new DrumError(code, message, { detail });
}

function jsonOrUndefined(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function shortText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > 255) throw malformed('an identifier is longer than 255 bytes');
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

function readShortText(body: Buffer): [string, Buffer] {
  const length = body[0];
  if (length === undefined || body.length < 1 + length) throw malformed('it ends early');
  return [body.toString('utf8', 1, 1 + length), body.subarray(1 + length)];
}

function malformed(reason: string): DrumError {
  return drumError('invalid_request', `The request to the signer is malformed: ${reason}`);
}
