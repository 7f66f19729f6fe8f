import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { DrumError, drumError } from '#protocol/errors.ts';
import { signBytesAside, type EcdsaForm, type SignatureAlgorithm } from '../algorithms.ts';
import { selfSignedCertificate } from '../certificate-writer.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import {
  deriveKeys,
  newProtection,
  PasswordKeys,
  readPkcs12,
  readPkcs12PublicPart,
  writePkcs12,
  type Pkcs12Protection,
} from '../pkcs12.ts';
import { signingKey } from '../signing-key.ts';
import { KeyFolder, keyIdOf, listedKey, type ListedKey } from './key-folder.ts';
import { requirePin } from './pin-policy.ts';
import { keySpecOf, LABEL_CHARACTERS_MAX, type KeySpec, type Token, type TokenKey } from './token.ts';

/**
 * Iterations of both derivations from the PIN, some 0.25 s for each guess on one core; X-Road's software takes 10,000. A
 * token pays it once a login, however many keys it has.
 */
const KDF_ITERATIONS = 200_000;
/** Changes and logins that wait for one another. */
const WAITING_MAX = 1_000;

/** The placeholder beside each key says nothing but its public half, for ever (RFC 5280 §4.1.2.5). */
const PLACEHOLDER_VALIDITY = { notBefore: new Date(0), notAfter: new Date('9999-12-31T23:59:59Z') };

export interface SoftwareTokenOptions {
  readonly folder: string;
  /** X-Road's software token has the id `0`. */
  readonly id?: string;
  readonly label?: string;
  readonly enforcePinPolicy?: boolean;
  /** Of files written from now on; files say their own. Lower only in tests. */
  readonly kdfIterations?: number;
}

/** What the token has while it is open. */
interface Session {
  readonly protection: Pkcs12Protection;
  readonly privateKeys: Map<string, KeyObject>;
}

/** A token in files: a PKCS#12 a key, encrypted under the PIN, which is kept neither on disk nor, after login, in memory. */
export class SoftwareToken implements Token {
  readonly id: string;
  readonly label: string;
  private readonly folder: KeyFolder;
  private readonly enforcePinPolicy: boolean;
  private readonly kdfIterations: number;
  private readonly listed = new Map<string, ListedKey>();
  private unreadable: readonly string[] = [];
  private hasPin = false;
  private isClosed = false;
  private closing: Promise<void> | undefined;
  private session: Session | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  private constructor(options: SoftwareTokenOptions, folder: KeyFolder) {
    this.id = options.id ?? '0';
    this.label = options.label ?? 'softToken-0';
    this.folder = folder;
    this.enforcePinPolicy = options.enforcePinPolicy ?? false;
    this.kdfIterations = options.kdfIterations ?? KDF_ITERATIONS;
  }

