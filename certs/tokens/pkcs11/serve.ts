import type { MessagePort } from 'node:worker_threads';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { carriedError } from '#protocol/errors/carried.ts';
import type { FromThread, Pkcs11Calls, Pkcs11Method, Pkcs11State, ThreadStart, ToThread } from './messages.ts';
import { CryptokiModule } from './module.ts';
import { TokenSession } from './token-session.ts';

type Handlers = {
  readonly [Method in Pkcs11Method]: (token: string, given: Pkcs11Calls[Method]['given']) => unknown;
};

const CLOSED: Pkcs11State = {
  available: false,
  reason: 'The token has been closed',
  initialised: false,
  loggedIn: false,
  readOnly: true,
  pinStatus: 'OK',
};

/** Answers calls for the tokens of one module, one call after the other. The module is let go with the last token. */
export function serve(start: ThreadStart, port: MessagePort): void {
  let module: CryptokiModule | undefined = new CryptokiModule(start);
  const sessions = new Map<string, TokenSession>();
  const session = (token: string): TokenSession => {
    const found = sessions.get(token);
    if (found === undefined) throw drumError('token_not_available', 'The token has been closed');
    return found;
  };
  const handlers: Handlers = {
    open: (token, declaration) => {
      module ??= new CryptokiModule(start);
      sessions.set(token, new TokenSession(declaration, module));
      session(token).refresh();
    },
    close: (token) => {
      session(token).close();
      sessions.delete(token);
      if (sessions.size > 0) return;
      module?.close();
      module = undefined;
    },
    refresh: (token) => {
      session(token).refresh();
    },
    login: (token, pin) => {
      session(token).login(pin);
    },
    logout: (token) => {
      session(token).logout();
    },
    keys: (token) => session(token).keys(),
    generateKey: (token, { spec, label }) => session(token).generateKey(spec, label),
    deleteKey: (token, keyId) => {
      session(token).deleteKey(keyId);
    },
    sign: (token, call) => session(token).sign(call),
  };
  port.on('message', ({ call, token, method, given }: ToThread) => {
    const answer = (result: { readonly value: unknown } | { readonly error: ReturnType<typeof carriedError> }) => {
      const message: FromThread = { kind: 'answer', call, state: sessions.get(token)?.state ?? CLOSED, ...result };
      port.postMessage(message);
    };
    try {
      // Each method's arguments come from the other side, where they have this type.
      const handler = handlers[method] as (token: string, given: unknown) => unknown;
      answer({ value: handler(token, given) });
    } catch (error) {
      answer({ error: carriedError(asDrumError(error)) });
    }
  });
}
