import { readNamedFile } from '#config/named-file.ts';
import { encrypted, requireSigningKey } from '#certs/openpgp/gpg.ts';
import { readMemberKeys } from './member-keys.ts';

export interface ArchiveEncryptionSettings {
  /** GnuPG's folder with the server's own secret key and the members' public ones. */
  readonly home: string;
  /** The file that `readMemberKeys` reads; empty where members have no keys of their own. */
  readonly memberKeysFile: string;
  /** The key for all others; empty for the server's own. */
  readonly defaultKey: string;
}

const MEMBER_KEYS_BYTES_MAX = 1_048_576;
const MEMBER_COMPONENTS = 3;

/** Archives and evidence as they leave a server that encrypts them: signed with its OpenPGP key, readable by the member. */
export class ArchiveEncryption {
  private readonly settings: ArchiveEncryptionSettings;

  constructor(settings: ArchiveEncryptionSettings) {
    this.settings = settings;
  }

  /** Throws `openpgp_failed`, and what the file with members' keys is refused with. */
  async assertUsable(): Promise<void> {
    await requireSigningKey(this.settings.home);
    await this.memberKeys();
  }

  /**
   * Encrypts what belongs to a group of archives (`BG/GOV/1000/sub`; empty where nothing is grouped). The file with members'
   * keys is read anew each time, so that it may be changed. Throws `openpgp_failed` and what reading the source throws.
   */
  async *encrypt(group: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
    const member = group.split('/').slice(0, MEMBER_COMPONENTS).join('/');
    const { keys } = await this.recipientsOf(member);
    yield* encrypted(source, this.settings.home, keys);
  }

  /** The keys that what belongs to a member is encrypted to; none: the server's own. Throws what reading their file throws. */
  async recipientsOf(member: string): Promise<{ readonly keys: readonly string[]; readonly isDefault: boolean }> {
    const own = (await this.memberKeys()).get(member);
    const { defaultKey } = this.settings;
    return { keys: own ?? (defaultKey === '' ? [] : [defaultKey]), isDefault: own === undefined };
  }

  private async memberKeys(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { memberKeysFile } = this.settings;
    if (memberKeysFile === '') return new Map();
    return readMemberKeys((await readNamedFile(memberKeysFile, MEMBER_KEYS_BYTES_MAX)).toString('utf8'));
  }
}
