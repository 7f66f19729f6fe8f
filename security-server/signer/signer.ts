import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Certificate } from '#certs/certificate.ts';
import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { Pkcs11Token } from '#certs/tokens/pkcs11-token.ts';
import type { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, drumError, type DrumError } from '#protocol/errors.ts';
import {
  EMPTY_KEY_CONFIGURATION,
  findKey,
  findRequest,
  readKeyConfiguration,
  withKey,
  withoutKey,
  withoutToken,
  withToken,
  writeKeyConfiguration,
  type CertificateEntry,
  type KeyConfiguration,
  type KeyEntry,
  type KeyUsage,
  type RequestEntry,
  type TokenEntry,
} from './key-configuration.ts';
import { checkContents, isOf, publicKeyOf, sha256Of, usageOf } from './key-contents.ts';
import { AutomaticLogins } from './automatic-logins.ts';
import { openTokens, type HeldTokens } from './held-tokens.ts';
import type {
  ChangeCertificate,
  DeviceStatus,
  GenerateKey,
  ImportCertificate,
  SignerState,
  SignRequest,
} from './messages.ts';

const KEY_CONFIGURATION = 'keyconf.json';
/** X-Road's id of the software token. */
export const SOFTWARE_TOKEN = '0';

/** The signer of a directory, with its tokens; not logged in. Throws `malformed_server_conf`, and what `openTokens` throws. */
export async function openSigner(directory: string, devices: readonly Pkcs11Declaration[], log: Log): Promise<Signer> {
  const tokens = await openTokens(directory, devices, log);
  try {
    return await Signer.open(directory, tokens, { logins: new AutomaticLogins(devices, log), log });
  } catch (error) {
    for (const token of [tokens.software, ...tokens.devices]) await token.close();
    throw error;
  }
}

interface SignerParts {
  readonly logins: AutomaticLogins;
  readonly log: Log;
}

/**
 * What the signer's process does, without its socket: it holds the tokens and is the only writer of `keyconf.json`. A change
 * is on the disk before it is told.
 */
