import { expect } from 'chai';
import { signatureUri } from '#certs/algorithms.ts';
import { openPkcs11Tokens, type Pkcs11Token } from '#certs/tokens/pkcs11-token.ts';
import { pkcs11TokensSchema } from '#certs/tokens/pkcs11/declaration.ts';
import { Checks } from '#protocol/checks.ts';
import { verifySignedDirectory } from '#protocol/configuration/verify-directory.ts';
import { writeSignedDirectory } from '#protocol/configuration/signed-directory-writer.ts';
import { quietLog } from '../../test/quiet-log.ts';
import { softHsm, type SoftHsm } from '../../test/softhsm.ts';
import { directorySigner, makeSigningKey } from './signing.ts';

const PIN = 'Secret1234';
const NOW = new Date('2026-11-29T12:00:00Z');

describe('configuration that a PKCS#11 token signs', () => {
  let hsm: SoftHsm;
  let token: Pkcs11Token | undefined;

  beforeEach(() => {
    hsm = softHsm();
    hsm.newToken('one', PIN);
  });
  afterEach(async () => {
    await token?.close();
    hsm.remove();
  });

  for (const [type, rsaSignMechanism, algorithm] of [
    ['RSA', 'CKM_RSA_PKCS', 'SHA512withRSA'],
    ['RSA', 'CKM_RSA_PKCS_PSS', 'SHA512withRSAandMGF1'],
    ['EC', 'CKM_RSA_PKCS', 'SHA512withECDSA'],
  ] as const) {
    it(`is signed as ${algorithm} with a key of type ${type} where the token says ${rsaSignMechanism}`, async () => {
      const declared = pkcs11TokensSchema.parse([{ id: 'hsm', module: hsm.module, label: 'one', rsaSignMechanism }]);
      [token] = await openPkcs11Tokens(declared, { log: quietLog });
      if (token === undefined) throw new Error('There is no token');
      await token.login(PIN);
      const key = await makeSigningKey(token, type, 'BG internal', NOW);
      const signer = await directorySigner(token, key);
      const bytes = await writeSignedDirectory({
        version: 6,
        expiresAt: new Date('2026-11-29T12:10:00Z'),
        parts: [],
        signer,
      });
      expect(bytes.toString('latin1')).to.include(`Signature-Algorithm-Id: ${signatureUri(algorithm)}\r\n`);
      expect(verifySignedDirectory(bytes, [key.certificate], NOW, new Checks()).version).to.equal(6);
    });
  }
});
