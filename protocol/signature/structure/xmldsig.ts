import { DS } from '../names.ts';
import { nameIn, one, optional, several, type Declaration, type ElementModel } from './content-model.ts';

/** The schema of XMLDSIG (XMLDSIG core §4), as far as signatures and hash chains use it. */
const ds = (name: string, model: () => ElementModel): Declaration => [nameIn(DS, name), model];

const text = (): ElementModel => ({ content: 'string' });
const base64 = (): ElementModel => ({ content: 'base64' });
const integer = (): ElementModel => ({ content: 'integer' });
const anything = (): ElementModel => ({ content: 'lax', mixed: true, anyAttribute: true });
const ALGORITHM = { Algorithm: { type: 'string', required: true } } as const;
const ID = { Id: { type: 'string' } } as const;

const algorithm = (): ElementModel => ({ attributes: ALGORITHM, content: 'lax', mixed: true });
const transform = (): ElementModel => ({
  attributes: ALGORITHM,
  content: [{ ...several(0, ds('XPath', text)), otherThan: DS }],
  mixed: true,
});

export const DIGEST_METHOD = ds('DigestMethod', algorithm);
export const DIGEST_VALUE = ds('DigestValue', () => ({ content: 'base64' }));
export const CANONICALIZATION_METHOD = ds('CanonicalizationMethod', algorithm);
export const TRANSFORMS = ds('Transforms', () => ({ content: [several(1, ds('Transform', transform))] }));

const reference = ds('Reference', () => ({
  attributes: { ...ID, URI: { type: 'string' }, Type: { type: 'string' } },
  content: [optional(TRANSFORMS), one(DIGEST_METHOD), one(DIGEST_VALUE)],
}));

const signatureMethod = ds('SignatureMethod', () => ({
  attributes: ALGORITHM,
  content: [optional(ds('HMACOutputLength', integer)), { ...several(0), otherThan: DS }],
  mixed: true,
}));

const signedInfo = ds('SignedInfo', () => ({
  attributes: ID,
  content: [one(CANONICALIZATION_METHOD), one(signatureMethod), several(1, reference)],
}));

/** Also the type of `xades:IssuerSerial`. */
export const issuerSerial = (): ElementModel => ({
  content: [one(ds('X509IssuerName', text)), one(ds('X509SerialNumber', integer))],
});

const x509Data = ds('X509Data', () => ({
  content: [
    {
      ...several(
        1,
        ds('X509IssuerSerial', issuerSerial),
        ds('X509SKI', base64),
        ds('X509SubjectName', text),
        ds('X509Certificate', base64),
        ds('X509CRL', base64),
      ),
      otherThan: DS,
    },
  ],
}));

const keyInfo = ds('KeyInfo', () => ({
  attributes: ID,
  content: [
    {
      ...several(
        1,
        ds('KeyName', text),
        ds('KeyValue', anything),
        ds('RetrievalMethod', anything),
        x509Data,
        ds('PGPData', anything),
        ds('SPKIData', anything),
        ds('MgmtData', text),
      ),
      otherThan: DS,
    },
  ],
  mixed: true,
}));

const object = ds('Object', () => ({
  attributes: { ...ID, MimeType: { type: 'string' }, Encoding: { type: 'string' } },
  content: 'lax',
  mixed: true,
}));

const signature = ds('Signature', () => ({
  attributes: ID,
  content: [
    one(signedInfo),
    one(ds('SignatureValue', () => ({ attributes: ID, content: 'base64' }))),
    optional(keyInfo),
    several(0, object),
  ],
}));

const manifest = ds('Manifest', () => ({ attributes: ID, content: [several(1, reference)] }));

/** What may stand where anything may, and is checked there all the same. */
export const XMLDSIG_GLOBALS: readonly Declaration[] = [
  signature,
  signedInfo,
  keyInfo,
  x509Data,
  object,
  manifest,
  reference,
  DIGEST_METHOD,
  DIGEST_VALUE,
  CANONICALIZATION_METHOD,
  TRANSFORMS,
];
export const SIGNATURE_MODEL: () => ElementModel = signature[1];
export const SIGNATURE = signature;
