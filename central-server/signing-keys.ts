import type { Token } from '#certs/tokens/token.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import { makeSigningKey, type KeyType } from '#distribution/publication/signing.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueRepository } from './catalogue/repository.ts';
import { FIRST_KEY } from './catalogue/schema.ts';
import {
  addSigningKey,
  CONFIGURATION_SOURCES,
  removeSigningKey,
  type ConfigurationSourceKind,
  type SigningKeyRecord,
} from './catalogue/signing-keys.ts';
import type { Tokens } from './signing/tokens.ts';

/** The keys that a configuration file declares for one source, by name. */
export interface DeclaredSigningKeys {
  readonly active: string;
  readonly others: readonly string[];
}

/** A node's signing keys, as its configuration file wants them. */
export interface SigningKeyOptions {
  readonly node: string;
  /** Absent: what is there stays. */
  readonly declared?: Readonly<Record<ConfigurationSourceKind, DeclaredSigningKeys>>;
  /** Whether one key of each source is made where nothing is there and nothing declared. */
  readonly makeFirst: boolean;
  readonly type: KeyType;
  readonly instance: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes the keys that are declared and not there, and removes those that are there and not declared, each with its token's. */
export async function applySigningKeys(
  tokens: Tokens,
  repository: CatalogueRepository,
  options: SigningKeyOptions,
): Promise<void> {
  for (const source of CONFIGURATION_SOURCES) {
    const known = (await repository.signingKeys()).filter((key) => key.node === options.node && key.source === source);
    const declared = options.declared?.[source];
    if (declared === undefined && (known.length > 0 || !options.makeFirst)) continue;
    const names = declared === undefined ? [FIRST_KEY] : [declared.active, ...declared.others];
    for (const name of names) {
      if (!known.some((key) => key.name === name))
        await addKey(tokens.software, repository, { ...options, source, name });
    }
    for (const key of known.filter(({ name }) => !names.includes(name))) {
      await removeSigningKey(repository.reader, key);
      const token = tokens.token(key.tokenId);
      if ((await token.keys()).some(({ id }) => id === key.tokenKeyId)) await token.deleteKey(key.tokenKeyId);
      options.log.info('Signing key removed', { source, name: key.name });
    }
  }
}

async function addKey(
  token: Token,
  repository: CatalogueRepository,
  options: SigningKeyOptions & { readonly source: ConfigurationSourceKind; readonly name: string },
): Promise<void> {
  const { source, name, node, instance, log } = options;
  const createdAt = options.clock.now();
  const key = await makeSigningKey(token, options.type, `${instance} ${source.toLowerCase()}`, createdAt);
  await addSigningKey(repository.reader, {
    ...key,
    tokenId: token.id,
    source,
    active: false,
    createdAt,
    name,
    node,
  });
  log.info('Signing key made', { source, name });
}

/**
 * The key that signs a source's configuration now, of one node's keys. The declared one takes over from another when its
 * certificate has been published for `publishedSeconds`, after which whoever has configuration that is valid knows it; at
 * once, where there is no other. Throws `key_not_found`.
 */
export function keyInTurn(
  keys: readonly SigningKeyRecord[],
  declared: string | undefined,
  at: Date,
  publishedSeconds: number,
): SigningKeyRecord {
  const current = keys.find(({ active }) => active);
  const wanted = declared === undefined ? (current ?? keys[0]) : keys.find(({ name }) => name === declared);
  if (wanted === undefined) throw drumError('key_not_found', 'There is no signing key for configuration');
  if (current === undefined) return wanted;
  const known =
    wanted.publishedAt !== undefined && at.getTime() >= wanted.publishedAt.getTime() + publishedSeconds * 1000;
  return known ? wanted : current;
}
