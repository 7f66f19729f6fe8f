import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { asDrumError } from '#protocol/errors.ts';
import { fuzzRuns } from '../test/fuzz.ts';
import { describeWithOpenssl, openssl } from '../test/openssl.ts';
import { refusalOf } from '../test/refusal.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { describeWithVectors, vectorsPath } from '../test/vectors.ts';
import { selfSignedCertificate } from './certificate-writer.ts';
import { DistinguishedName } from './distinguished-name.ts';
import { newProtection, PasswordKeys, readPkcs12, readPkcs12PublicPart, writePkcs12 } from './pkcs12.ts';
import { signingKey } from './signing-key.ts';

const ITERATIONS = 50;
const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

const pairs = {
  'RSA 2048': generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'EC P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'EC P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
};

async function fileOf(pair: { privateKey: KeyObject; publicKey: KeyObject }, password: string): Promise<Buffer> {
  const certificate = await selfSignedCertificate({
    subject: DistinguishedName.fromAttributes([{ type: 'CN', value: 'a key' }]),
    key: signingKey(pair),
    notBefore: new Date(0),
    notAfter: new Date('2100-01-01T00:00:00Z'),
  });
  const key = { privateKey: pair.privateKey, certificate: certificate.der, id: Buffer.of(1), friendlyName: 'Ключ 1' };
  return writePkcs12({ key }, newProtection(password, ITERATIONS));
}

describe('PKCS#12', () => {
  for (const [kind, pair] of Object.entries(pairs)) {
    it(`reads what it wrote: ${kind}`, async () => {
      const contents = await readPkcs12(await fileOf(pair, 'Пин 1234'), new PasswordKeys('Пин 1234'));
      expect(contents.keys.map(({ privateKey, friendlyName }) => [pkcs8(privateKey), friendlyName])).to.deep.equal([
        [pkcs8(pair.privateKey), 'Ключ 1'],
      ]);
      expect(contents.certificates).to.have.length(1);
    });
  }

  it('refuses a wrong password', async () => {
    const file = await fileOf(pairs['EC P-256'], 'right');
    expect(await refusalOf(() => readPkcs12(file, new PasswordKeys('wrong')))).to.equal(
      'pin_incorrect: The password does not fit the key file, or the file was changed',
    );
  });

  it('tells name, certificate and salt without the password', async () => {
    const protection = newProtection('x', ITERATIONS);
    expect((await readPkcs12PublicPart(await writePkcs12({}, protection))).salt).to.deep.equal(protection.salt);
    const { certificates } = await readPkcs12PublicPart(await fileOf(pairs['EC P-256'], 'x'));
    expect(certificates.map(({ friendlyName }) => friendlyName)).to.deep.equal(['Ключ 1']);
  });

  it('derives nothing new once the password is forgotten, and opens what shares its salt', async () => {
    const protection = newProtection('x', ITERATIONS);
    const file = await writePkcs12({}, protection);
    protection.keys.forgetPassword();
    expect(await refusalOf(() => readPkcs12(file, protection.keys))).to.equal('accepted');
    const other = await writePkcs12({}, newProtection('x', ITERATIONS));
    expect(await refusalOf(() => readPkcs12(other, protection.keys))).to.equal(
      'token_not_active: The PIN is needed again',
    );
  });

  it('refuses a cost that would hold us up', async () => {
    const file = await writePkcs12({}, newProtection('x', 70_000));
    // The iterations stand last, here in three bytes.
    file.set([0x7f, 0xff, 0xff], file.length - 3);
    expect(await refusalOf(() => readPkcs12(file, new PasswordKeys('x')))).to.equal(
      'malformed_keystore: The key file cannot be read: 8388607 iterations',
    );
  });

  it('refuses any change of any byte, or reads the same', async () => {
    const pair = pairs['EC P-256'];
    const file = await fileOf(pair, 'x');
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(file);
        changed[at] = (changed[at] ?? 0) ^ change;
        try {
          const { keys } = await readPkcs12(changed, new PasswordKeys('x'));
          expect(keys.map(({ privateKey }) => pkcs8(privateKey))).to.deep.equal([pkcs8(pair.privateKey)]);
        } catch (error) {
          expect(asDrumError(error).code).to.be.oneOf(['pin_incorrect', 'malformed_keystore']);
        }
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('refuses bytes that are no key file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await refusalOf(() => readPkcs12(bytes, new PasswordKeys('x')))).to.match(/^malformed_keystore: /);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describeWithVectors('PKCS#12 files made by others', () => {
  const lab = vectorsPath('lab', 'pki');
  for (const name of readdirSync(lab).filter((file) => file.endsWith('.p12'))) {
    it(`lab/pki/${name} holds the key of the PEM file beside it`, async () => {
      const { keys } = await readPkcs12(readFileSync(join(lab, name)), new PasswordKeys('test'));
      const pem = readFileSync(join(lab, name.replace('.p12', '.key.pem')));
      expect(keys.map(({ privateKey }) => pkcs8(privateKey))).to.deep.equal([pkcs8(createPrivateKey(pem))]);
    });
  }

  const old = vectorsPath('certs');
  // int-ca.p12 has another password, which nobody wrote down: OpenSSL cannot read it either.
  const readable = readdirSync(old).filter((file) => file.endsWith('.p12') && file !== 'int-ca.p12');
  for (const name of readable) {
    it(`certs/${name} opens, RC2 and triple DES as it may be`, async () => {
      const { keys, certificates } = await readPkcs12(readFileSync(join(old, name)), new PasswordKeys('test'));
      expect(keys).to.have.length(1);
      expect(certificates).to.have.length.at.least(1);
    });
  }
});

describeWithOpenssl('PKCS#12 with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();

  for (const [kind, pair] of Object.entries(pairs)) {
    it(`reads our file: ${kind}`, async () => {
      const path = join(newFolder(), 'ours.p12');
      writeFileSync(path, await fileOf(pair, 'secret'));
      const read = openssl(['pkcs12', '-in', path, '-passin', 'pass:secret', '-nodes', '-nocerts']);
      expect(read.text).to.include(pkcs8(pair.privateKey));
      expect(openssl(['pkcs12', '-info', '-in', path, '-passin', 'pass:secret', '-noout']).text).to.match(
        /MAC: sha256, Iteration 50\n[^]*PBES2, PBKDF2, AES-256-CBC, Iteration 50, PRF hmacWithSHA256/,
      );
      expect(openssl(['pkcs12', '-in', path, '-passin', 'pass:wrong', '-nodes']).text).to.include('Mac verify error');
    });

    for (const [way, options] of Object.entries({
      'as OpenSSL writes it': [],
      'with triple DES': ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'SHA1'],
      'with AES-128 and SHA-512': ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'SHA512'],
    })) {
      it(`its file is read by us: ${kind} ${way}`, async () => {
        const path = join(newFolder(), 'key.pem');
        writeFileSync(path, pkcs8(pair.privateKey));
        const { output } = openssl([
          'pkcs12',
          '-export',
          '-inkey',
          path,
          '-nocerts',
          '-passout',
          'pass:secret',
          ...options,
        ]);
        const { keys } = await readPkcs12(output, new PasswordKeys('secret'));
        expect(keys.map(({ privateKey }) => pkcs8(privateKey))).to.deep.equal([pkcs8(pair.privateKey)]);
      });
    }
  }
});