export class Signer {
  /** Called after each change of what `keys` returns. */
  onChange: () => void = () => undefined;
  private readonly path: string;
  private readonly held: HeldTokens;
  private readonly tokens: ReadonlyMap<string, Token>;
  private readonly logins: AutomaticLogins;
  private readonly log: Log;
  private readonly loginFailures = new Map<string, string>();
  private configuration: KeyConfiguration;
  private usages = new Map<string, { readonly tokenId: string; readonly usage: KeyUsage | undefined }>();
  private changing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, configuration: KeyConfiguration, held: HeldTokens, { logins, log }: SignerParts) {
    this.path = path;
    this.held = held;
    this.tokens = new Map([held.software, ...held.devices].map((token) => [token.id, token]));
    this.logins = logins;
    this.log = log;
    this.configuration = configuration;
    this.adopt(configuration);
    held.onChange = (device) => {
      this.onChange();
      if (device.state.available && !device.loggedIn) void this.logins.attempt(device);
    };
  }

  /** Throws `malformed_server_conf` for a key configuration that cannot be read; a directory without one has no keys. */
  static async open(directory: string, tokens: HeldTokens, parts: SignerParts): Promise<Signer> {
    const path = join(directory, KEY_CONFIGURATION);
    let json: string | undefined;
    try {
      json = await readFile(path, 'utf8');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        throw drumError('malformed_server_conf', `${KEY_CONFIGURATION} cannot be read`, error);
      }
    }
    const configuration = json === undefined ? EMPTY_KEY_CONFIGURATION : readKeyConfiguration(json, KEY_CONFIGURATION);
    checkContents(configuration, KEY_CONFIGURATION);
    return new Signer(path, configuration, tokens, parts);
  }

  /** Logs in to the devices whose PINs are in files; those that are away are logged in to when they come. */
  async logInToDevices(): Promise<readonly string[]> {
    for (const device of this.held.devices) await this.logins.attempt(device);
    return this.logins.refused;
  }

  /** Ends what is under way, and lets another process have the tokens. */
  async close(): Promise<void> {
    await this.changing;
    await Promise.all([...this.tokens.values()].map((token) => token.close()));
  }

  /** Everything about the keys that is no secret. */
  async keys(): Promise<SignerState> {
    const tokens = [...this.tokens.values()].map(async (token) => {
      const { id, label, initialised, loggedIn } = token;
      const loginFailure = this.loginFailures.get(id);
      const usable = await usableKeys(token);
      const { keys = [], friendlyName } = this.configuration.tokens.find((entry) => entry.id === id) ?? {};
      const device = this.held.devices.find((each) => each === token);
      return {
        id,
        label,
        friendlyName,
        initialised,
        loggedIn,
        ...(device === undefined ? {} : { device: deviceStatus(device) }),
        ...(loginFailure === undefined ? {} : { loginFailure }),
        keys: keys.map((key) => ({ ...key, usable: usable.has(key.id) })),
      };
    });
    const gone = this.configuration.tokens.filter(({ id }) => !this.tokens.has(id)).map(undeclared);
    return { pid: process.pid, tokens: [...(await Promise.all(tokens)), ...gone] };
  }

  async sign({ keyId, algorithm, form, data }: SignRequest): Promise<Buffer> {
    const known = this.usages.get(keyId);
    if (known === undefined) throw noSuchKey();
    const token = this.activeToken(known.tokenId);
    return named('cannot_sign', 'The token could not sign', () => token.sign(keyId, algorithm, data, form));
  }

  /** PKCS#8, DER. TLS needs the key in the server's memory; a signing key never leaves (`wrong_cert_usage`). */
  async authenticationKey(keyId: string): Promise<Buffer> {
    const known = this.usages.get(keyId);
    if (known === undefined) throw noSuchKey();
    if (known.usage !== 'AUTHENTICATION') throw drumError('wrong_cert_usage', 'A signing key never leaves the signer');
    const key = await this.activeSoftwareToken(known.tokenId).privateKey(keyId);
    return key.export({ type: 'pkcs8', format: 'der' });
  }

  async login(tokenId: string, pin: string): Promise<void> {
    const token = this.token(tokenId);
    if (token === this.held.software && !token.initialised)
      throw drumError('token_not_initialized', `Token ${tokenId} has not been made yet`);
    this.logins.leave(tokenId);
    try {
      await named('login_failed', 'The token refused the login', () => token.login(pin));
      this.loginFailures.delete(tokenId);
      this.log.info('A token is logged in', { token: tokenId });
    } catch (error) {
      this.loginFailures.set(tokenId, asDrumError(error).code);
      throw error;
    } finally {
      this.onChange();
    }
  }

  async logout(tokenId: string): Promise<void> {
    this.logins.leave(tokenId);
    await this.token(tokenId).logout();
    this.log.info('A token is logged out', { token: tokenId });
    this.onChange();
  }

  /** Gives a new token its PIN and logs in. */
  initialise(tokenId: string, pin: string): Promise<void> {
    return this.exclusively(async () => {
      await this.softwareToken(tokenId).initialise(pin);
      this.log.info('A token has been made', { token: tokenId });
      await this.login(tokenId, pin);
    });
  }

  /** Throws `pin_incorrect`, `token_pin_policy_failure`, `token_not_available` while a key's file is damaged. */
  changePin(tokenId: string, oldPin: string, newPin: string): Promise<void> {
    return this.exclusively(async () => {
      await this.softwareToken(tokenId).changePin(oldPin, newPin);
      this.log.info('The PIN of a token has changed', { token: tokenId });
    });
  }

  /** The new key's id. */
  generateKey({ tokenId, label, usage, spec }: GenerateKey): Promise<string> {
    return this.exclusively(async () => {
      // TLS needs its key in the server's memory, and a device gives none away.
      const token = usage === 'AUTHENTICATION' ? this.activeSoftwareToken(tokenId) : this.activeToken(tokenId);
      const { id, publicKey } = await named('token_not_available', 'The token could not make a key', () =>
        token.generateKey(spec, label),
      );
      const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const key: KeyEntry = {
        ...{ id, label, publicKey: spki, certificates: [], requests: [] },
        ...(usage === undefined ? {} : { usage }),
      };
      const configuration = withToken(this.configuration, this.tokenEntry(tokenId));
      await this.save(withKey(configuration, tokenId, key), 'A key has been made', { key: id, usage: usage ?? 'none' });
      return id;
    });
  }

  deleteKey(keyId: string): Promise<void> {
    return this.exclusively(async () => {
      const token = this.activeToken(this.key(keyId).token.id);
      await this.save(withoutKey(this.configuration, keyId), 'A key has been deleted', { key: keyId });
      await token.deleteKey(keyId);
    });
  }

  recordRequest(keyId: string, usage: KeyUsage, request: RequestEntry): Promise<void> {
    return this.exclusively(async () => {
      const { token, key } = this.key(keyId);
      this.requireUsage(token, key, usage);
      const changed = { ...key, usage, requests: [...key.requests, request] };
      await this.save(withKey(this.configuration, token.id, changed), 'A certificate has been requested', {
        key: keyId,
      });
    });
  }

  /** A key without certificate and request is for nothing in particular again. */
  deleteRequest(requestId: string): Promise<void> {
    return this.exclusively(async () => {
      const found = findRequest(this.configuration, requestId);
      if (found === undefined) throw drumError('csr_not_found', `There is no certificate request ${requestId}`);
      const { token, key } = found;
      const { usage, ...rest } = { ...key, requests: key.requests.filter(({ id }) => id !== requestId) };
      const isUsed = usage !== undefined && rest.certificates.length + rest.requests.length > 0;
      await this.save(
        withKey(this.configuration, token.id, isUsed ? { ...rest, usage } : rest),
        'A certificate request has been deleted',
        { key: key.id, request: requestId },
      );
    });
  }

  nameToken(tokenId: string, friendlyName: string): Promise<void> {
    return this.exclusively(async () => {
      const token = { ...this.tokenEntry(tokenId), friendlyName };
      await this.save(withToken(this.configuration, token), 'A token has been named', { token: tokenId });
    });
  }

  nameKey(keyId: string, friendlyName: string): Promise<void> {
    return this.exclusively(async () => {
      const { token, key } = this.key(keyId);
      await this.save(withKey(this.configuration, token.id, { ...key, friendlyName }), 'A key has been named', {
        key: keyId,
      });
    });
  }

  /** Throws `token_not_found`, and `token_not_available` for one that is at hand: its keys are deleted one by one. */
  forgetToken(tokenId: string): Promise<void> {
    return this.exclusively(async () => {
      const held = this.tokens.get(tokenId);
      const device = this.held.devices.find((each) => each === held);
      const isKnown = this.configuration.tokens.some(({ id }) => id === tokenId);
      if (held === undefined && !isKnown) throw drumError('token_not_found', 'There is no such token');
      if (held !== undefined && device?.state.available !== false) {
        throw drumError('token_not_available', 'A token that is at hand is not forgotten');
      }
      await this.save(withoutToken(this.configuration, tokenId), 'A token has been forgotten', { token: tokenId });
    });
  }

  /** The id of the certificate's key: the one whose public key it certifies. */
  importCertificate(entry: ImportCertificate): Promise<string> {
    return this.exclusively(async () => {
      const certificate = Certificate.fromDer(Buffer.from(entry.certificate, 'base64'));
      const { token, key } = this.keyOf(certificate);
      if (this.holderOf(certificate.sha256Hex) !== undefined) {
        throw drumError('cert_exists', `The certificate is already here, under key ${key.id}`);
      }
      const usage = usageOf(certificate, key.usage, entry);
      this.requireUsage(token, key, usage);
      const changed = {
        ...key,
        usage,
        certificates: [...key.certificates, entry],
        requests: key.requests.filter(({ member }) => !isOf(member, entry.member)),
      };
      const { sha256Hex } = certificate;
      await this.save(withKey(this.configuration, token.id, changed), 'A certificate has been imported', { sha256Hex });
      return key.id;
    });
  }

  changeCertificate({ sha256, active, status }: ChangeCertificate): Promise<void> {
    return this.editCertificates(sha256, 'A certificate has changed', (entry) => [
      { ...entry, active: active ?? entry.active, status: status ?? entry.status },
    ]);
  }

  deleteCertificate(sha256: string): Promise<void> {
    return this.editCertificates(sha256, 'A certificate has been deleted', () => []);
  }

  private editCertificates(
    sha256: string,
    what: string,
    edit: (entry: CertificateEntry) => CertificateEntry[],
  ): Promise<void> {
    return this.exclusively(async () => {
      const found = this.holderOf(sha256);
      if (found === undefined) throw drumError('cert_not_found', `There is no certificate with SHA-256 ${sha256}`);
      const { token, key } = found;
      const certificates = key.certificates.flatMap((entry) => (sha256Of(entry) === sha256 ? edit(entry) : [entry]));
      await this.save(withKey(this.configuration, token.id, { ...key, certificates }), what, { sha256 });
    });
  }

  private async save(configuration: KeyConfiguration, what: string, fields: Record<string, string>): Promise<void> {
    await replaceFile(this.path, writeKeyConfiguration(configuration));
    this.adopt(configuration);
    this.log.info(what, fields);
    this.onChange();
  }

  private adopt(configuration: KeyConfiguration): void {
    this.configuration = configuration;
    this.usages = new Map(
      configuration.tokens.flatMap((token) =>
        token.keys.map((key) => [key.id, { tokenId: token.id, usage: key.usage }] as const),
      ),
    );
  }

  /** One change after the other: each builds on what the one before has saved. */
  private exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.changing.then(change);
    this.changing = result.catch(() => undefined);
    return result;
  }

  private tokenEntry(tokenId: string): TokenEntry {
    const known = this.configuration.tokens.find(({ id }) => id === tokenId);
    return known ?? { id: tokenId, label: this.token(tokenId).label, keys: [] };
  }

  private token(tokenId: string): Token {
    const token = this.tokens.get(tokenId);
    if (token === undefined) throw drumError('token_not_found', 'There is no such token');
    return token;
  }

  private activeToken(tokenId: string): Token {
    const token = this.token(tokenId);
    const device = this.held.devices.find((each) => each === token);
    if (device?.state.available === false) {
      throw drumError('token_not_available', `Token ${tokenId} cannot be used: ${device.state.reason ?? 'it is away'}`);
    }
    if (!token.loggedIn) throw drumError('token_not_active', `Token ${tokenId} is not logged in`);
    return token;
  }

  private softwareToken(tokenId: string): SoftwareToken {
    if (this.token(tokenId) === this.held.software) return this.held.software;
    throw drumError('wrong_cert_usage', 'That is possible with the software token alone');
  }

  private activeSoftwareToken(tokenId: string): SoftwareToken {
    const token = this.softwareToken(tokenId);
    this.activeToken(tokenId);
    return token;
  }

  /** Throws `wrong_cert_usage` for another usage than the key's, and for an authentication key on a device, which TLS could not have. */
  private requireUsage({ id }: TokenEntry, key: KeyEntry, usage: KeyUsage): void {
    if (key.usage !== undefined && key.usage !== usage) {
      throw drumError('wrong_cert_usage', `The key is for ${key.usage}, not for ${usage}`);
    }
    if (usage === 'AUTHENTICATION' && id !== this.held.software.id) {
      throw drumError('wrong_cert_usage', 'Authentication keys are in the software token');
    }
  }

  private key(keyId: string) {
    const found = findKey(this.configuration, keyId);
    if (found === undefined) throw noSuchKey();
    return found;
  }

  private keyOf(certificate: Certificate) {
    for (const token of this.configuration.tokens) {
      const key = token.keys.find(({ publicKey }) => publicKeyOf(publicKey).equals(certificate.publicKey));
      if (key !== undefined) return { token, key };
    }
    throw drumError('key_not_found', 'No key here has the public key of the certificate');
  }

  private holderOf(sha256: string) {
    for (const token of this.configuration.tokens) {
      const key = token.keys.find(({ certificates }) => certificates.some((entry) => sha256Of(entry) === sha256));
      if (key !== undefined) return { token, key };
    }
    return undefined;
  }
}

