import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { digest, signBytes } from '#certs/algorithms.ts';
import { readAnchor, writeAnchor } from '#protocol/configuration/anchor.ts';
import { readMetadata, writeMetadata } from '#protocol/configuration/metadata.ts';
import type { ConfigurationVersion, SharedParameters } from '#protocol/configuration/parameters.ts';
import { readPrivateParameters, writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import { writeProxyDirectory } from '#protocol/configuration/proxy-directory-writer.ts';
import { withSources } from '#protocol/configuration/replace-sources.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { writeSharedParameters } from '#protocol/configuration/shared-parameters-writer.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { writeSignedDirectory } from '#protocol/configuration/signed-directory-writer.ts';
import { verifySignedDirectory } from '#protocol/configuration/verify-directory.ts';
import { Checks } from '#protocol/checks.ts';
import { DIRECTORY_KEY, signerOf } from '../signed-directories.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { lab, published, type Recorded } from './recorded-directories.ts';

/** The directory written again from what it says, within its own boundaries. */
async function writtenAgain(recorded: Recorded, sign: (data: Uint8Array, recordedSignature: Buffer) => Buffer) {
  const unverified = readSignedDirectory(recorded.bytes);
  const { digestName, value } = unverified.certificateHash;
  const text = recorded.bytes.toString('latin1');
  const boundary = (kind: string) =>
    new RegExp(`multipart/${kind}; charset=UTF-8; boundary=(\\S+)`).exec(text)?.[1] ?? '';
  const certificate = recorded.certificates.find((der) => digest(digestName, der).equals(value));
  expect(certificate, 'the certificate that it is signed with').not.to.equal(undefined);
  return writeSignedDirectory({
    ...unverified.readSigned(),
    boundaries: { outer: boundary('related'), inner: boundary('mixed') },
    certificateDigest: digestName,
    signer: {
      algorithm: unverified.signatureAlgorithm,
      certificate: certificate ?? Buffer.alloc(0),
      sign: (data) => Promise.resolve(sign(data, unverified.signature)),
    },
  });
}

const LAB_VERSIONS = [2, 3, 5, 6] as const;

describeWithVectors('Conformance: signed directories as we write them', () => {
  for (const version of LAB_VERSIONS) {
    it(`lab/www/V${version}/internalconf comes out byte for byte, signed with the lab's RSA key`, async () => {
      const key = createPrivateKey(readFileSync(vectorsPath('lab', 'pki', 'conf-sign-rsa.key.pem')));
      const recorded = lab(version, 'internalconf');
      const written = await writtenAgain(recorded, (data) => signBytes('SHA512withRSA', key, data, 'der'));
      expect(written.equals(recorded.bytes)).to.equal(true);
    });
  }

  it('lab/www/V6/expired comes out byte for byte, signed with the lab’s RSA key', async () => {
    const key = createPrivateKey(readFileSync(vectorsPath('lab', 'pki', 'conf-sign-rsa.key.pem')));
    const recorded = lab(6, 'expired');
    const written = await writtenAgain(recorded, (data) => signBytes('SHA512withRSA', key, data, 'der'));
    expect(written.equals(recorded.bytes)).to.equal(true);
  });

  for (const recorded of [
    ...LAB_VERSIONS.map((version) => lab(version, 'internalconf')),
    published(6, 'externalconf'),
  ]) {
    it(`${recorded.name} says the same when a configuration proxy has signed it, with a key of its own`, async () => {
      const signed = readSignedDirectory(recorded.bytes).readSigned();
      const passed = await writeProxyDirectory({
        ...signed,
        signer: signerOf(DIRECTORY_KEY, 'SHA512withECDSA'),
      });
      const at = new Date(signed.expiresAt.getTime() - 1);
      const read = verifySignedDirectory(passed, [DIRECTORY_KEY.certificate.der], at, new Checks());
      expect(read).to.deep.equal(signed);
    });
  }

  // ECDSA signatures are never the same twice, and the keys of the others are not known: their recorded signature is put in.
  for (const recorded of [
    ...LAB_VERSIONS.map((version) => lab(version, 'externalconf')),
    ...([3, 4, 5] as const).flatMap((version) => [
      published(version, 'internalconf'),
      published(version, 'externalconf'),
    ]),
    published(6, 'externalconf'),
  ]) {
    it(`${recorded.name} comes out byte for byte around its recorded signature`, async () => {
      const written = await writtenAgain(recorded, (_, recordedSignature) => recordedSignature);
      expect(written.equals(recorded.bytes)).to.equal(true);
    });
  }
});

const SHARED: readonly (readonly [path: string, version: ConfigurationVersion])[] = [
  ...LAB_VERSIONS.map((version) => [`lab/www/V${version}/20261122000000000000`, version] as const),
  ['configuration-signed/V3/20240408142911166434000', 3],
  ['configuration-signed/V4/20240529203822880997000', 4],
  ['configuration-signed/V5/20250303143911136407000', 5],
  ['configuration-signed/V6/20251110170000548026000', 6],
  ['configuration/globalconf_good_v3/EE', 3],
  ['configuration/globalconf_good_v4/EE', 4],
  ['configuration/globalconf_good_v5/EE', 5],
  ['configuration/globalconf_good_v6/EE', 6],
];

describeWithVectors('Conformance: parameters as we write them', () => {
  const at = (path: string) => readFileSync(vectorsPath(...path.split('/')));

  for (const [path, version] of SHARED) {
    it(`${path}: shared parameters written again read the same`, () => {
      const parameters = readSharedParameters(at(`${path}/shared-params.xml`), version);
      const written = writeSharedParameters(parameters, version);
      expect(readSharedParameters(written, version)).to.deep.equal(
        version === 3 ? withoutAcmeProfiles(parameters) : parameters,
      );
    });

    it(`${path}: shared parameters passed on with another source differ in nothing else`, () => {
      const xml = at(`${path}/shared-params.xml`);
      const source = {
        address: 'proxy.example',
        internalVerificationCertificates: [Buffer.from('certificate')],
        externalVerificationCertificates: [Buffer.from('certificate')],
      };
      const passed = withSources(xml, version, [source]);
      const expected = readSharedParameters(xml, version);
      expect(readSharedParameters(passed, version)).to.deep.equal(
        version === 2 ? expected : { ...expected, sources: [source] },
      );
    });

    it(`${path}: shared parameters written for an older version read as that version has them`, () => {
      const parameters = readSharedParameters(at(`${path}/shared-params.xml`), version);
      const older = writeSharedParameters(withHashesOf2(parameters), 2);
      const again = readSharedParameters(older, 2);
      expect(again.members.map(({ memberCode }) => memberCode)).to.deep.equal(
        parameters.members.map(({ memberCode }) => memberCode),
      );
      expect(again.sources).to.deep.equal([]);
    });

    it(`${path}: private parameters written again read the same`, () => {
      const parameters = readPrivateParameters(at(`${path}/private-params.xml`), version);
      expect(readPrivateParameters(writePrivateParameters(parameters), version)).to.deep.equal(parameters);
    });
  }

  for (const directory of ['externalconf', 'internalconf', 'v2', 'v3', 'v4', 'v5', 'v6']) {
    it(`lab/globalconf-downloaded/${directory}: metadata come out byte for byte`, () => {
      const metadata = at(`lab/globalconf-downloaded/${directory}/LAB/shared-params.xml.metadata`);
      expect(writeMetadata(readMetadata(metadata)).toString()).to.equal(metadata.toString());
    });
  }

  for (const name of ['internalconf', 'externalconf', 'bad-signature', 'expired']) {
    it(`lab/anchor-${name}.xml written again reads the same`, () => {
      const anchor = readAnchor(at(`lab/anchor-${name}.xml`));
      expect(readAnchor(writeAnchor(anchor))).to.deep.equal(anchor);
    });
  }
});

/** Version 2 has SHA-1 hashes. */
function withHashesOf2(parameters: SharedParameters): SharedParameters {
  const securityServers = parameters.securityServers.map((server) => ({
    ...server,
    authenticationCertificateHashes: server.authenticationCertificateHashes.map((hash) => digest('SHA-1', hash)),
  }));
  return { ...parameters, securityServers };
}

/** The schema of version 3 has no place for these, though a central server has published them there. */
function withoutAcmeProfiles(parameters: SharedParameters): SharedParameters {
  const approvedCas = parameters.approvedCas.map(({ acmeServer, ...ca }) => {
    if (acmeServer === undefined) return ca;
    const { directoryUrl, ipAddress } = acmeServer;
    return { ...ca, acmeServer: { directoryUrl, ...(ipAddress === undefined ? {} : { ipAddress }) } };
  });
  return { ...parameters, approvedCas };
}
