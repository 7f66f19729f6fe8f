import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Certificate } from '#certs/certificate.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { ocspResponses } from '#protocol/signature/unsigned-properties.ts';
import { vectorsPath } from '../../vectors.ts';

/** The laboratory that the vectors were recorded in: its addresses, keys, certificates and clock. */

/** The OCSP responses of all recorded messages are fresh at this time. */
export const LAB_TIME = new Date('2026-11-22T23:58:50Z');

/** As shared parameters have them: security server ss1 of the consumer, ss2 of both providers. */
export const CONSUMER_ADDRESS = '127.0.0.1';
export const PROVIDER_ADDRESS = '127.0.0.2';

export const lab = (...parts: string[]): string => vectorsPath('lab', ...parts);

export type LabName = 'auth-ss1' | 'auth-ss2' | 'sign-1001' | 'sign-1002' | 'sign-1003-ec' | 'intermediate-ca' | 'ocsp';

export function labCertificate(name: LabName | 'root-ca'): Certificate {
  return Certificate.fromPem(labPem(name, 'crt'));
}

export function labKey(name: LabName): KeyObject {
  return createPrivateKey(labPem(name, 'key'));
}

export function labPem(name: LabName | 'root-ca', kind: 'crt' | 'key'): string {
  return readFileSync(lab('pki', `${name}.${kind}.pem`), 'utf8');
}

const WITH_RESPONSE = ['auth-ss1', 'auth-ss2', 'intermediate-ca', 'sign-1001', 'sign-1002', 'sign-1003-ec'] as const;

/** Recorded OCSP responses that say "good" and are fresh at LAB_TIME, for the certificates of both servers. */
export function labOcspResponses(): ReadonlyMap<Certificate, Buffer> {
  return new Map(WITH_RESPONSE.map((name) => [labCertificate(name), labOcspResponse(name)]));
}
export function labOcspResponse(name: (typeof WITH_RESPONSE)[number]): Buffer {
  switch (name) {
    case 'auth-ss1':
      return readFileSync(lab('extracted/rest-get/request/ocsp-1.der'));
    case 'auth-ss2':
      return servedResponse('one.http');
    case 'sign-1001':
      return signatureResponse('rest-get/request', 0);
    case 'intermediate-ca':
      return signatureResponse('rest-get/request', 1);
    case 'sign-1002':
      return signatureResponse('rest-get/response', 0);
    case 'sign-1003-ec':
      return signatureResponse('rest-ec-signed-response/response', 0);
  }
}

/** In a signature the signer's own response comes first, then that of the authority above. */
function signatureResponse(message: string, index: number): Buffer {
  const responses = ocspResponses(readSignature(readFileSync(lab('extracted', message, 'signature.xml'))));
  return responses[index] ?? Buffer.alloc(0);
}

/** What the recorded service of port 5577 gave for one certificate. */
function servedResponse(file: string): Buffer {
  const text = readFileSync(lab('ocsp-responder-5577', file), 'latin1');
  const boundary = /boundary=(\S+)/.exec(text)?.[1] ?? '';
  const [, part = ''] = text.slice(text.indexOf('\r\n\r\n')).split(`--${boundary}`);
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1');
}
