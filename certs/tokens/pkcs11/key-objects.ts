import { createPublicKey, randomBytes, type JsonWebKey, type KeyObject } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import { drumError } from '#protocol/errors.ts';
import { publicKeyInfoOf } from '../../certificate-writer.ts';
import { derOctets, readDer } from '../../der/read.ts';
import { derOidOf } from '../../der/write.ts';
import { keyIdOf } from '../key-folder.ts';
import { keySpecOf, type KeySpec } from '../token.ts';

type Library = pkcs11.PKCS11;
type Attributes = pkcs11.Template;

/** Objects of one class that are looked at. */
const OBJECTS_MAX = 1_000;
const FOUND_AT_ONCE = 100;
const ID_BYTES = 20;
const ATTRIBUTE_BYTES_MAX = 4_096;
const PUBLIC_EXPONENT = Buffer.from([1, 0, 1]);
const CURVE_OIDS = { 'P-256': '1.2.840.10045.3.1.7', 'P-384': '1.3.132.0.34' } as const;

/** A key of which the token shows the public half. */
export interface PublicKeyObject {
  readonly id: string;
  readonly label: string;
  readonly spec: KeySpec;
  /** DER of SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly object: Buffer;
  /** CKA_ID, which the private half has too. */
  readonly cryptokiId: Buffer;
}

/** The public keys, without those of kinds that are not used here or without CKA_ID. Needs no login. */
export function publicKeys(library: Library, session: Buffer): PublicKeyObject[] {
  return find(library, session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PUBLIC_KEY }])
    .map((object) => readPublicKey(library, session, object))
    .filter((key) => key !== undefined);
}

/** CKA_ID, in hex, of the private keys that a logged-in session sees. */
export function privateKeyIds(library: Library, session: Buffer): ReadonlySet<string> {
  const objects = find(library, session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
  return new Set(objects.map((object) => bytesOf(library, session, object, pkcs11.CKA_ID).toString('hex')));
}

/** The private half; undefined where there is none, or several are alike. */
export function privateKeyObject(library: Library, session: Buffer, key: PublicKeyObject): Buffer | undefined {
  const [first, second] = find(library, session, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
    { type: pkcs11.CKA_KEY_TYPE, value: key.spec.kind === 'rsa' ? pkcs11.CKK_RSA : pkcs11.CKK_EC },
    { type: pkcs11.CKA_ID, value: key.cryptokiId },
  ]);
  return second === undefined ? first : undefined;
}

/** Whether the key wants the PIN at each use. */
export function wantsPinEachTime(library: Library, session: Buffer, object: Buffer): boolean {
  try {
    return bytesOf(library, session, object, pkcs11.CKA_ALWAYS_AUTHENTICATE)[0] === 1;
  } catch (error) {
    // An attribute that older tokens do not know.
    if (error instanceof pkcs11.Pkcs11Error) return false;
    throw error;
  }
}

/** Makes a key pair that signs, cannot leave the token and has a CKA_ID of its own. */
export function generate(library: Library, session: Buffer, spec: KeySpec, label: string): PublicKeyObject {
  const named: Attributes = [
    { type: pkcs11.CKA_TOKEN, value: true },
    { type: pkcs11.CKA_ID, value: randomBytes(ID_BYTES) },
    { type: pkcs11.CKA_LABEL, value: Buffer.from(label) },
  ];
  const { publicKey } = library.C_GenerateKeyPair(
    session,
    { mechanism: spec.kind === 'rsa' ? pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN : pkcs11.CKM_EC_KEY_PAIR_GEN },
    [
      ...named,
      { type: pkcs11.CKA_PRIVATE, value: false },
      { type: pkcs11.CKA_VERIFY, value: true },
      ...kindAttributes(spec),
    ],
    [
      ...named,
      { type: pkcs11.CKA_PRIVATE, value: true },
      { type: pkcs11.CKA_SENSITIVE, value: true },
      { type: pkcs11.CKA_EXTRACTABLE, value: false },
      { type: pkcs11.CKA_SIGN, value: true },
    ],
  );
  const made = readPublicKey(library, session, publicKey);
  if (made === undefined) {
    throw drumError('token_not_available', 'The token made a key whose public half cannot be read');
  }
  return made;
}

