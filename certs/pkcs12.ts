import { createHmac, createPrivateKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { DrumError, drumError } from '#protocol/errors.ts';
import { nodeDigest, type DigestName } from './algorithms.ts';
import { derFromBer } from './der/from-ber.ts';
import {
  contextConstructed,
  contextPrimitive,
  DerFault,
  DerFields,
  derOctets,
  derOid,
  derSmallInteger,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from './der/read.ts';
import { derText } from './der/values.ts';
import { DER_NULL, derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from './der/write.ts';
import { derBmpOf } from './der/write-values.ts';
import { digestOf } from './structure-signature.ts';
import { PasswordKeys } from './pkcs12/derivation.ts';
import { decrypt, encrypt, encryptionKey } from './pkcs12/encryption.ts';

export { PASSWORD_CHARACTERS_MAX, PasswordKeys } from './pkcs12/derivation.ts';

/** Bytes of a PKCS#12 file: a key and a chain of certificates are some 10 KB. */
const PKCS12_BYTES_MAX = 1_048_576;
/** Keys and certificates in one file. */
const BAGS_MAX = 1_000;
const SALT_BYTES = 20;
/** A key of HMAC-SHA-256 as long as its output (RFC 2104 §3). */
const MAC_KEY_BYTES = 32;

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  sha256: '2.16.840.1.101.3.4.2.1',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  secretBag: '1.2.840.113549.1.12.10.1.5',
  /** Of a secret, as Java's keystores name its algorithm where a password was given. */
  pbeWithSha1And3Des: '1.2.840.113549.1.12.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
} as const;

export interface Pkcs12Certificate {
  readonly der: Buffer;
  readonly friendlyName?: string;
}

/** A secret as Java's keystores keep it (`keytool -importpassword`). */
export interface Pkcs12Secret {
  readonly secret: Buffer;
  readonly friendlyName?: string;
}

export interface Pkcs12Contents {
  readonly keys: readonly { readonly privateKey: KeyObject; readonly friendlyName?: string }[];
  readonly certificates: readonly Pkcs12Certificate[];
  readonly secrets: readonly Pkcs12Secret[];
}

/** How files are protected: one set of salts and one cost, so that files that share them open with one derivation. */
export interface Pkcs12Protection {
  readonly keys: PasswordKeys;
  readonly salt: Buffer;
  /** Of PBKDF2, and as many of the integrity check: whoever guesses attacks the cheaper one. */
  readonly iterations: number;
}

/** A new salt for a password. */
export function newProtection(password: string, iterations: number): Pkcs12Protection {
  return { keys: new PasswordKeys(password), salt: randomBytes(SALT_BYTES), iterations };
}

/** Derives all that writing under this protection needs, so that the password can be forgotten. */
export async function deriveKeys({ keys, salt, iterations }: Pkcs12Protection): Promise<void> {
  await Promise.all([encryptionKey(keys, { salt, iterations }), macKeyOf(keys, { salt, iterations })]);
}

const macKeyOf = (keys: PasswordKeys, derivation: { salt: Buffer; iterations: number }): Promise<Buffer> =>
  keys.pkcs12('mac', { digest: 'SHA-256', ...derivation, length: MAC_KEY_BYTES });

/**
 * Writes a PKCS#12 file (RFC 7292): secrets, and at most one private key, encrypted with PBES2 and AES-256, and its certificate, which is
 * not secret and stands there readable without password; all under an HMAC-SHA-256.
 */
export async function writePkcs12(
  contents: {
    readonly key?: { privateKey: KeyObject; certificate: Buffer; id: Buffer; friendlyName: string };
    readonly secrets?: readonly (Pkcs12Secret & { readonly friendlyName: string })[];
  },
  { keys, salt, iterations }: Pkcs12Protection,
): Promise<Buffer> {
  const bags: Buffer[] = [];
  if (contents.key !== undefined) {
    const { privateKey, certificate, id, friendlyName } = contents.key;
    const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
    const { algorithm, data } = await encrypt(keys, { salt, iterations }, plain);
    plain.fill(0);
    const attributes = bagAttributes(id, friendlyName);
    const certificateBag = derSequence(derOidOf(OID.x509Certificate), explicitly(derOctetString(certificate)));
    bags.push(safeBag(OID.shroudedKeyBag, derSequence(algorithm, derOctetString(data)), attributes));
    bags.push(safeBag(OID.certBag, certificateBag, attributes));
  }
  for (const { secret, friendlyName } of contents.secrets ?? []) {
    const named = derSequence(derOidOf(OID.pbeWithSha1And3Des));
    const info = derSequence(derIntegerOf(0n), named, derOctetString(secret));
    const { algorithm, data } = await encrypt(keys, { salt, iterations }, info);
    const encrypted = derOctetString(derSequence(algorithm, derOctetString(data)));
    const bag = derSequence(derOidOf(OID.shroudedKeyBag), explicitly(encrypted));
    bags.push(safeBag(OID.secretBag, bag, bagAttributes(Buffer.from(friendlyName), friendlyName)));
  }
  const authenticatedSafe = derSequence(dataContent(derSequence(...bags)));
  const macKey = await macKeyOf(keys, { salt, iterations });
  const mac = createHmac('sha256', macKey).update(authenticatedSafe).digest();
  return derSequence(
    derIntegerOf(3n),
    dataContent(authenticatedSafe),
    derSequence(
      derSequence(derSequence(derOidOf(OID.sha256), DER_NULL), derOctetString(mac)),
      derOctetString(salt),
      derIntegerOf(BigInt(iterations)),
    ),
  );
}

const explicitly = (der: Buffer): Buffer => derElement(contextConstructed(0), der);
const dataContent = (content: Buffer): Buffer => derSequence(derOidOf(OID.data), explicitly(derOctetString(content)));
const safeBag = (oid: string, value: Buffer, attributes: Buffer): Buffer =>
  derSequence(derOidOf(oid), explicitly(value), attributes);

function bagAttributes(id: Buffer, friendlyName: string): Buffer {
  const attribute = (oid: string, value: Buffer): Buffer => derSequence(derOidOf(oid), derElement(TAG.set, value));
  return derElement(
    TAG.set,
    attribute(OID.friendlyName, derBmpOf(friendlyName)),
    attribute(OID.localKeyId, derOctetString(id)),
  );
}

/**
 * Reads a PKCS#12 file with everything in it. Throws `pin_incorrect` where the password does not fit (or the file was
 * changed: no one can tell the two apart), `malformed_keystore` where it cannot be read.
 */
export async function readPkcs12(bytes: Uint8Array, keys: PasswordKeys): Promise<Pkcs12Contents> {
  return readingKeystore(async () => {
    const { content, mac } = readOuter(bytes);
    if (!(await macHolds(mac, content, keys))) {
      throw drumError('pin_incorrect', 'The password does not fit the key file, or the file was changed');
    }
    const bags = await Promise.all(contentInfos(content).map((info) => decryptedBags(info, keys)));
    const contents = await Promise.all(readBags(bags.flat()).map((bag) => readBag(bag, keys)));
    return {
      keys: contents.flatMap((bag) => ('privateKey' in bag ? [bag] : [])),
      certificates: contents.flatMap((bag) => ('der' in bag ? [bag] : [])),
      secrets: contents.flatMap((bag) => ('secret' in bag ? [bag] : [])),
    };
  });
}

/** What stands in the file unencrypted, and the salt of its integrity check. Nothing of it is proved. Throws `malformed_keystore`. */
export async function readPkcs12PublicPart(
  bytes: Uint8Array,
): Promise<{ salt: Buffer; iterations: number; certificates: Pkcs12Certificate[] }> {
  return readingKeystore(() => {
    const { content, mac } = readOuter(bytes);
    const bags = readBags(contentInfos(content).flatMap((info) => plainBags(info) ?? []));
    const certificates = bags.filter(({ oid }) => oid === OID.certBag).flatMap(readCertificate);
    return Promise.resolve({ salt: mac.salt, iterations: mac.iterations, certificates });
  });
}

async function readingKeystore<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof DrumError) throw error;
    const reason = error instanceof DerFault ? `: ${error.message}` : '';
    throw drumError('malformed_keystore', `The key file cannot be read${reason}`, error);
  }
}