  /**
   * Opens the folder, or makes it; a new token has no PIN. Throws `data_in_use` while another process has it open, what
   * `fileError` says where it cannot be made or written to, `token_not_available` where it cannot be read.
   */
  static async open(options: SoftwareTokenOptions): Promise<SoftwareToken> {
    const folder = KeyFolder.open(options.folder);
    try {
      const token = new SoftwareToken(options, folder);
      await token.reload();
      return token;
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  /** Ends what is under way, and lets another process have the folder. */
  close(): Promise<void> {
    this.closing ??= this.exclusively(() => {
      this.isClosed = true;
      this.session = undefined;
      this.folder.close();
      return Promise.resolve();
    });
    return this.closing;
  }

  get initialised(): boolean {
    return this.hasPin;
  }

  get loggedIn(): boolean {
    return this.session !== undefined;
  }

  /** Names of files that should hold keys and cannot be read. */
  get unreadableFiles(): readonly string[] {
    return this.unreadable;
  }

  /** Gives a new token its PIN. Throws `token_pin_policy_failure`, and `token_not_available` where it has one or holds keys. */
  initialise(pin: string): Promise<void> {
    return this.exclusively(async () => {
      requirePin(pin, this.enforcePinPolicy);
      if (this.hasPin) throw drumError('token_not_available', 'The token has a PIN already');
      if (this.listed.size + this.unreadable.length > 0) {
        throw drumError('token_not_available', 'The token holds keys, but the file that checks its PIN is missing');
      }
      await this.folder.writePinFile(await writePkcs12({}, newProtection(pin, this.kdfIterations)));
      this.hasPin = true;
    });
  }

  /**
   * Goes on for a token whose PIN file this is, so that it takes the files of its keys, and is logged in to. Throws `pin_incorrect`, and
   * `token_not_available` where it holds keys under a PIN file of its own, which would be lost.
   */
  adoptPin(pinFile: Buffer, pin: string): Promise<void> {
    return this.exclusively(async () => {
      await requirePinOf(pinFile, pin);
      if ((await this.folder.pinFile())?.equals(pinFile) !== true) {
        if (this.listed.size + this.unreadable.length > 0) {
          throw drumError('token_not_available', 'The token holds keys under another PIN file');
        }
        await this.folder.writePinFile(pinFile);
        this.hasPin = true;
      }
      this.session = await this.unlock(pin);
    });
  }

  login(pin: string): Promise<void> {
    return this.exclusively(async () => {
      this.session = await this.unlock(pin);
    });
  }

  logout(): Promise<void> {
    return this.exclusively(() => {
      this.session = undefined;
      return Promise.resolve();
    });
  }

  /** Throws `pin_incorrect`, `token_pin_policy_failure`, and `token_not_available` while a key's file is damaged. */
  changePin(oldPin: string, newPin: string): Promise<void> {
    return this.exclusively(async () => {
      requirePin(newPin, this.enforcePinPolicy);
      const { privateKeys } = await this.unlock(oldPin);
      const damaged = [...this.unreadable, ...[...this.listed.keys()].filter((id) => !privateKeys.has(id))];
      if (damaged.length > 0) {
        throw drumError(
          'token_not_available',
          `The PIN cannot change while a key file is damaged (${damaged.join(', ')}): restore or remove it`,
        );
      }
      const protection = newProtection(newPin, this.kdfIterations);
      for (const [id, privateKey] of privateKeys) {
        await this.folder.writeNextKey(
          id,
          await this.fileOf(id, privateKey, this.listed.get(id)?.label ?? '', protection),
        );
      }
      // From here on the new PIN counts: see KeyFolder.
      await this.folder.writePinFile(await writePkcs12({}, protection));
      protection.keys.forgetPassword();
      if (this.session !== undefined) this.session = { protection, privateKeys };
      await this.folder.recover();
    });
  }

  async generateKey(spec: KeySpec, label: string): Promise<TokenKey> {
    this.requireSession();
    const { privateKey } =
      spec.kind === 'rsa'
        ? await promisify(generateKeyPair)('rsa', { modulusLength: spec.bits, publicExponent: 0x10001 })
        : await promisify(generateKeyPair)('ec', { namedCurve: spec.curve });
    return this.importKey(privateKey, label);
  }

  /** Takes in a key from elsewhere; one that is there already stays as it is. Throws `token_not_active`, `unsupported_sign_algorithm`. */
  importKey(privateKey: KeyObject, label: string): Promise<TokenKey> {
    return this.exclusively(async () => {
      const { protection, privateKeys } = this.requireSession();
      const publicKey = createPublicKey(privateKey);
      const id = keyIdOf(publicKey);
      const known = this.listed.get(id);
      if (known !== undefined && privateKeys.has(id)) return { ...known, usable: true };
      const key = { id, label: label.slice(0, LABEL_CHARACTERS_MAX), spec: keySpecOf(publicKey), publicKey };
      await this.folder.writeKey(id, await this.fileOf(id, privateKey, key.label, protection));
      this.listed.set(id, key);
      privateKeys.set(id, privateKey);
      return { ...key, usable: true };
    });
  }

  adoptKey(keyId: string, file: Uint8Array): Promise<void> {
    return this.exclusively(async () => {
      const { protection, privateKeys } = this.requireSession();
      if (privateKeys.has(keyId)) return;
      const listed = await listedKey(`${keyId}.p12`, Buffer.from(file)).catch(() => undefined);
      const privateKey = await privateKeyIn(file, keyId, protection.keys);
      if (listed === undefined || privateKey === undefined) {
        throw drumError('pin_incorrect', `The file of key ${keyId} is not one of this token under its present PIN`);
      }
      await this.folder.writeKey(keyId, file);
      this.listed.set(keyId, listed);
      privateKeys.set(keyId, privateKey);
    });
  }

  /** Throws `token_not_active`, `key_not_found`. */
  deleteKey(keyId: string): Promise<void> {
    return this.exclusively(async () => {
      const { privateKeys } = this.requireSession();
      this.requireListed(keyId);
      await this.folder.removeKey(keyId);
      this.listed.delete(keyId);
      privateKeys.delete(keyId);
    });
  }

  keys(): Promise<readonly TokenKey[]> {
    const session = this.session;
    const keys = [...this.listed.values()];
    return Promise.resolve(keys.map((key) => ({ ...key, usable: session?.privateKeys.has(key.id) === true })));
  }

  async publicKey(keyId: string): Promise<KeyObject> {
    return Promise.resolve(this.requireListed(keyId).publicKey);
  }

  async sign(keyId: string, algorithm: SignatureAlgorithm, data: Uint8Array, form: EcdsaForm): Promise<Buffer> {
    return signBytesAside(algorithm, await this.privateKey(keyId), data, form);
  }

  /**
   * The private key itself, for TLS only: Node.js needs it in the process that speaks TLS. Signing goes through `sign`.
   * Throws `token_not_active`, `key_not_found`, `cannot_sign` for a damaged file.
   */
  privateKey(keyId: string): Promise<KeyObject> {
    // The caller awaits whatever happens, so a refusal must be a rejection too.
    return Promise.resolve().then(() => {
      const { privateKeys } = this.requireSession();
      this.requireListed(keyId);
      const key = privateKeys.get(keyId);
      if (key === undefined) throw drumError('cannot_sign', `The file of key ${keyId} is damaged`);
      return key;
    });
  }

  private requireSession(): Session {
    if (!this.hasPin) throw drumError('token_not_initialized', 'The token has no PIN yet');
    if (this.session === undefined) throw drumError('token_not_active', 'Nobody is logged in to the token');
    return this.session;
  }

  private requireListed(keyId: string): ListedKey {
    const key = this.listed.get(keyId);
    if (key === undefined)
      throw drumError('key_not_found', `The token has no key ${JSON.stringify(keyId.slice(0, 100))}`);
    return key;
  }

  private async reload(): Promise<void> {
    try {
      await this.folder.recover();
      this.hasPin = (await this.folder.pinFile()) !== undefined;
      const { keys, unreadable } = await this.folder.list();
      for (const key of keys) this.listed.set(key.id, key);
      this.unreadable = unreadable;
    } catch (error) {
      if (error instanceof DrumError && error.code === 'token_not_available') throw error;
      throw drumError('token_not_available', "The token's folder cannot be used", error);
    }
  }

  /** Checks the PIN and decrypts what it protects; a file that does not fit is left out, and its key is unusable. */
  private async unlock(pin: string): Promise<Session> {
    const pinFile = await this.folder.pinFile();
    if (pinFile === undefined) throw drumError('token_not_initialized', 'The token has no PIN yet');
    const keys = new PasswordKeys(pin);
    const { salt, iterations } = await checkPin(pinFile, keys);
    const protection = { keys, salt, iterations };
    await deriveKeys(protection);
    const privateKeys = new Map<string, KeyObject>();
    for (const { id } of this.listed.values()) {
      const privateKey = await privateKeyIn(await this.folder.readKey(id).catch(() => undefined), id, keys);
      if (privateKey !== undefined) privateKeys.set(id, privateKey);
    }
    keys.forgetPassword();
    return { protection, privateKeys };
  }

  private async fileOf(
    id: string,
    privateKey: KeyObject,
    friendlyName: string,
    protection: Pkcs12Protection,
  ): Promise<Buffer> {
    const key = signingKey({ privateKey, publicKey: createPublicKey(privateKey) });
    const subject = DistinguishedName.fromAttributes([{ type: 'CN', value: id }]);
    const { der: certificate } = await selfSignedCertificate({ subject, key, ...PLACEHOLDER_VALIDITY });
    return writePkcs12({ key: { privateKey, certificate, id: Buffer.from(id, 'hex'), friendlyName } }, protection);
  }

  /** One change or login after the other, so that none sees another's half. */
  private exclusively<T>(action: () => Promise<T>): Promise<T> {
    if (this.waiting >= WAITING_MAX) {
      return Promise.reject(drumError('overloaded', `More than ${WAITING_MAX} operations wait for the token`));
    }
    this.waiting += 1;
    const turn = this.turn.then(() => {
      if (this.isClosed) throw drumError('token_not_available', 'The token has been closed');
      return action();
    });
    const result = turn.finally(() => {
      this.waiting -= 1;
    });
    this.turn = result.catch(() => undefined);
    return result;
  }
}

/** The key in a file; undefined where the file does not fit its name and these keys. */
async function privateKeyIn(
  file: Uint8Array | undefined,
  id: string,
  keys: PasswordKeys,
): Promise<KeyObject | undefined> {
  try {
    if (file === undefined) return undefined;
    const privateKey = (await readPkcs12(Buffer.from(file), keys)).keys[0]?.privateKey;
    return privateKey !== undefined && keyIdOf(createPublicKey(privateKey)) === id ? privateKey : undefined;
  } catch {
    return undefined;
  }
}

/** Holds a PIN against the file that a token checks it with, wherever that is. Throws as `checkPin`. */
export async function requirePinOf(pinFile: Buffer, pin: string): Promise<void> {
  const keys = new PasswordKeys(pin);
  await checkPin(pinFile, keys).finally(() => {
    keys.forgetPassword();
  });
}

/** Throws `pin_incorrect`, or `token_not_available` for a file that cannot be read. */
async function checkPin(pinFile: Buffer, keys: PasswordKeys): Promise<{ salt: Buffer; iterations: number }> {
  try {
    await readPkcs12(pinFile, keys);
    return await readPkcs12PublicPart(pinFile);
  } catch (error) {
    if (error instanceof DrumError && error.code === 'pin_incorrect')
      throw drumError('pin_incorrect', 'The PIN is wrong');
    throw drumError('token_not_available', 'The file that checks the PIN is damaged', error);
  }
}
