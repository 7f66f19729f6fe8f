import { sign } from 'node:crypto';
import { digest } from '#certs/algorithms.ts';
import type { ServiceId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { createSignature } from '#protocol/signature/create.ts';
import type { NewMessageRecord } from '#security-server/message-log/record.ts';
import { issue } from '../pki/certificates.ts';

export const CLIENT: SubsystemId = {
  type: 'SUBSYSTEM',
  instance: 'BG',
  memberClass: 'MUN',
  memberCode: '000696327',
  subsystemCode: 'services',
};
export const SERVICE: ServiceId = {
  type: 'SERVICE',
  instance: 'BG',
  memberClass: 'GOV',
  memberCode: '831661388',
  subsystemCode: 'civil-registration',
  serviceCode: 'person',
};

const signer = issue({ subject: 'Signer of the tests', keyUsage: ['nonRepudiation'] });

/** A record whose signature is real, over its message or the given hash chain result. */
export async function signedRecord(queryId: string, change: Partial<NewMessageRecord> = {}): Promise<NewMessageRecord> {
  const message =
    change.message ?? Buffer.from(`GET\r\n/r1/BG/GOV/831661388/civil-registration/person\r\nx-road-id:${queryId}\r\n`);
  const signed = change.hashChainResult ?? message;
  const uri = change.hashChainResult === undefined ? '/message.xml' : '/sig-hashchainresult.xml';
  const signature = await createSignature({
    certificate: signer.certificate,
    intermediates: [],
    ocspResponses: [],
    signingTime: new Date('2026-11-22T23:58:50Z'),
    digest: 'SHA-512',
    signatureAlgorithm: 'SHA512withECDSA',
    reference: { uri, digestValue: digest('SHA-512', signed) },
    sign: (octets) => Promise.resolve(sign('sha512', octets, { key: signer.key, dsaEncoding: 'ieee-p1363' })),
  });
  return {
    queryId,
    requestId: `request-${queryId}`,
    direction: 'request',
    side: 'client',
    client: CLIENT,
    service: SERVICE,
    time: new Date('2026-11-22T23:58:50Z'),
    message,
    signature,
    bodies: [],
    ...change,
  };
}
