import type { SigningKeyRecord } from '../../catalogue/signing-keys.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { drumError } from '#protocol/errors.ts';
import type { SigningKeys } from '../../signing/key-changes.ts';
import type { HeldToken, Tokens } from '../../signing/tokens.ts';
import { signingKeyShape } from './signing-keys.ts';
import type { CatalogueHandlers } from './shapes.ts';

interface TokensOptions {
  readonly tokens: Tokens;
  readonly keys: SigningKeys;
  readonly changed: () => void;
}

/** The tokens that signing keys are in. `changed`: after a log-in, because publication may go on. */
export function tokenOperations({ tokens, keys, changed }: TokensOptions): CatalogueHandlers {
  const shapeOf = async (catalogue: CatalogueReader, held: HeldToken) => {
    const { token, isAvailable = () => true } = held;
    const records = await keys.inToken(catalogue, token);
    return {
      ...{
        id: token.id,
        name: token.label,
        active: token.loggedIn,
        logged_in: token.loggedIn,
        available: isAvailable(),
      },
      status: token.initialised ? tokens.pinStatus(held) : 'NOT_INITIALIZED',
      ...(held.serialNumber === undefined ? {} : { serial_number: held.serialNumber }),
      possible_actions: actionsOf(held, keys, records),
      configuration_signing_keys: await Promise.all(records.map((key) => signingKeyShape(key, { token, keys }))),
    };
  };
  const auditOf = ({ token, serialNumber }: HeldToken) => ({
    ...{ token_id: token.id, token_friendly_name: token.label },
    ...(serialNumber === undefined ? {} : { token_serial_number: serialNumber }),
  });
  return {
    getTokens: {
      run: async (_call, catalogue) => {
        const shapes = [];
        for (const held of tokens.all) shapes.push(await shapeOf(catalogue, held));
        return { body: shapes };
      },
    },
    loginToken: {
      event: 'Log in to token',
      before: async ({ path, body }) => {
        const { password } = body as { readonly password?: string };
        tokens.held(path.token_id ?? '');
        if (password === undefined) throw drumError('validation_failure', 'password: must be given');
        await tokens.logIn(path.token_id ?? '', password);
      },
      run: async ({ path }, change) => {
        const held = tokens.held(path.token_id ?? '');
        const after = { ...auditOf(held), logged_in: true };
        return { body: await shapeOf(change, held), audit: { before: { ...after, logged_in: false }, after } };
      },
      afterwards: changed,
    },
    logoutToken: {
      event: 'Log out from token',
      run: async ({ path }, change) => {
        const held = tokens.held(path.token_id ?? '');
        await tokens.logOut(held.token.id);
        const after = { ...auditOf(held), logged_in: false };
        return { body: await shapeOf(change, held), audit: { before: { ...after, logged_in: true }, after } };
      },
      afterwards: changed,
    },
  };
}

/** What a token allows now, in X-Road's order; the PIN and the name can be changed by X-Road's words, not by this API. */
function actionsOf(
  { token, isAvailable = () => true }: HeldToken,
  keys: SigningKeys,
  inToken: readonly SigningKeyRecord[],
): string[] {
  const logIn = token.initialised && isAvailable() ? ['LOGIN'] : [];
  const whileLoggedIn = [
    'LOGOUT',
    ...(keys.mayAdd(token, 'INTERNAL', inToken) ? ['GENERATE_INTERNAL_KEY'] : []),
    ...(keys.mayAdd(token, 'EXTERNAL', inToken) ? ['GENERATE_EXTERNAL_KEY'] : []),
    'CHANGE_PIN',
  ];
  return [...(token.loggedIn ? whileLoggedIn : logIn), ...(inToken.length > 0 ? ['EDIT_FRIENDLY_NAME'] : [])];
}
