import type { XmlElement } from '../../xml/document.ts';
import { XADES } from '../names.ts';
import {
  checkStructure,
  nameIn,
  one,
  optional,
  several,
  type Declaration,
  type ElementModel,
  type Particle,
} from './content-model.ts';
import {
  CANONICALIZATION_METHOD,
  DIGEST_METHOD,
  DIGEST_VALUE,
  issuerSerial,
  SIGNATURE,
  SIGNATURE_MODEL,
  TRANSFORMS,
  XMLDSIG_GLOBALS,
} from './xmldsig.ts';

/**
 * The schema of XAdES 1.3.2 (ETSI TS 101 903 §7), with the second version of the signing certificate's property
 * (ETSI EN 319 132-1 §5.2.2), which signatures made with EU tools hold.
 */
const xades = (name: string, model: () => ElementModel): Declaration => [nameIn(XADES, name), model];

const ID = { Id: { type: 'string' } } as const;
const URI = { URI: { type: 'string' } } as const;

const text = (): ElementModel => ({ content: 'string' });
const integer = (): ElementModel => ({ content: 'integer' });
const dateTime = (): ElementModel => ({ content: 'dateTime' });
const anything = (): ElementModel => ({ content: 'lax', mixed: true, anyAttribute: true });
const encapsulated = (): ElementModel => ({
  attributes: { ...ID, Encoding: { type: 'string' } },
  content: 'base64',
});
/** An element that holds what the particles say and, at most, an Id. */
const holds =
  (...content: readonly Particle[]) =>
  (): ElementModel => ({ attributes: ID, content });

const digestAlgAndValue = holds(one(DIGEST_METHOD), one(DIGEST_VALUE));
const certDigest = xades('CertDigest', digestAlgAndValue);

const certificateList = holds(
  several(
    1,
    xades('Cert', () => ({
      attributes: URI,
      content: [one(certDigest), one(xades('IssuerSerial', issuerSerial))],
    })),
  ),
);
const certificateListV2 = holds(
  several(
    1,
    xades('Cert', () => ({
      attributes: URI,
      content: [one(certDigest), optional(xades('IssuerSerialV2', () => ({ content: 'base64' })))],
    })),
  ),
);

const objectIdentifier = holds(
  one(
    xades('Identifier', () => ({ attributes: { Qualifier: { type: ['OIDAsURI', 'OIDAsURN'] } }, content: 'string' })),
  ),
  optional(xades('Description', text)),
  optional(xades('DocumentationReferences', holds(several(1, xades('DocumentationReference', text))))),
);

const policyId = holds(
  one(xades('SigPolicyId', objectIdentifier)),
  optional(TRANSFORMS),
  one(xades('SigPolicyHash', digestAlgAndValue)),
  optional(xades('SigPolicyQualifiers', holds(several(1, xades('SigPolicyQualifier', anything))))),
);
const policyIdentifier = holds(one(xades('SignaturePolicyId', policyId), xades('SignaturePolicyImplied', anything)));

const timestamp = holds(
  several(
    0,
    xades('Include', () => ({
      attributes: { URI: { type: 'string', required: true }, referencedData: { type: 'boolean' } },
      content: [],
    })),
  ),
  optional(CANONICALIZATION_METHOD),
  several(1, xades('EncapsulatedTimeStamp', encapsulated), xades('XMLTimeStamp', anything)),
);

const place = holds(
  optional(xades('City', text)),
  optional(xades('StreetAddress', text)),
  optional(xades('StateOrProvince', text)),
  optional(xades('PostalCode', text)),
  optional(xades('CountryName', text)),
);
const role = holds(
  optional(xades('ClaimedRoles', holds(several(1, xades('ClaimedRole', anything))))),
  optional(xades('CertifiedRoles', holds(several(1, xades('CertifiedRole', encapsulated))))),
);

const signedSignatureProperties = holds(
  optional(xades('SigningTime', dateTime)),
  optional(xades('SigningCertificate', certificateList), xades('SigningCertificateV2', certificateListV2)),
  optional(xades('SignaturePolicyIdentifier', policyIdentifier)),
  optional(xades('SignatureProductionPlace', place), xades('SignatureProductionPlaceV2', place)),
  optional(xades('SignerRole', role), xades('SignerRoleV2', anything)),
);

