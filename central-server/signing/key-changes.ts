import type { Transaction } from 'kysely';
import type { Kysely } from 'kysely';
import type { Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import { makeSigningKey } from '#distribution/publication/signing.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import {
  activateSigningKey,
  addSigningKey,
  removeSigningKey,
  signingKeysIn,
  type ConfigurationSourceKind,
  type SigningKeyRecord,
} from '../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../file.ts';
import type { Identity } from '../identity.ts';
import type { Anchors } from '../publication/anchors.ts';
import type { Tokens } from './tokens.ts';

/** Of one source in one token. */
const KEYS_OF_SOURCE_MAX = 2;

export type KeyAction = 'DELETE' | 'ACTIVATE';

interface SigningKeysOptions {
  readonly file: Pick<CentralServerFile, 'node' | 'signingKeys' | 'signingKeyType'>;
  readonly tokens: Tokens;
  readonly identity: Identity;
  readonly anchors: Anchors;
  readonly clock: Clock;
}

/** A key that is in its token, and not in the catalogue yet. */
export type MadeKey = Omit<SigningKeyRecord, 'active'>;

/** The signing keys of one node, as they are added, activated and deleted while it runs. Declared ones are the file's. */
export class SigningKeys {
  private readonly options: SigningKeysOptions;

  constructor(options: SigningKeysOptions) {
    this.options = options;
  }

  /** Those of this node that are in a token. */
  async inToken(catalogue: Kysely<CatalogueTables>, { id }: Token): Promise<SigningKeyRecord[]> {
    return (await this.own(catalogue)).filter(({ tokenId }) => tokenId === id);
  }

  /** Whether one may be made in a token whose keys these are. */
  mayAdd(token: Token, source: ConfigurationSourceKind, inToken: readonly SigningKeyRecord[]): boolean {
    const ofSource = inToken.filter((key) => key.source === source);
    return token.loggedIn && !this.isDeclared(source) && ofSource.length < KEYS_OF_SOURCE_MAX;
  }

  actionsOf(key: SigningKeyRecord): KeyAction[] {
    const { loggedIn } = this.options.tokens.token(key.tokenId);
    return loggedIn && !key.active && !this.isDeclared(key.source) ? ['DELETE', 'ACTIVATE'] : [];
  }

  /**
   * Makes a key, which takes its time, so that it is done before the transaction that adds it. Throws `declared_in_file`,
   * `instance_identifier_not_set`, `token_not_found`, `token_action_not_possible`, `key_generation_failed`.
   */
  async make(
    catalogue: Kysely<CatalogueTables>,
    { source, tokenId, name }: { source: ConfigurationSourceKind; tokenId: string; name: string },
  ): Promise<MadeKey> {
    const { file, tokens, identity, clock } = this.options;
    this.requireOwn(source);
    const token = tokens.token(tokenId);
    const instance = await identity.requireInstance(catalogue);
    await this.requireRoom(catalogue, token, source);
    const createdAt = clock.now();
    try {
      const label = `${instance} ${source.toLowerCase()}`;
      const made = await makeSigningKey(token, file.signingKeyType, label, createdAt);
      return { ...made, tokenId, source, createdAt, name, node: file.node.name };
    } catch (error) {
      throw drumError('key_generation_failed', asDrumError(error).message, error);
    }
  }

  /** Adds a key that was made. The first of its source signs at once. Where it cannot be added, it is not left in its token. */
  async add(change: Transaction<CatalogueTables>, made: MadeKey): Promise<SigningKeyRecord> {
    const { tokens, anchors } = this.options;
    const token = tokens.token(made.tokenId);
    try {
      await this.requireRoom(change, token, made.source);
      const key = { ...made, active: !(await this.has(change, made.source)) };
      await addSigningKey(change, key);
      await anchors.make(change, made.source);
      return key;
    } catch (error) {
      await token.deleteKey(made.tokenKeyId).catch(() => undefined);
      throw error;
    }
  }

  /** Throws `signing_key_not_found`, `declared_in_file`, `signing_key_action_not_possible`. */
  async activate(change: Transaction<CatalogueTables>, id: string): Promise<SigningKeyRecord> {
    const key = await this.requireAction(change, id, 'ACTIVATE');
    await activateSigningKey(change, key);
    return { ...key, active: true };
  }

  /** Throws as `activate`, and what the token throws. */
  async remove(change: Transaction<CatalogueTables>, id: string): Promise<SigningKeyRecord> {
    const { tokens, anchors } = this.options;
    const key = await this.requireAction(change, id, 'DELETE');
    await removeSigningKey(change, key);
    await anchors.make(change, key.source);
    // Last, because it cannot be undone; one that is gone already need not be deleted.
    const token = tokens.token(key.tokenId);
    if ((await token.keys()).some((known) => known.id === key.tokenKeyId)) await token.deleteKey(key.tokenKeyId);
    return key;
  }

  /** Whether this node signs a source. */
  async has(catalogue: Kysely<CatalogueTables>, source: ConfigurationSourceKind): Promise<boolean> {
    return (await this.own(catalogue)).some((key) => key.source === source);
  }

  private async own(catalogue: Kysely<CatalogueTables>): Promise<SigningKeyRecord[]> {
    const { name } = this.options.file.node;
    return (await signingKeysIn(catalogue)).filter(({ node }) => node === name);
  }

  private isDeclared(source: ConfigurationSourceKind): boolean {
    return this.options.file.signingKeys?.[source] !== undefined;
  }

  private requireOwn(source: ConfigurationSourceKind): void {
    if (!this.isDeclared(source)) return;
    throw drumError(
      'declared_in_file',
      `The ${source.toLowerCase()} signing keys are declared in the central server's configuration file`,
    );
  }

  private async requireRoom(
    catalogue: Kysely<CatalogueTables>,
    token: Token,
    source: ConfigurationSourceKind,
  ): Promise<void> {
    if (!token.loggedIn) throw drumError('token_action_not_possible', 'Nobody is logged in to the token');
    if (this.mayAdd(token, source, await this.inToken(catalogue, token))) return;
    throw drumError(
      'token_action_not_possible',
      `The token has ${KEYS_OF_SOURCE_MAX} ${source.toLowerCase()} signing keys already, and no room for another`,
    );
  }

  private async requireAction(
    catalogue: Kysely<CatalogueTables>,
    id: string,
    action: KeyAction,
  ): Promise<SigningKeyRecord> {
    const key = (await this.own(catalogue)).find(({ tokenKeyId }) => tokenKeyId === id);
    if (key === undefined) {
      throw drumError('signing_key_not_found', `This node has no signing key ${JSON.stringify(id.slice(0, 100))}`);
    }
    this.requireOwn(key.source);
    if (this.actionsOf(key).includes(action)) return key;
    throw drumError(
      'signing_key_action_not_possible',
      key.active ? 'The key signs configuration' : 'Nobody is logged in to the token of the key',
    );
  }
}
