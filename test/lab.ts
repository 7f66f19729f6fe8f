import { readdirSync, readFileSync } from 'node:fs';
import { Certificate } from '#certs/certificate.ts';
import type { Trust, TrustedCa } from '#certs/trust.ts';
import { vectorsPath } from './vectors.ts';

/** The small instance of the vectors (`lab/`): its certificates, and what it trusts. */

/** Bytes of a file under `lab/`. */
export const labFile = (...parts: string[]): Buffer => readFileSync(vectorsPath('lab', ...parts));

export const labCertificate = (name: string): Certificate =>
  Certificate.fromPem(labFile('pki', `${name}.crt.pem`).toString('latin1'));

export const labCertificateNames = (): string[] =>
  readdirSync(vectorsPath('lab', 'pki'))
    .filter((file) => file.endsWith('.crt.pem'))
    .map((file) => file.slice(0, -'.crt.pem'.length));

/** Responses were fresh for 3,600 s. */
export function labTrust(): Trust {
  const ocspResponders = [{ url: 'http://127.0.0.1:8888', certificate: labCertificate('ocsp') }];
  const authority = (name: string): TrustedCa => ({ certificate: labCertificate(name), ocspResponders });
  return {
    instance: 'LAB',
    services: [
      {
        name: 'Lab',
        authenticationOnly: false,
        profile: 'ee.ria.xroad.common.certificateprofile.impl.FiVRKCertificateProfileInfoProvider',
        top: authority('root-ca'),
        intermediates: [authority('intermediate-ca')],
      },
    ],
    ocspFreshnessSecondsMax: 3_600,
    ocspVerifyNextUpdate: true,
  };
}

/** Files under a folder of the vectors, by the end of their name, relative to it and in order. */
export function vectorFiles(folder: string, end: string): string[] {
  return readdirSync(vectorsPath(folder), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(end))
    .toSorted();
}

/** What a signature document holds, picked out of its text: these tests are not about reading XML. */
export interface SignatureText {
  readonly certificates: readonly Certificate[];
  readonly ocspResponses: readonly Buffer[];
  readonly issuerNames: readonly string[];
  readonly timestamps: readonly Buffer[];
}

export function readSignatureText(xml: string): SignatureText {
  const all = (element: string): string[] =>
    [...xml.matchAll(new RegExp(`<(?:\\w+:)?${element}(?:\\s[^>]*)?>([^<]*)<`, 'g'))].map(([, text = '']) => text);
  const binaries = (element: string): Buffer[] =>
    all(element).map((text) => Buffer.from(text.replaceAll('&#13;', ''), 'base64'));
  return {
    certificates: [...binaries('X509Certificate'), ...binaries('EncapsulatedX509Certificate')].map((der) =>
      Certificate.fromDer(der),
    ),
    ocspResponses: binaries('EncapsulatedOCSPValue'),
    issuerNames: all('X509IssuerName').filter((text) => text !== ''),
    timestamps: binaries('EncapsulatedTimeStamp'),
  };
}
