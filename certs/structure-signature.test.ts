import { expect } from 'chai';
import { constants, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { contextConstructed } from './der/read.ts';
import { DER_NULL, derElement, derIntegerOf, derOidOf, derSequence } from './der/write.ts';
import { structureSignatureFault, type StructureSignature } from './structure-signature.ts';

const DATA = Buffer.from('what is signed');
const SHA1 = '1.3.14.3.2.26';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const MD5 = '1.2.840.113549.2.5';
const MGF1 = '1.2.840.113549.1.1.8';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pssOnly = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const p192 = generateKeyPairSync('ec', { namedCurve: 'prime192v1' }).privateKey;
const edwards = generateKeyPairSync('ed25519').privateKey;

/** A key whose parameters are those of P-256 but for the generator, which is the public point: its owner knows the private key, 1. */
function ownCurve(): KeyObject {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  const info = publicKey.export({ type: 'spki', format: 'der' });
  info.copy(info, info.indexOf(Buffer.from('046b17d1f2', 'hex')), info.length - 65);
  return createPublicKey({ key: info, format: 'der', type: 'spki' });
}

const algorithm = (oid: string, ...parameters: Buffer[]): Buffer => derSequence(derOidOf(oid), ...parameters);
const RSA_SHA256 = algorithm('1.2.840.113549.1.1.11', DER_NULL);
const ECDSA_SHA256 = algorithm('1.2.840.10045.4.3.2');
const RSA_KEY = algorithm('1.2.840.113549.1.1.1', DER_NULL);
const EC_KEY = algorithm('1.2.840.10045.2.1');

interface PssToMake {
  readonly hash?: string;
  readonly mask?: string;
  readonly maskHash?: string;
  readonly salt?: bigint;
  readonly trailer?: bigint;
}

/** AlgorithmIdentifier of RSASSA-PSS; a field that is not given is left out and means its default (RFC 4055 §3.1). */
function pss({ hash, mask = MGF1, maskHash, salt, trailer }: PssToMake): Buffer {
  const field = (number: number, inner: Buffer | undefined): Buffer[] =>
    inner === undefined ? [] : [derElement(contextConstructed(number), inner)];
  const parameters = [
    ...field(0, hash === undefined ? undefined : algorithm(hash, DER_NULL)),
    ...field(1, maskHash === undefined ? undefined : algorithm(mask, algorithm(maskHash, DER_NULL))),
    ...field(2, salt === undefined ? undefined : derIntegerOf(salt)),
    ...field(3, trailer === undefined ? undefined : derIntegerOf(trailer)),
  ];
  return algorithm('1.2.840.113549.1.1.10', derSequence(...parameters));
}

const plain = (key: KeyObject, digest = 'sha256'): Buffer => sign(digest, DATA, key);
const withPss = (key: KeyObject, digest: string, saltLength: number): Buffer =>
  sign(digest, DATA, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
const full = { hash: SHA256, maskHash: SHA256, salt: 32n };

describe('A signature over a structure', () => {
  type Row = [what: string, key: KeyObject, signed: Omit<StructureSignature, 'signedBytes'>, fault: string | undefined];
  const rows: Row[] = [
    ['RSA', rsa, { algorithm: RSA_SHA256, signature: plain(rsa) }, undefined],
    ['ECDSA', p256, { algorithm: ECDSA_SHA256, signature: plain(p256) }, undefined],
    [
      'RSA, the digest named apart as CMS may',
      rsa,
      { algorithm: RSA_KEY, digest: 'SHA-256', signature: plain(rsa) },
      undefined,
    ],
    [
      'ECDSA, the digest named apart',
      p256,
      { algorithm: EC_KEY, digest: 'SHA-256', signature: plain(p256) },
      undefined,
    ],
    ['the digest named twice', rsa, { algorithm: RSA_SHA256, digest: 'SHA-256', signature: plain(rsa) }, undefined],
    [
      'two digests',
      rsa,
      { algorithm: RSA_SHA256, digest: 'SHA-512', signature: plain(rsa) },
      'two digests in one signature',
    ],
    [
      'a key algorithm and no digest',
      rsa,
      { algorithm: RSA_KEY, signature: plain(rsa) },
      'signature algorithm 1.2.840.113549.1.1.1 is not accepted',
    ],
    ['PSS', rsa, { algorithm: pss(full), signature: withPss(rsa, 'sha256', 32) }, undefined],
    [
      'PSS under a key for PSS only',
      pssOnly,
      { algorithm: pss(full), signature: withPss(pssOnly, 'sha256', 32) },
      undefined,
    ],
    [
      'PSS with another salt',
      rsa,
      { algorithm: pss({ ...full, salt: 20n }), signature: withPss(rsa, 'sha256', 20) },
      undefined,
    ],
    ['PSS with all defaults', rsa, { algorithm: pss({}), signature: withPss(rsa, 'sha1', 20) }, undefined],
    [
      'PSS with a salt of another length than signed',
      rsa,
      { algorithm: pss({ ...full, salt: 20n }), signature: withPss(rsa, 'sha256', 32) },
      'the signature does not match',
    ],
    [
      'PSS with an endless salt',
      rsa,
      { algorithm: pss({ ...full, salt: 0x7fffffffn }), signature: withPss(rsa, 'sha256', 32) },
      'the signature does not match',
    ],
    [
      'PSS whose mask has another digest',
      rsa,
      { algorithm: pss({ ...full, maskHash: SHA1 }), signature: withPss(rsa, 'sha256', 32) },
      'a PSS mask with another digest',
    ],
    [
      'PSS whose mask has the default digest',
      rsa,
      { algorithm: pss({ hash: SHA256 }), signature: withPss(rsa, 'sha256', 32) },
      'a PSS mask with another digest',
    ],
    [
      'PSS with an unknown mask',
      rsa,
      { algorithm: pss({ ...full, mask: '1.2.3' }), signature: withPss(rsa, 'sha256', 32) },
      'an unknown PSS mask',
    ],
    [
      'PSS with another trailer',
      rsa,
      { algorithm: pss({ ...full, trailer: 2n }), signature: withPss(rsa, 'sha256', 32) },
      'an unknown PSS trailer',
    ],
    [
      'PSS with MD5',
      rsa,
      { algorithm: pss({ hash: MD5 }), signature: withPss(rsa, 'sha256', 32) },
      `digest ${MD5} is not accepted`,
    ],
    [
      'plain RSA under a key for PSS only',
      pssOnly,
      { algorithm: RSA_SHA256, signature: withPss(pssOnly, 'sha256', 32) },
      'the key is of another kind than the signature',
    ],
    [
      'RSA under an EC key',
      p256,
      { algorithm: RSA_SHA256, signature: plain(p256) },
      'the key is of another kind than the signature',
    ],
    [
      'ECDSA under an RSA key',
      rsa,
      { algorithm: ECDSA_SHA256, signature: plain(rsa) },
      'the key is of another kind than the signature',
    ],
    [
      'Ed25519',
      edwards,
      { algorithm: algorithm('1.3.101.112'), signature: sign(null, DATA, edwards) },
      'signature algorithm 1.3.101.112 is not accepted',
    ],
    [
      'a curve of 192 bits',
      p192,
      { algorithm: ECDSA_SHA256, signature: plain(p192) },
      'the curve of the key is not accepted',
    ],
    [
      'a curve of its own making',
      ownCurve(),
      { algorithm: ECDSA_SHA256, signature: plain(p256) },
      'the curve of the key is not accepted',
    ],
    ['an algorithm that is no structure', rsa, { algorithm: Buffer.from('x'), signature: plain(rsa) }, 'cut short'],
    [
      'an empty signature',
      p256,
      { algorithm: ECDSA_SHA256, signature: Buffer.alloc(0) },
      'the signature does not match',
    ],
  ];
  for (const [what, key, signed, fault] of rows) {
    it(`${what}: ${fault ?? 'holds'}`, () => {
      const publicKey = key.type === 'public' ? key : createPublicKey(key);
      expect(structureSignatureFault({ ...signed, signedBytes: DATA }, publicKey)).to.equal(fault);
      if (fault !== undefined) return;
      const other = { ...signed, signedBytes: Buffer.from('another') };
      expect(structureSignatureFault(other, publicKey)).to.equal('the signature does not match');
    });
  }
});
