import { join } from 'node:path';
import { z } from 'zod';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { readNamedFile } from '#config/named-file.ts';
import { ownFolderWithin } from '#config/ownership.ts';
import { makeSigningKey, type KeyType, type SigningKey } from '#distribution/publication/signing.ts';
import { formatDateTime } from '#protocol/configuration/simple-types.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';

const KEYS_FILE = 'keys.json';
const KEYS_FILE_BYTES_MAX = 1024 * 1024;
/** The program and the commands have the keys in turn, each for a moment. */
const TURN_MS_MAX = 30_000;

const schema = z.record(
  z.string(),
  z.strictObject({
    active: z.string(),
    keys: z.array(z.strictObject({ id: z.string(), certificate: z.base64(), createdAt: z.iso.datetime() })).min(1),
  }),
);
type Kept = z.infer<typeof schema>;

export interface ProxyKey extends SigningKey {
  readonly createdAt: Date;
  readonly active: boolean;
}

/** The signing keys of all instances: private keys in a token, beside it which belongs to whom, and which one signs. */
export class ProxyKeys {
  private readonly path: string;
  private kept: Kept;

  private constructor(path: string, kept: Kept) {
    this.path = path;
    this.kept = kept;
  }

  /** Has the keys to itself while `work` lasts. Throws `data_in_use` when another process has them for too long. */
  static async with<T>(data: string, work: (keys: ProxyKeys) => Promise<T>): Promise<T> {
    const folder = join(data, 'keys');
    const ownership = await ownFolderWithin(TURN_MS_MAX, folder);
    try {
      const path = join(folder, KEYS_FILE);
      return await work(new ProxyKeys(path, await readKept(path)));
    } finally {
      ownership.release();
    }
  }

  /** The keys of an instance, the oldest first; none where it has not been set up. */
  of(instance: string): ProxyKey[] {
    const { active, keys } = this.kept[instance] ?? { active: '', keys: [] };
    return keys.map(({ id, certificate, createdAt }) => ({
      tokenKeyId: id,
      certificate: Buffer.from(certificate, 'base64'),
      createdAt: new Date(createdAt),
      active: id === active,
    }));
  }

  /** Makes a key; the first one signs at once. */
  async add(token: Token, instance: string, type: KeyType, clock: Clock): Promise<ProxyKey> {
    const now = clock.now();
    const { tokenKeyId, certificate } = await makeSigningKey(token, type, instance, now);
    const { active = tokenKeyId, keys = [] } = this.kept[instance] ?? {};
    const added = {
      id: tokenKeyId,
      certificate: Buffer.from(certificate).toString('base64'),
      createdAt: now.toISOString(),
    };
    await this.keep(instance, { active, keys: [...keys, added] });
    return { tokenKeyId, certificate, createdAt: now, active: active === tokenKeyId };
  }

  /**
   * Lets a key sign from now on. Throws `key_not_found`, and `bad_request` for a key younger than `knownAfterSeconds`, of which
   * not every client has heard.
   */
  async activate(instance: string, keyId: string, at: Date, knownAfterSeconds: number): Promise<void> {
    const known = new Date(this.require(instance, keyId).createdAt.getTime() + knownAfterSeconds * 1000);
    if (at < known) {
      const when = formatDateTime(known);
      throw drumError('bad_request', `Not every client of ${instance} knows key ${keyId} yet; all do at ${when}`);
    }
    await this.keep(instance, { active: keyId, keys: this.kept[instance]?.keys ?? [] });
  }

  /** Throws `key_not_found`, and `bad_request` for the key that signs. */
  async remove(token: Token, instance: string, keyId: string): Promise<void> {
    if (this.require(instance, keyId).active) {
      throw drumError('bad_request', `Key ${keyId} signs the configuration of ${instance}; activate another one first`);
    }
    const { active = '', keys = [] } = this.kept[instance] ?? {};
    await this.keep(instance, { active, keys: keys.filter(({ id }) => id !== keyId) });
    if ((await token.keys()).some(({ id }) => id === keyId)) await token.deleteKey(keyId);
  }

  private require(instance: string, keyId: string): ProxyKey {
    const key = this.of(instance).find(({ tokenKeyId }) => tokenKeyId === keyId);
    if (key === undefined) throw drumError('key_not_found', `Instance ${instance} has no signing key ${keyId}`);
    return key;
  }

  private async keep(instance: string, keys: Kept[string]): Promise<void> {
    const kept = { ...this.kept, [instance]: keys };
    await replaceFile(this.path, `${JSON.stringify(kept, null, 2)}\n`);
    this.kept = kept;
  }
}

async function readKept(path: string): Promise<Kept> {
  let text: string;
  try {
    text = (await readNamedFile(path, KEYS_FILE_BYTES_MAX)).toString('utf8');
  } catch (error) {
    if (asDrumError(error).code === 'file_not_found') return {};
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw drumError('malformed_keystore', `${path} is not the list of signing keys that this program wrote`, error);
  }
}
