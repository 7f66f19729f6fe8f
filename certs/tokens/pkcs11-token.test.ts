import { quietLog } from '../../test/quiet-log.ts';
import { softHsm, type SoftHsm } from '../../test/softhsm.ts';
import { describeToken } from '../../test/token-contract.ts';
import { openPkcs11Tokens, type Pkcs11Token } from './pkcs11-token.ts';
import { pkcs11TokensSchema } from './pkcs11/declaration.ts';
import type { Token } from './token.ts';

describe('the PKCS#11 token', () => {
  let hsm: SoftHsm;
  let made = 0;
  const opened = new Map<string, Pkcs11Token>();

  before(() => {
    hsm = softHsm();
  });
  afterEach(async () => {
    for (const token of opened.values()) await token.close();
    opened.clear();
  });
  after(() => {
    hsm.remove();
  });

  async function open(label: string): Promise<Pkcs11Token> {
    await opened.get(label)?.close();
    const declared = pkcs11TokensSchema.parse([{ id: label, module: hsm.module, label }]);
    const [token] = await openPkcs11Tokens(declared, { log: quietLog });
    if (token === undefined) throw new Error('No token');
    opened.set(label, token);
    return token;
  }

  describeToken('a PKCS#11 token', {
    newToken: (pin) => {
      made += 1;
      hsm.newToken(`token-${made}`, pin);
      return open(`token-${made}`);
    },
    reopened: (token: Token) => open(token.id),
  });
});