const dataObjectFormat = (): ElementModel => ({
  attributes: { ...ID, ObjectReference: { type: 'string', required: true } },
  content: [
    optional(xades('Description', text)),
    optional(xades('ObjectIdentifier', objectIdentifier)),
    optional(xades('MimeType', text)),
    optional(xades('Encoding', text)),
  ],
});
const commitment = holds(
  one(xades('CommitmentTypeId', objectIdentifier)),
  several(1, xades('ObjectReference', text), xades('AllSignedDataObjects', anything)),
  optional(xades('CommitmentTypeQualifiers', holds(several(0, xades('CommitmentTypeQualifier', anything))))),
);
const signedDataObjectProperties = holds(
  several(0, xades('DataObjectFormat', dataObjectFormat)),
  several(0, xades('CommitmentTypeIndication', commitment)),
  several(0, xades('AllDataObjectsTimeStamp', timestamp)),
  several(0, xades('IndividualDataObjectsTimeStamp', timestamp)),
);

const crlRef = holds(
  one(xades('DigestAlgAndValue', digestAlgAndValue)),
  optional(
    xades('CRLIdentifier', () => ({
      attributes: URI,
      content: [one(xades('Issuer', text)), one(xades('IssueTime', dateTime)), optional(xades('Number', integer))],
    })),
  ),
);
const ocspRef = holds(
  one(
    xades('OCSPIdentifier', () => ({
      attributes: URI,
      content: [
        one(
          xades(
            'ResponderID',
            holds(
              one(
                xades('ByName', text),
                xades('ByKey', () => ({ content: 'base64' })),
              ),
            ),
          ),
        ),
        one(xades('ProducedAt', dateTime)),
      ],
    })),
  ),
  optional(xades('DigestAlgAndValue', digestAlgAndValue)),
);
const revocationRefs = holds(
  optional(xades('CRLRefs', holds(several(1, xades('CRLRef', crlRef))))),
  optional(xades('OCSPRefs', holds(several(1, xades('OCSPRef', ocspRef))))),
  optional(xades('OtherRefs', holds(several(1, xades('OtherRef', anything))))),
);
const certificateRefs = holds(one(xades('CertRefs', certificateList)));
const certificateValues = holds(
  several(0, xades('EncapsulatedX509Certificate', encapsulated), xades('OtherCertificate', anything)),
);
const revocationValues = holds(
  optional(xades('CRLValues', holds(several(1, xades('EncapsulatedCRLValue', encapsulated))))),
  optional(xades('OCSPValues', holds(several(1, xades('EncapsulatedOCSPValue', encapsulated))))),
  optional(xades('OtherValues', holds(several(1, xades('OtherValue', anything))))),
);

const unsignedSignatureProperties = holds({
  ...several(
    1,
    xades('CounterSignature', () => ({ content: [one(SIGNATURE)] })),
    xades('SignatureTimeStamp', timestamp),
    xades('CompleteCertificateRefs', certificateRefs),
    xades('CompleteRevocationRefs', revocationRefs),
    xades('AttributeCertificateRefs', certificateRefs),
    xades('AttributeRevocationRefs', revocationRefs),
    xades('SigAndRefsTimeStamp', timestamp),
    xades('RefsOnlyTimeStamp', timestamp),
    xades('CertificateValues', certificateValues),
    xades('RevocationValues', revocationValues),
    xades('AttrAuthoritiesCertValues', certificateValues),
    xades('AttributeRevocationValues', revocationValues),
    xades('ArchiveTimeStamp', timestamp),
  ),
  otherThan: XADES,
});

const qualifyingProperties = xades('QualifyingProperties', () => ({
  attributes: { ...ID, Target: { type: 'string', required: true } },
  content: [
    optional(
      xades(
        'SignedProperties',
        holds(
          optional(xades('SignedSignatureProperties', signedSignatureProperties)),
          optional(xades('SignedDataObjectProperties', signedDataObjectProperties)),
        ),
      ),
    ),
    optional(
      xades(
        'UnsignedProperties',
        holds(
          optional(xades('UnsignedSignatureProperties', unsignedSignatureProperties)),
          optional(
            xades('UnsignedDataObjectProperties', holds(several(1, xades('UnsignedDataObjectProperty', anything)))),
          ),
        ),
      ),
    ),
  ],
}));

const GLOBALS = new Map<string, () => ElementModel>([...XMLDSIG_GLOBALS, qualifyingProperties]);

/** Holds a `ds:Signature` to the schemas of XMLDSIG and XAdES. Throws `malformed_signature`. */
export function checkSignatureStructure(signature: XmlElement): void {
  checkStructure(signature, SIGNATURE_MODEL(), GLOBALS, 'malformed_signature');
}