interface Mac {
  readonly digest: DigestName;
  readonly value: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** PFX (RFC 7292 §4), in DER or BER. Public-key integrity, and none at all, are not taken. */
function readOuter(bytes: Uint8Array): { content: Buffer; mac: Mac } {
  const fields = new DerFields(readBer(bytes));
  if (derSmallInteger(fields.next()) !== 3) throw new DerFault('an unknown version');
  const content = derOctets(contentOf(fields.next(), OID.data));
  const mac = new DerFields(fields.next(TAG.sequence));
  fields.end();
  const digestInfo = new DerFields(mac.next());
  const digest = digestOf(new DerFields(digestInfo.next()));
  const value = derOctets(digestInfo.next());
  digestInfo.end();
  const salt = derOctets(mac.next());
  const iterations = mac.optional(TAG.integer);
  mac.end();
  return {
    content,
    mac: { digest, value, salt, iterations: iterations === undefined ? 1 : derSmallInteger(iterations) },
  };
}

const readBer = (bytes: Uint8Array): DerNode => readDer(derFromBer(bytes, PKCS12_BYTES_MAX), PKCS12_BYTES_MAX);

/** The content of a ContentInfo (RFC 5652 §3) of this type. */
function contentOf(node: DerNode, type: string): DerNode {
  const fields = new DerFields(node);
  if (derOid(fields.next()) !== type) throw new DerFault('a content of another type');
  return explicit(fields.next(contextConstructed(0)));
}

async function macHolds(mac: Mac, content: Buffer, keys: PasswordKeys): Promise<boolean> {
  const { digest, value, salt, iterations } = mac;
  const name = nodeDigest(digest);
  const length = createHmac(name, '').digest().length;
  const key = await keys.pkcs12('mac', { digest, salt, iterations, length });
  const expected = createHmac(name, key).update(content).digest();
  return expected.length === value.length && timingSafeEqual(expected, value);
}

const contentInfos = (content: Buffer): readonly DerNode[] => expectTag(readBer(content), TAG.sequence).children;

const typeOf = (contentInfo: DerNode): string => derOid(new DerFields(contentInfo).next());

/** The SafeContents of a ContentInfo that is not encrypted. */
function plainBags(contentInfo: DerNode): readonly DerNode[] | undefined {
  if (typeOf(contentInfo) !== OID.data) return undefined;
  return expectTag(readBer(derOctets(contentOf(contentInfo, OID.data))), TAG.sequence).children;
}

async function decryptedBags(contentInfo: DerNode, keys: PasswordKeys): Promise<readonly DerNode[]> {
  const plain = plainBags(contentInfo);
  if (plain !== undefined) return plain;
  const encryptedData = new DerFields(contentOf(contentInfo, OID.encryptedData));
  encryptedData.next(TAG.integer);
  const fields = new DerFields(encryptedData.next());
  if (derOid(fields.next()) !== OID.data) throw new DerFault('a content of another type');
  const algorithm = fields.next();
  const decrypted = await decrypt(keys, algorithm, implicitOctets(fields.next()));
  return expectTag(readBer(decrypted), TAG.sequence).children;
}

/** `[0] IMPLICIT OCTET STRING`, which BER may cut into segments. */
function implicitOctets(node: DerNode): Buffer {
  if (node.tag === contextPrimitive(0)) return node.content;
  return Buffer.concat(expectTag(node, contextConstructed(0)).children.map(derOctets));
}

interface Bag {
  readonly oid: string;
  readonly value: DerNode;
  readonly friendlyName?: string;
}

function readBags(nodes: readonly DerNode[]): Bag[] {
  if (nodes.length > BAGS_MAX) throw new DerFault(`more than ${BAGS_MAX} keys and certificates`);
  return nodes.map((node) => {
    const fields = new DerFields(node);
    const oid = derOid(fields.next());
    const value = explicit(fields.next(contextConstructed(0)));
    const attributes = fields.optional(TAG.set);
    fields.end();
    const friendlyName = attributes === undefined ? undefined : friendlyNameOf(attributes);
    return { oid, value, ...(friendlyName === undefined ? {} : { friendlyName }) };
  });
}

function friendlyNameOf(attributes: DerNode): string | undefined {
  for (const attribute of attributes.children) {
    const fields = new DerFields(attribute);
    if (derOid(fields.next()) !== OID.friendlyName) continue;
    const [value] = fields.next(TAG.set).children;
    return value === undefined ? undefined : derText(value);
  }
  return undefined;
}

/** CRLs and nested contents are passed over. */
async function readBag(
  bag: Bag,
  keys: PasswordKeys,
): Promise<Pkcs12Contents['keys'][number] | Pkcs12Certificate | Pkcs12Secret | object> {
  const named = bag.friendlyName === undefined ? {} : { friendlyName: bag.friendlyName };
  switch (bag.oid) {
    case OID.keyBag:
      return { privateKey: privateKeyOf(bag.value.bytes), ...named };
    case OID.shroudedKeyBag: {
      const fields = new DerFields(bag.value);
      const plain = await decrypt(keys, fields.next(), derOctets(fields.next()));
      return { privateKey: privateKeyOf(plain), ...named };
    }
    case OID.certBag:
      return readCertificate(bag)[0] ?? {};
    case OID.secretBag:
      return { secret: await readSecret(bag.value, keys), ...named };
    default:
      return {};
  }
}

/** SecretBag (RFC 7292 §4.2.5) with what Java puts into it: a PrivateKeyInfo, encrypted, whose key is the secret's bytes. */
async function readSecret(value: DerNode, keys: PasswordKeys): Promise<Buffer> {
  const bag = new DerFields(value);
  if (derOid(bag.next()) !== OID.shroudedKeyBag) throw new DerFault('a secret of an unknown kind');
  const encrypted = new DerFields(readBer(derOctets(explicit(bag.next(contextConstructed(0))))));
  const info = new DerFields(readBer(await decrypt(keys, encrypted.next(), derOctets(encrypted.next()))));
  info.next(TAG.integer);
  info.next(TAG.sequence);
  return derOctets(info.next());
}

const privateKeyOf = (pkcs8: Buffer): KeyObject => createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });

function readCertificate({ value, friendlyName }: Bag): Pkcs12Certificate[] {
  const fields = new DerFields(value);
  if (derOid(fields.next()) !== OID.x509Certificate) return [];
  const der = derOctets(explicit(fields.next()));
  return [{ der, ...(friendlyName === undefined ? {} : { friendlyName }) }];
}
