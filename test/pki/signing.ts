import * as asn1js from 'asn1js';
import { constants, sign, type KeyObject } from 'node:crypto';
import * as pkijs from 'pkijs';

export type SigningDigest = 'md5' | 'sha1' | 'sha256' | 'sha512';

export interface Scheme {
  readonly algorithm: pkijs.AlgorithmIdentifier;
  readonly sign: (data: Uint8Array) => Buffer;
}

const RSA = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha512: '1.2.840.113549.1.1.13',
};
const ECDSA = {
  md5: '1.2.840.10045.4.1',
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha512: '1.2.840.10045.4.3.4',
};
export const DIGEST_OID = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha512: '2.16.840.1.101.3.4.2.3',
};

/** How a structure is signed: by the kind of the key, and with PSS where asked. */
export function schemeOf(key: KeyObject, digest: SigningDigest, pss = false): Scheme {
  if (key.asymmetricKeyType === 'ec') {
    return {
      algorithm: new pkijs.AlgorithmIdentifier({ algorithmId: ECDSA[digest] }),
      sign: (data) => sign(digest, data, key),
    };
  }
  if (pss) {
    const saltLength = digest === 'sha512' ? 64 : 32;
    return {
      algorithm: new pkijs.AlgorithmIdentifier({
        algorithmId: '1.2.840.113549.1.1.10',
        algorithmParams: pssParameters(digest, saltLength),
      }),
      sign: (data) => sign(digest, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    };
  }
  return {
    algorithm: new pkijs.AlgorithmIdentifier({ algorithmId: RSA[digest], algorithmParams: new asn1js.Null() }),
    sign: (data) => sign(digest, data, key),
  };
}

function pssParameters(digest: SigningDigest, saltLength: number): asn1js.BaseBlock {
  const hashAlgorithm = new pkijs.AlgorithmIdentifier({
    algorithmId: DIGEST_OID[digest],
    algorithmParams: new asn1js.Null(),
  });
  return new pkijs.RSASSAPSSParams({
    hashAlgorithm,
    maskGenAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId: '1.2.840.113549.1.1.8',
      algorithmParams: hashAlgorithm.toSchema(),
    }),
    saltLength,
  }).toSchema();
}

/** An ArrayBuffer of exactly these bytes: what the library takes, where a Buffer may be a window into a larger one. */
export function exact(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
