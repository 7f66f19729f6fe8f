import { createPublicKey, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { verifyBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { keyIdOf } from '#certs/tokens/key-folder.ts';
import type { KeySpec, Token } from '#certs/tokens/token.ts';
import { refusalOf } from './refusal.ts';

const EC: KeySpec = { kind: 'ec', curve: 'P-256' };
const data = Buffer.from('what is signed');

const SCHEMES: [KeySpec, SignatureAlgorithm[]][] = [
  [{ kind: 'rsa', bits: 2048 }, ['SHA224withRSA', 'SHA256withRSA', 'SHA512withRSA', 'SHA384withRSAandMGF1']],
  [{ kind: 'rsa', bits: 3072 }, ['SHA512withRSA', 'SHA256withRSAandMGF1', 'SHA512withRSAandMGF1']],
  [{ kind: 'rsa', bits: 4096 }, ['SHA384withRSA']],
  [EC, ['SHA224withECDSA', 'SHA256withECDSA', 'SHA384withECDSA', 'SHA512withECDSA']],
  [{ kind: 'ec', curve: 'P-384' }, ['SHA256withECDSA', 'SHA512withECDSA']],
];

export interface TokenUnderTest {
  /** With a PIN, and nobody logged in. */
  readonly newToken: (pin: string) => Promise<Token>;
  /** The same token, as after a restart of the program. */
  readonly reopened: (token: Token) => Promise<Token>;
}

/** What holds for every token, whatever keeps its keys. */
export function describeToken(title: string, { newToken, reopened }: TokenUnderTest): void {
  const PIN = 'Secret1234';

  async function loggedIn(): Promise<Token> {
    const token = await newToken(PIN);
    await token.login(PIN);
    return token;
  }

  const signs = (token: Token, id: string): Promise<string> =>
    refusalOf(() => token.sign(id, 'SHA512withECDSA', data, 'der'));

  describe(`${title}, as every token,`, () => {
    for (const [spec, algorithms] of SCHEMES) {
      it(`signs with a key of ${JSON.stringify(spec)}, also after a restart`, async () => {
        const first = await loggedIn();
        const made = await first.generateKey(spec, 'Подпис 1');
        expect(made.id).to.equal(keyIdOf(made.publicKey));
        const token = await reopened(first);
        await token.login(PIN);
        const [key] = await token.keys();
        expect([key?.id, key?.label, key?.spec, key?.usable]).to.deep.equal([made.id, 'Подпис 1', spec, true]);
        for (const algorithm of algorithms) {
          for (const form of ['der', 'ieee-p1363'] as const) {
            const signature = await token.sign(made.id, algorithm, data, form);
            expect(verifyBytes(algorithm, made.publicKey, data, signature, form), algorithm).to.equal(true);
          }
        }
      }).timeout(60_000);
    }

    it('writes ECDSA signatures in DER whatever r and s are', async () => {
      const token = await loggedIn();
      const { id, publicKey } = await token.generateKey(EC, '');
      // Half of all r and s begin with a set bit, and need an octet more; some are shorter.
      for (let count = 0; count < 200; count += 1) {
        const signature = await token.sign(id, 'SHA256withECDSA', Buffer.from([count]), 'der');
        expect(verifyBytes('SHA256withECDSA', publicKey, Buffer.from([count]), signature, 'der')).to.equal(true);
      }
    });

    it('refuses a key of another kind than the algorithm', async () => {
      const token = await loggedIn();
      const { id } = await token.generateKey(EC, '');
      expect(await refusalOf(() => token.sign(id, 'SHA512withRSA', data, 'der'))).to.equal(
        'unsupported_sign_algorithm: A key of type ec cannot make SHA512withRSA',
      );
      const unknown = 'SHA1withRSA' as SignatureAlgorithm;
      expect(await refusalOf(() => token.sign(id, unknown, data, 'der'))).to.match(/^unsupported_sign_algorithm: /);
    });

    it('refuses a wrong PIN, keys or none', async () => {
      const token = await newToken(PIN);
      expect([token.initialised, token.loggedIn]).to.deep.equal([true, false]);
      expect(await refusalOf(() => token.login('wrong'))).to.equal('pin_incorrect: The PIN is wrong');
      expect(token.loggedIn).to.equal(false);
      await token.login(PIN);
      expect(token.loggedIn).to.equal(true);
      const { id } = await token.generateKey(EC, '');
      expect(await refusalOf(() => token.login('wrong'))).to.equal('pin_incorrect: The PIN is wrong');
      expect(await signs(token, id), 'a mistaken second login does not log out').to.equal('accepted');
      await token.login(PIN);
      expect(await signs(token, id)).to.equal('accepted');
    });

    it('refuses PINs that no token can have, and takes none of them for its own', async () => {
      const token = await newToken(PIN);
      for (const pin of ['', 'x', 'П'.repeat(300), `${PIN}\0`]) {
        expect(await refusalOf(() => token.login(pin)), JSON.stringify(pin)).to.match(
          /^(pin_incorrect|login_failed): /,
        );
      }
      expect(await refusalOf(() => token.login(PIN))).to.equal('accepted');
    });

    it('shows keys to everyone, and signs for nobody who is not logged in', async () => {
      const first = await loggedIn();
      const made = await first.generateKey(EC, 'one');
      const token = await reopened(first);
      expect((await token.keys()).map(({ id, label, usable }) => [id, label, usable])).to.deep.equal([
        [made.id, 'one', false],
      ]);
      expect((await token.publicKey(made.id)).equals(made.publicKey)).to.equal(true);
      const refused = 'token_not_active: Nobody is logged in to the token';
      expect(await signs(token, made.id)).to.equal(refused);
      expect(await refusalOf(() => token.deleteKey(made.id))).to.equal(refused);
      expect(await refusalOf(() => token.generateKey(EC, ''))).to.equal(refused);
      await token.login(PIN);
      expect(await signs(token, made.id)).to.equal('accepted');
      await token.logout();
      expect(token.loggedIn).to.equal(false);
      expect(await signs(token, made.id)).to.equal(refused);
      await token.logout();
    });

    it('names a key that it does not have', async () => {
      const token = await loggedIn();
      const refused = 'key_not_found: The token has no key "abc"';
      expect(await signs(token, 'abc')).to.equal(refused);
      expect(await refusalOf(() => token.publicKey('abc'))).to.equal(refused);
      expect(await refusalOf(() => token.deleteKey('abc'))).to.equal(refused);
    });

    it('deletes one key for good, and no other', async () => {
      const first = await loggedIn();
      const [gone, kept] = [await first.generateKey(EC, 'same label'), await first.generateKey(EC, 'same label')];
      await first.deleteKey(gone.id);
      expect(await signs(first, gone.id)).to.equal(`key_not_found: The token has no key "${gone.id}"`);
      const token = await reopened(first);
      await token.login(PIN);
      expect((await token.keys()).map(({ id, label }) => [id, label])).to.deep.equal([[kept.id, 'same label']]);
      expect(await signs(token, kept.id)).to.equal('accepted');
    });

    it('shortens a label that is too long', async () => {
      const token = await loggedIn();
      const { label } = await token.generateKey(EC, 'щ'.repeat(300));
      expect(label).to.equal('щ'.repeat(255));
      expect((await token.keys()).map((key) => key.label)).to.deep.equal([label]);
    });

    it('does many things at once', async () => {
      const token = await loggedIn();
      const { id, publicKey } = await token.generateKey(EC, 'first');
      const results = await Promise.all([
        ...Array.from({ length: 8 }, (_, index) => token.generateKey(EC, `key ${index}`)),
        ...Array.from({ length: 8 }, () => token.sign(id, 'SHA512withECDSA', data, 'der')),
      ]);
      for (const signature of results.filter((result) => Buffer.isBuffer(result))) {
        expect(verifyBytes('SHA512withECDSA', publicKey, data, signature, 'der')).to.equal(true);
      }
      const keys = await token.keys();
      expect(keys).to.have.length(9);
      for (const key of keys) expect(await signs(token, key.id), key.label).to.equal('accepted');
    });

    it('bounds what waits', async () => {
      const token = await loggedIn();
      const results = await Promise.all(Array.from({ length: 1001 }, () => refusalOf(() => token.logout())));
      expect(results.at(-1)).to.equal('overloaded: More than 1000 operations wait for the token');
      expect(results.slice(0, -1).every((result) => result === 'accepted')).to.equal(true);
    });

    it('does nothing once it is closed', async () => {
      const token = await loggedIn();
      const { id } = await token.generateKey(EC, '');
      await Promise.all([token.close(), token.close()]);
      expect(token.loggedIn).to.equal(false);
      expect(await signs(token, id)).to.match(/^token_not_(active|available): /);
      expect(await refusalOf(() => token.login(PIN))).to.equal('token_not_available: The token has been closed');
    });

    it('hands out public keys that others can read', async () => {
      const token = await loggedIn();
      for (const spec of [EC, { kind: 'rsa', bits: 2048 }] satisfies KeySpec[]) {
        const { publicKey }: { publicKey: KeyObject } = await token.generateKey(spec, '');
        const der = publicKey.export({ type: 'spki', format: 'der' });
        expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).equals(publicKey)).to.equal(true);
      }
    });
  });
}
