import { createHash } from 'node:crypto';
import type { AdminCall } from '#administration/http/call.ts';
import type { Token, TokenKey } from '#certs/tokens/token.ts';
import { asDrumError } from '#protocol/errors.ts';
import type { SigningKeyRecord } from '../../catalogue/signing-keys.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { requireText } from '#administration/input.ts';
import type { MadeKey, SigningKeys } from '../../signing/key-changes.ts';
import type { Tokens } from '../../signing/tokens.ts';
import { kindIn } from './configuration-sources.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface SigningKeysOptions {
  readonly tokens: Tokens;
  readonly keys: SigningKeys;
  /** Outside a transaction. */
  readonly reader: CatalogueReader;
  readonly changed: () => void;
}

/** `ConfigurationSigningKey` of the definition. */
export async function signingKeyShape(
  key: SigningKeyRecord,
  { token, keys }: { readonly token: Token; readonly keys: SigningKeys },
) {
  const inToken = (await keysIn(token)).find(({ id, usable }) => id === key.tokenKeyId && (usable || !token.loggedIn));
  return {
    ...{
      id: key.tokenKeyId,
      label: { label: key.name },
      token_id: key.tokenId,
      source_type: key.source,
      active: key.active,
    },
    ...{ available: inToken !== undefined, created_at: key.createdAt.toISOString() },
    ...(inToken === undefined ? {} : { key_algorithm: inToken.spec.kind.toUpperCase() }),
    possible_actions: keys.actionsOf(key),
  };
}

/** A device that is away lists none: its keys are not available. */
async function keysIn(token: Token): Promise<readonly TokenKey[]> {
  try {
    return await token.keys();
  } catch (error) {
    if (asDrumError(error).code === 'token_not_available') return [];
    throw error;
  }
}

/** The keys that sign configuration. */
export function signingKeyOperations({ tokens, keys, reader, changed }: SigningKeysOptions): CatalogueHandlers {
  const made = new WeakMap<AdminCall, MadeKey>();
  const auditOf = (key: SigningKeyRecord) => ({
    ...{ key_id: key.tokenKeyId, key_label: key.name, source: key.source, active: key.active },
    ...{ token_id: key.tokenId, token_friendly_name: tokens.token(key.tokenId).label },
    ...{ cert_hash: createHash('sha256').update(key.certificate).digest('hex').toUpperCase() },
    cert_hash_algorithm: 'SHA-256',
  });
  const eventOf = (verb: string, { source }: SigningKeyRecord): string =>
    `${verb} ${source.toLowerCase()} configuration signing key`;
  return {
    addKey: {
      event: 'Generate key',
      before: async (call) => {
        const { key_label: name, token_id: tokenId } = call.body as {
          readonly key_label: string;
          readonly token_id: string | number;
        };
        requireText(name, 'key_label');
        made.set(call, await keys.make(reader, { source: kindIn(call.path), tokenId: String(tokenId), name }));
      },
      run: async (call, change) => {
        const ready = made.get(call);
        if (ready === undefined) throw new TypeError('No key was made for this call');
        const key = await keys.add(change, ready);
        return {
          event: eventOf('Generate', key),
          body: await signingKeyShape(key, { token: tokens.token(key.tokenId), keys }),
          audit: { after: auditOf(key) },
        };
      },
      afterwards: changed,
    },
    activateKey: {
      event: 'Activate signing key',
      run: async ({ path }, change) => {
        const after = await keys.activate(change, path.sign_key_id ?? '');
        const audit = auditOf(after);
        return { event: eventOf('Activate', after), audit: { before: { ...audit, active: false }, after: audit } };
      },
      afterwards: changed,
    },
    deleteKey: {
      event: 'Delete signing key',
      run: async ({ path }, change) => {
        const before = await keys.remove(change, path.sign_key_id ?? '');
        return { event: eventOf('Delete', before), audit: { before: auditOf(before) } };
      },
      afterwards: changed,
    },
  };
}
