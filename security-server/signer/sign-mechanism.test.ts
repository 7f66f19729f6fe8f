import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { messageSignatureAlgorithm } from './sign-mechanism.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;

describe('the algorithm of a message’s signature', () => {
  for (const { name, key, mechanism, algorithm } of [
    { name: 'RSA', key: rsa, mechanism: 'CKM_RSA_PKCS', algorithm: 'SHA512withRSA' },
    { name: 'RSA', key: rsa, mechanism: 'CKM_RSA_PKCS_PSS', algorithm: 'SHA512withRSAandMGF1' },
    { name: 'EC', key: ec, mechanism: 'CKM_RSA_PKCS', algorithm: 'SHA512withECDSA' },
    { name: 'EC', key: ec, mechanism: 'CKM_RSA_PKCS_PSS', algorithm: 'SHA512withECDSA' },
  ] as const) {
    it(`of a key of ${name} under ${mechanism} is ${algorithm}`, () => {
      expect(messageSignatureAlgorithm(key, mechanism)).to.equal(algorithm);
    });
  }
});