/** Destroys both halves; the private one first, so that what is left of a broken attempt can be listed and deleted. */
export function destroy(library: Library, session: Buffer, key: PublicKeyObject): void {
  const object = privateKeyObject(library, session, key);
  if (object !== undefined) library.C_DestroyObject(session, object);
  library.C_DestroyObject(session, key.object);
}

function kindAttributes(spec: KeySpec): Attributes {
  return spec.kind === 'rsa'
    ? [
        { type: pkcs11.CKA_MODULUS_BITS, value: spec.bits },
        { type: pkcs11.CKA_PUBLIC_EXPONENT, value: PUBLIC_EXPONENT },
      ]
    : [{ type: pkcs11.CKA_EC_PARAMS, value: derOidOf(CURVE_OIDS[spec.curve]) }];
}

function find(library: Library, session: Buffer, template: Attributes): Buffer[] {
  const found: Buffer[] = [];
  library.C_FindObjectsInit(session, template);
  try {
    for (;;) {
      const more = library.C_FindObjects(session, FOUND_AT_ONCE);
      found.push(...more);
      if (found.length > OBJECTS_MAX) {
        throw drumError('token_not_available', `The token holds more than ${OBJECTS_MAX} keys`);
      }
      if (more.length === 0) return found;
    }
  } finally {
    library.C_FindObjectsFinal(session);
  }
}

function readPublicKey(library: Library, session: Buffer, object: Buffer): PublicKeyObject | undefined {
  const read = (type: number) => bytesOf(library, session, object, type);
  const key = publicKeyOf(read);
  const cryptokiId = read(pkcs11.CKA_ID);
  if (key === undefined || cryptokiId.length === 0) return undefined;
  return {
    id: keyIdOf(key.publicKey),
    label: read(pkcs11.CKA_LABEL).toString('utf8'),
    spec: key.spec,
    publicKey: publicKeyInfoOf(key.publicKey),
    object,
    cryptokiId,
  };
}

function publicKeyOf(read: (type: number) => Buffer): { publicKey: KeyObject; spec: KeySpec } | undefined {
  const kind = read(pkcs11.CKA_KEY_TYPE).readUInt32LE();
  if (kind !== pkcs11.CKK_RSA && kind !== pkcs11.CKK_EC) return undefined;
  try {
    const key = kind === pkcs11.CKK_RSA ? rsaKey(read) : ecKey(read);
    const publicKey = createPublicKey({ format: 'jwk', key });
    return { publicKey, spec: keySpecOf(publicKey) };
  } catch (error) {
    if (error instanceof pkcs11.NativeError) throw error;
    // Of a kind, size or curve that is not used here.
    return undefined;
  }
}

const rsaKey = (read: (type: number) => Buffer): JsonWebKey => ({
  kty: 'RSA',
  n: read(pkcs11.CKA_MODULUS).toString('base64url'),
  e: read(pkcs11.CKA_PUBLIC_EXPONENT).toString('base64url'),
});

function ecKey(read: (type: number) => Buffer): JsonWebKey {
  const parameters = read(pkcs11.CKA_EC_PARAMS);
  const curve = (['P-256', 'P-384'] as const).find((name) => derOidOf(CURVE_OIDS[name]).equals(parameters));
  if (curve === undefined) return {};
  const point = read(pkcs11.CKA_EC_POINT);
  // An OCTET STRING by the standard; some tokens give the point itself.
  const raw = point.length === 1 + 2 * orderBytes(curve) ? point : derOctets(readDer(point, ATTRIBUTE_BYTES_MAX));
  const [x, y] = [raw.subarray(1, 1 + orderBytes(curve)), raw.subarray(1 + orderBytes(curve))];
  return { kty: 'EC', crv: curve, x: x.toString('base64url'), y: y.toString('base64url') };
}

/** Bytes of a coordinate, and of the order, of the curve. */
export const orderBytes = (curve: 'P-256' | 'P-384'): number => (curve === 'P-256' ? 32 : 48);

function bytesOf(library: Library, session: Buffer, object: Buffer, type: number): Buffer {
  const [attribute] = library.C_GetAttributeValue(session, object, [{ type }]);
  const value = attribute?.value;
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}