/** None where the token cannot be asked now: what is away signs nothing. */
async function usableKeys(token: Token): Promise<ReadonlySet<string>> {
  try {
    return new Set((await token.keys()).filter((key) => key.usable).map((key) => key.id));
  } catch (error) {
    if (asDrumError(error).code !== 'token_not_available') throw error;
    return new Set();
  }
}

/** A token whose keys are still here, and which the server's file declares no more. */
function undeclared({ id, label, friendlyName, keys }: TokenEntry): SignerState['tokens'][number] {
  return {
    ...{ id, label, friendlyName, initialised: true, loggedIn: false, undeclared: true },
    device: {
      ...{ available: false, reason: "the server's file declares it no more", readOnly: false },
      ...{ pinStatus: 'OK', rsaSignMechanism: 'CKM_RSA_PKCS' },
    },
    keys: keys.map((key) => ({ ...key, usable: false })),
  };
}

function deviceStatus({ state, rsaSignMechanism }: Pkcs11Token): DeviceStatus {
  const { available, reason, readOnly, pinStatus, serialNumber } = state;
  return {
    ...{ available, readOnly, pinStatus, rsaSignMechanism },
    ...(reason === undefined ? {} : { reason }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}

function noSuchKey(): DrumError {
  return drumError('key_not_found', 'There is no such key');
}

/** Runs `action`; what it throws without a code of ours gets this one, its text kept for our log. */
async function named<T>(
  code: 'cannot_sign' | 'login_failed' | 'token_not_available',
  text: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const known = asDrumError(error);
    throw known.code === 'internal_error' ? drumError(code, text, error) : known;
  }
}
