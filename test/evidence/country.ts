import { createHash } from 'node:crypto';
import { digest, signBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { loadConfiguration, type ConfigurationFiles } from '#protocol/configuration/load.ts';
import { writeMetadata } from '#protocol/configuration/metadata.ts';
import type { SharedParameters } from '#protocol/configuration/parameters.ts';
import { writeSharedParameters } from '#protocol/configuration/shared-parameters-writer.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { createSignature } from '#protocol/signature/create.ts';
import { issue, type Issued } from '../pki/certificates.ts';
import { makeOcspResponse } from '../pki/ocsp.ts';
import { makeToken } from '../pki/timestamps.ts';

/** A small instance of its own: authorities, two members, and configuration that says so. Nothing of it is from outside. */

const INSTANCE = 'BG';
export const SIGNED_AT = new Date('2026-03-01T12:00:00.250Z');
export const STAMPED_AT = new Date('2026-03-01T12:00:09.000Z');
const OCSP_AT = '2026-03-01T11:55:00Z';

export const consumer = clientOf('1001');
export const provider = clientOf('1002');

function clientOf(memberCode: string): ClientId {
  return { type: 'SUBSYSTEM', instance: INSTANCE, memberClass: 'GOV', memberCode, subsystemCode: 'sub' };
}

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const CA = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] } as const;

const root = issue({ subject: 'Root', key: 'rsa', ...CA });
export const intermediate = issue({ subject: 'Intermediate', issuer: root, key: 'rsa', ...CA });
const responder = issue({ subject: 'Responder', issuer: root, key: 'ec', purposes: [OCSP_SIGNING] });
export const tsa = issue({ subject: 'Authority of time', issuer: root, key: 'rsa', purposes: [TIME_STAMPING] });

const signing = (memberCode: string, issuer: Issued, key: 'rsa' | 'ec'): Issued =>
  issue({
    // Ejbca's profile: instance, class, code.
    subject: [
      ['2.5.4.6', INSTANCE],
      ['2.5.4.10', 'GOV'],
      ['2.5.4.3', memberCode],
    ],
    keyLabel: `signing ${memberCode} ${key}`,
    issuer,
    key,
    keyUsage: ['nonRepudiation'],
  });

export interface Signer {
  readonly client: ClientId;
  readonly issued: Issued;
  readonly algorithm: SignatureAlgorithm;
  readonly intermediates: readonly Certificate[];
  readonly ocspResponses: readonly Buffer[];
}

const statusOf = (certificate: Certificate, issuer: Certificate): Buffer =>
  makeOcspResponse({ certificate, issuer, responder, thisUpdate: OCSP_AT, embedded: [responder.certificate] });

const intermediateStatus = statusOf(intermediate.certificate, root.certificate);

/** A member that signs with RSA and a certificate two steps below the root. */
export const rsaSigner: Signer = signerOf(consumer, signing('1001', intermediate, 'rsa'), 'SHA512withRSA', true);
/** A member that signs with P-256 and a certificate of the root. */
export const ecSigner: Signer = signerOf(provider, signing('1002', root, 'ec'), 'SHA512withECDSA', false);

function signerOf(client: ClientId, issued: Issued, algorithm: SignatureAlgorithm, isDeep: boolean): Signer {
  const issuer = isDeep ? intermediate : root;
  const own = statusOf(issued.certificate, issuer.certificate);
  return {
    client,
    issued,
    algorithm,
    intermediates: isDeep ? [intermediate.certificate] : [],
    ocspResponses: isDeep ? [own, intermediateStatus] : [own],
  };
}

/** Signs what stands under a URI, as the signer of a security server would. */
export function sign(signer: Signer, uri: string, bytes: Uint8Array): Promise<Buffer> {
  return createSignature({
    certificate: signer.issued.certificate,
    intermediates: signer.intermediates,
    ocspResponses: signer.ocspResponses,
    signingTime: SIGNED_AT,
    digest: 'SHA-512',
    signatureAlgorithm: signer.algorithm,
    reference: { uri, digestValue: digest('SHA-512', bytes) },
    sign: (data) => Promise.resolve(signBytes(signer.algorithm, signer.issued.key, data, 'ieee-p1363')),
  });
}

/** A time-stamp token over the data, with the authority's certificate in it as the message log stores it. */
export const stamp = (data: Uint8Array): Buffer =>
  makeToken({ data, genTime: STAMPED_AT.toISOString(), tsa, digest: 'sha512', embedded: [tsa.certificate] });

const authority = ({ certificate }: Issued) => ({
  certificate: certificate.der,
  ocsp: [{ url: 'http://127.0.0.1:1', certificate: responder.certificate.der }],
});

const sharedParameters: SharedParameters = {
  version: 6,
  instance: INSTANCE,
  sources: [{ address: '127.0.0.1', internalVerificationCertificates: [], externalVerificationCertificates: [] }],
  approvedCas: [
    {
      name: 'Authority',
      authenticationOnly: false,
      topCa: authority(root),
      intermediateCas: [authority(intermediate)],
      certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
    },
  ],
  approvedTsas: [{ name: 'Time', url: 'http://127.0.0.1:2', certificate: tsa.certificate.der }],
  members: ['1001', '1002'].map((memberCode) => ({
    memberClass: { code: 'GOV', description: 'Government' },
    memberCode,
    name: `Member ${memberCode}`,
    subsystems: [{ subsystemCode: 'sub' }],
  })),
  securityServers: [],
  globalGroups: [],
  memberClasses: [{ code: 'GOV', description: 'Government' }],
  ocspFreshnessSeconds: 3_600,
};

/** The configuration as files of a folder. */
export const configurationFiles = (expirationDate = new Date('2036-01-01T00:00:00Z')): ConfigurationFiles =>
  new Map([
    ['instance-identifier', Buffer.from(INSTANCE)],
    [`${INSTANCE}/shared-params.xml`, writeSharedParameters(sharedParameters, 6)],
    [
      `${INSTANCE}/shared-params.xml.metadata`,
      writeMetadata({
        contentIdentifier: 'SHARED-PARAMETERS',
        instanceIdentifier: INSTANCE,
        expirationDate,
        configurationVersion: 6,
      }),
    ],
  ]);

export const configuration = loadConfiguration(configurationFiles());

export const sha512 = (bytes: Uint8Array): Buffer => createHash('sha512').update(bytes).digest();
