import type { AdminCall } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import { keyIn, tokenIn } from '../../key-administration/finding.ts';
import { requireAction, tokenActions } from '../../key-administration/possible-actions.ts';
import { wantedRequest, type CsrGenerate } from './certificate-request-shapes.ts';
import { byUsage, requirePermission, type KeyParts } from './key-parts.ts';
import { keyAudit, keyShape, tokenAudit, tokenShape, tokenState } from './key-shapes.ts';
import type { ServerHandlers } from './parts.ts';

/** The tokens of the signer: their names, PINs, and the keys that are made in them. */
export function tokenOperations({ signer, pins, requests, state, shapes }: KeyParts): ServerHandlers {
  const tokenOf = async ({ path }: AdminCall) => tokenIn(await state(), path.id ?? '');
  const auditOfLogIn = async (call: AdminCall, logged_in: boolean) => {
    const token = await tokenOf(call);
    const audit = tokenAudit(token);
    return {
      body: tokenShape(token, shapes(call)),
      audit: { before: { ...audit, logged_in: !logged_in }, after: { ...audit, logged_in } },
    };
  };
  return {
    getTokens: {
      run: async (call) => ({ body: (await state()).tokens.map((token) => tokenShape(token, shapes(call))) }),
    },
    getToken: {
      run: async (call) => {
        const token = await tokenOf(call);
        return { body: tokenShape(token, shapes(call)), state: tokenState(token) };
      },
    },
    updateToken: {
      event: 'Set friendly name to token',
      run: async (call) => {
        const { name } = call.body as { readonly name: string };
        const token = await tokenOf(call);
        requireAction('EDIT_FRIENDLY_NAME', tokenActions(token));
        const named = { ...token, friendlyName: name };
        return {
          body: tokenShape(named, shapes(call)),
          audit: { before: tokenAudit(token), after: tokenAudit(named) },
          outside: () => signer.nameToken(token.id, name),
        };
      },
    },
    deleteToken: {
      event: 'Delete token',
      run: async (call) => {
        const token = await tokenOf(call);
        requireAction('TOKEN_DELETE', tokenActions(token));
        return { audit: { before: tokenAudit(token) }, outside: () => signer.forgetToken(token.id) };
      },
    },
    loginToken: {
      event: 'Log in to token',
      before: async ({ path, body }) => {
        const { password = '' } = (body ?? {}) as { readonly password?: string };
        if (password === '') throw drumError('missing_token_password', 'password: must be given');
        await pins.logIn(path.id ?? '', password);
      },
      run: (call) => auditOfLogIn(call, true),
    },
    logoutToken: {
      event: 'Log out from token',
      before: ({ path }) => pins.logOut(path.id ?? ''),
      run: (call) => auditOfLogIn(call, false),
    },
    updateTokenPin: {
      event: 'Change token pin',
      before: ({ path, body }) => {
        const { old_pin, new_pin } = body as { readonly old_pin: string; readonly new_pin: string };
        return pins.change(path.id ?? '', old_pin, new_pin);
      },
      run: async (call) => ({ audit: { after: tokenAudit(await tokenOf(call)) } }),
    },
    addKey: {
      event: 'Generate key',
      before: ({ path, body }) =>
        requests.makeKey(path.id ?? '', ((body ?? {}) as { readonly label?: string }).label ?? ''),
      run: async (call, _change, keyId) => {
        const found = keyIn(await state(), keyId as string);
        return { body: keyShape(found, shapes(call)), audit: { after: keyAudit(found) } };
      },
    },
    addKeyAndCsr: {
      event: 'Generate key and CSR',
      before: (call) => {
        const { key_label, csr_generate_request } = call.body as {
          readonly key_label: string;
          readonly csr_generate_request: CsrGenerate;
        };
        const wanted = wantedRequest(call, csr_generate_request);
        requirePermission(call, byUsage(wanted.usage, 'GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'));
        return requests.makeWithKey(call.path.id ?? '', key_label, wanted);
      },
      run: async (call, _change, prepared) => {
        const made = prepared as Awaited<ReturnType<typeof requests.makeWithKey>>;
        const found = keyIn(await state(), made.keyId);
        return {
          body: { key: keyShape(found, shapes(call)), csr_id: made.requestId },
          audit: { after: { ...keyAudit(found), csr_id: made.requestId, subject_name: made.subject } },
        };
      },
    },
  };
}
