import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AUTHORITY_NOW, openAuthority, trustIn } from '../../test/authority.ts';
import { describeWithOpenssl, openssl } from '../../test/openssl.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { certificateRequest, type CertificateRequestContent } from '../csr.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { buildCertificatePath } from '../path.ts';
import { signingKey } from '../signing-key.ts';
import { structureSignatureFault } from '../structure-signature.ts';
import type { Authority } from './authority.ts';
import type { IssuedProfile } from './profiles.ts';
import { seededKey, seededSerial } from './seed.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = signingKey(pair);
const subject: CertificateRequestContent['subject'] = [
  { type: 'CN', value: '000696327' },
  { type: 'O', value: 'MUN' },
  { type: 'C', value: 'BG' },
];
const csr = (usage: 'sign' | 'auth' = 'sign'): Promise<Buffer> =>
  certificateRequest({ subject, key, usage, subjectAlternativeName: 'ss1.example.bg' });

describe('the authority', () => {
  const newFolder = temporaryFolders();

  it('has the same keys, names and serial numbers from the same seed', async () => {
    const describeAll = async (seed: string): Promise<string[]> => {
      const authority = await openAuthority(newFolder(), { seed });
      const issued = await authority.issueFor(await csr(), { profile: 'sign' });
      await authority.close();
      return [...authority.certificates.values(), issued].map(
        ({ serial, subject: name, publicKeyInfo }) =>
          `${serial.toString(16)} ${name.toRfc2253()} ${publicKeyInfo.toString('hex')}`,
      );
    };
    const [first, again, other] = [await describeAll('one'), await describeAll('one'), await describeAll('two')];
    expect(first).to.deep.equal(again);
    expect(first.filter((text) => other.includes(text))).to.deep.equal([]);
    expect(new Set(first).size).to.equal(6);
  });

  it('derives its keys as it always did', () => {
    // A changed derivation would orphan every sandbox that there is.
    const { privateKey, publicKey } = seededKey('seed', 'root');
    expect(createPublicKey(privateKey).equals(publicKey)).to.equal(true);
    expect(privateKey.export({ format: 'jwk' }).d).to.equal('at6reZvc80aKsp-u91aPFDVpc45UWa19Zv0c2KkJiig');
    expect(seededSerial('seed', 1).toString(16)).to.equal('66ab546d226e98d1');
  });

  const usages: Record<IssuedProfile, { keyUsage: string[]; purposes: string[] }> = {
    sign: { keyUsage: ['nonRepudiation'], purposes: [] },
    auth: {
      keyUsage: ['digitalSignature', 'keyEncipherment', 'dataEncipherment'],
      purposes: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1'],
    },
    tls: { keyUsage: ['digitalSignature', 'keyEncipherment'], purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'] },
    configuration: { keyUsage: ['digitalSignature'], purposes: [] },
    ocsp: { keyUsage: ['digitalSignature'], purposes: ['1.3.6.1.5.5.7.3.9'] },
    tsa: { keyUsage: ['digitalSignature'], purposes: ['1.3.6.1.5.5.7.3.8'] },
  };
  for (const [profile, { keyUsage, purposes }] of Object.entries(usages) as [
    IssuedProfile,
    (typeof usages)['sign'],
  ][]) {
    it(`issues for ${profile} what that is for, whatever the request asks for`, async () => {
      const authority = await openAuthority(newFolder());
      const certificate = await authority.issueFor(await csr(), { profile });
      expect([...(certificate.keyUsage ?? [])]).to.deep.equal(keyUsage);
      expect(certificate.extendedKeyUsage).to.deep.equal(purposes);
      expect(certificate.isCa).to.equal(false);
      expect(certificate.subject.toRfc2253()).to.equal('C=BG,O=MUN,CN=000696327');
      expect(certificate.publicKey.equals(pair.publicKey)).to.equal(true);
      expect(certificate.extensions.find(({ oid }) => oid === '2.5.29.17')?.value.toString('latin1')).to.include(
        'ss1.example.bg',
      );
      await authority.close();
    });
  }

  it('issues below the intermediate authority, or the root when asked, and both paths hold', async () => {
    const authority = await openAuthority(newFolder());
    const trust = trustIn(authority);
    const path = async (issuer?: 'root'): Promise<number> => {
      const certificate = await authority.issueFor(await csr(), { profile: 'sign', ...(issuer && { issuer }) });
      return buildCertificatePath({ certificate, trust, at: AUTHORITY_NOW }).length;
    };
    expect([await path(), await path('root')]).to.deep.equal([2, 1]);
    await authority.close();
  });

  it('without an intermediate authority issues below the root', async () => {
    const authority = await openAuthority(newFolder(), { intermediate: false });
    const certificate = await authority.issueFor(await csr(), { profile: 'auth' });
    expect(certificate.issuer.toRfc2253()).to.equal('CN=Test Root CA,O=Test');
    expect(authority.intermediate).to.equal(undefined);
    expect(
      await refusalOf(async () => authority.issueFor(await csr(), { profile: 'auth', issuer: 'intermediate' })),
    ).to.equal('invalid_request: This authority has no intermediate authority');
    await authority.close();
  });

  it('issues for a public key and a time, never beyond its own', async () => {
    const authority = await openAuthority(newFolder());
    const request = {
      profile: 'auth',
      subject: DistinguishedName.fromAttributes(subject),
      publicKey: pair.publicKey,
    } as const;
    const notBefore = new Date('2020-01-01T00:00:00Z');
    const notAfter = new Date('2021-01-01T00:00:00Z');
    const expired = await authority.issue({ ...request, notBefore, notAfter });
    expect([expired.notBefore, expired.notAfter]).to.deep.equal([notBefore, notAfter]);
    const long = await authority.issue({ ...request, notAfter: new Date('2200-01-01T00:00:00Z') });
    expect(long.notAfter).to.deep.equal(authority.intermediate?.certificate.notAfter);
    const usual = await authority.issue(request);
    expect([usual.notBefore.toISOString(), usual.notAfter.toISOString()]).to.deep.equal([
      '2026-11-21T12:00:00.000Z',
      '2029-11-22T12:00:00.000Z',
    ]);
    await authority.close();
  });

  it('refuses keys that no token would keep, and requests that do not hold', async () => {
    const authority = await openAuthority(newFolder());
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const name = DistinguishedName.fromAttributes(subject);
    expect(await refusalOf(() => authority.issue({ profile: 'sign', subject: name, publicKey: weak }))).to.match(
      /^unsupported_sign_algorithm: A token keeps RSA keys/,
    );
    const broken = await csr();
    broken[60] = (broken[60] ?? 0) ^ 1;
    expect(await refusalOf(() => authority.issueFor(broken, { profile: 'sign' }))).to.match(/^malformed_csr: /);
    expect(authority.issued()).to.have.length(5);
    await authority.close();
  });

  async function standings(authority: Authority, serials: readonly bigint[]): Promise<string[]> {
    return Promise.resolve(serials.map((serial) => authority.standing('intermediate', serial).standing));
  }

  it('keeps everything over a restart', async () => {
    const folder = newFolder();
    const first = await openAuthority(folder);
    const issued = [];
    for (let i = 0; i < 4; i += 1) issued.push(await first.issueFor(await csr(), { profile: 'sign' }));
    const serials = issued.map(({ serial }) => serial);
    const [, revoked = 0n, suspended = 0n, unknown = 0n] = serials;
    await first.setStanding(revoked, 'revoked');
    await first.setStanding(suspended, 'suspended');
    await first.setStanding(unknown, 'unknown');
    await first.close();

    const again = await openAuthority(folder);
    expect(await standings(again, serials)).to.deep.equal(['good', 'revoked', 'suspended', 'unknown']);
    expect(again.standing('intermediate', revoked).at).to.deep.equal(AUTHORITY_NOW);
    expect([...again.certificates.values()].map(({ der }) => der.toString('hex'))).to.deep.equal(
      [...first.certificates.values()].map(({ der }) => der.toString('hex')),
    );
    expect((await again.find(revoked)).equals(issued[1] ?? again.root.certificate)).to.equal(true);
    const next = await again.issueFor(await csr(), { profile: 'sign' });
    expect(serials).not.to.include(next.serial);
    await again.reinstateAll();
    expect(await standings(again, serials)).to.deep.equal(['good', 'good', 'good', 'good']);
    await again.close();
  });

  it('knows only what it issued, each under its issuer', async () => {
    const authority = await openAuthority(newFolder());
    const { serial } = await authority.issueFor(await csr(), { profile: 'sign' });
    expect(authority.standing('intermediate', serial).standing).to.equal('good');
    expect(authority.standing('root', serial).standing).to.equal('unknown');
    expect(authority.standing('intermediate', serial + 1n).standing).to.equal('unknown');
    expect(await refusalOf(() => authority.setStanding(1n, 'revoked'))).to.equal(
      'cert_not_found: No certificate 1 was issued here',
    );
    expect(await refusalOf(() => authority.find(1n))).to.equal('cert_not_found: No certificate 1 was issued here');
    await authority.close();
  });

  it('counts nothing that it could not write down', async () => {
    const authority = await openAuthority(newFolder());
    const { serial } = await authority.issueFor(await csr(), { profile: 'sign' });
    await authority.close();
    const failed = await authority.setStanding(serial, 'revoked').catch(() => 'failed');
    expect([failed, authority.standing('intermediate', serial).standing]).to.deep.equal(['failed', 'good']);
  });

  it('gives each of many at once a serial number of its own', async () => {
    const authority = await openAuthority(newFolder());
    const request = await csr();
    const certificates = await Promise.all(
      Array.from({ length: 20 }, () => authority.issueFor(request, { profile: 'sign' })),
    );
    expect(new Set(certificates.map(({ serial }) => serial)).size).to.equal(20);
    expect(authority.issued()).to.have.length(25);
    await authority.close();
  });

  it('has its folder for itself until it closes, also where it could not be opened', async () => {
    const folder = newFolder();
    const authority = await openAuthority(folder);
    const inUse = `data_in_use: The folder ${folder} is in use by another process; stop that process first`;
    expect(await refusalOf(() => openAuthority(folder))).to.equal(inUse);
    await authority.close();
    expect(await refusalOf(() => openAuthority(folder, { name: 'Other' }))).to.match(/^malformed_server_conf: /);
    await (await openAuthority(folder)).close();
  });

  for (const [field, options] of Object.entries({
    name: { name: 'Other' },
    seed: { seed: 'other' },
    keys: { keys: 'RSA' as const },
  })) {
    it(`does not open the folder of one with another ${field}`, async () => {
      const folder = newFolder();
      await (await openAuthority(folder)).close();
      expect(await refusalOf(() => openAuthority(folder, options))).to.equal(
        `malformed_server_conf: The folder ${folder} holds an authority with another ${field}`,
      );
    });
  }

  it('forgets a line that a crash cut off, and refuses one that is no line of its', async () => {
    const folder = newFolder();
    const ledger = join(folder, 'ledger.jsonl');
    await (await openAuthority(folder)).close();
    const whole = readFileSync(ledger, 'utf8');
    appendFileSync(ledger, '{"serial":"01","iss');
    await (await openAuthority(folder)).close();
    expect(readFileSync(ledger, 'utf8')).to.equal(whole);
    writeFileSync(ledger, `${whole}{"serial":1}\n`);
    expect(await refusalOf(() => openAuthority(folder))).to.equal(
      "malformed_server_conf: Line 6 of the authority's ledger cannot be read",
    );
  });

  it('shows its files to nobody else, and its seed nowhere', async () => {
    const folder = newFolder();
    const authority = await openAuthority(folder, { seed: 'a-secret-seed' });
    await authority.issueFor(await csr(), { profile: 'sign' });
    await authority.close();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).to.be.greaterThan(10);
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      expect(statSync(path).mode & 0o077, path).to.equal(0);
      expect(readFileSync(path, 'utf8').includes('a-secret-seed'), path).to.equal(false);
    }
  });

  it('with RSA keys makes them once and keeps them', async () => {
    const folder = newFolder();
    const authority = await openAuthority(folder, { keys: 'RSA', intermediate: false });
    await authority.close();
    const again = await openAuthority(folder, { keys: 'RSA', intermediate: false });
    const certificate = await again.issueFor(await csr('auth'), { profile: 'auth' });
    const { signatureAlgorithm: algorithm, signedBytes, signature } = certificate;
    expect(
      structureSignatureFault({ algorithm, signedBytes, signature }, authority.root.certificate.publicKey),
    ).to.equal(undefined);
    expect(again.root.certificate.publicKey.asymmetricKeyDetails?.modulusLength).to.equal(3072);
    await again.close();
  });
});

describeWithOpenssl('the authority with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();

  it('issues certificates whose paths OpenSSL verifies, for their purposes', async () => {
    const folder = newFolder();
    const authority = await openAuthority(folder);
    const at = String(AUTHORITY_NOW.getTime() / 1000);
    for (const [profile, purpose] of [
      ['auth', 'sslclient'],
      ['auth', 'sslserver'],
      ['tsa', 'timestampsign'],
      ['sign', 'any'],
    ] as const) {
      const { serial } = await authority.issueFor(await csr(), { profile });
      const { text } = openssl([
        ...['verify', '-x509_strict', '-attime', at, '-purpose', purpose, '-CAfile', join(folder, 'root.pem')],
        ...['-untrusted', join(folder, 'intermediate.pem'), join(folder, 'certificates', `${serial.toString(16)}.pem`)],
      ]);
      expect(text, `${profile} ${purpose}`).to.match(/\.pem: OK\n$/);
    }
    await authority.close();
  });
});
