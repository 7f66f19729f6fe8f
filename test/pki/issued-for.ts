import { generateKeyPairSync } from 'node:crypto';
import { randomSerial, writeCertificate } from '#certs/certificate-writer.ts';
import type { Certificate } from '#certs/certificate.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { signingKey } from '#certs/signing-key.ts';

/** An authority that gives certificates to keys of others. */
export const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const authorityName = DistinguishedName.fromAttributes([{ type: 'CN', value: 'Authority' }]);

export const issuedFor = (publicKey: Certificate['publicKey'], subject: DistinguishedName): Promise<Certificate> =>
  writeCertificate(
    {
      ...{ serial: randomSerial(), issuer: authorityName, subject, publicKey, extensions: [] },
      ...{ notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2046-01-01T00:00:00Z') },
    },
    signingKey(authority),
  );
