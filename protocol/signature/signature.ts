import type { DigestName, SignatureAlgorithm } from '#certs/algorithms.ts';

/** A `ds:Reference` of SignedInfo. */
export interface SignatureReference {
  readonly uri: string;
  readonly algorithm: DigestName;
  readonly digestValue: Buffer;
}

/** A reference to a certificate by digest (`xades:Cert`, first or second version). */
export interface CertificateReference {
  readonly algorithm: DigestName;
  readonly digestValue: Buffer;
  /** Of `IssuerSerial`. */
  readonly issuerName?: string;
  readonly serial?: bigint;
  /** DER of `IssuerSerialV2` (RFC 5035 §5.4.1.1). */
  readonly issuerSerial?: Buffer;
}

/** A XAdES signature as read, with the canonical bytes that the signature covers. Nothing in it is verified. */
export interface Signature {
  readonly algorithm: SignatureAlgorithm;
  /** Canonical form of SignedInfo: the octets that were signed. */
  readonly signedInfo: Uint8Array;
  /** References to parts of the message, in order. The one to the signed properties stands apart. */
  readonly references: readonly SignatureReference[];
  readonly signedProperties: {
    readonly reference: SignatureReference;
    /** The octets that its reference covers. */
    readonly canonical: Uint8Array;
    readonly signingTime?: Date;
    readonly certificates: readonly CertificateReference[];
  };
  /** Decoded. */
  readonly value: Buffer;
  /** DER of the first certificate in KeyInfo. */
  readonly certificate?: Buffer;
  /** Undefined where there are none. */
  readonly unsigned?: UnsignedProperties;
  /** Holds the document to the schemas of XMLDSIG and XAdES. Throws `malformed_signature`. */
  checkStructure(): void;
}

/** Unsigned properties as text: read further only when their turn comes, so that the order of checks decides the code. */
export interface UnsignedProperties {
  /** Base64 of time-stamp tokens. */
  readonly timestamps: readonly string[];
  /** Of CompleteCertificateRefs. */
  readonly certificateReferences: readonly { readonly uri: string; readonly read: () => CertificateReference }[];
  /** Base64 of CertificateValues, by Id. */
  readonly certificates: ReadonlyMap<string, string>;
  /** Base64. */
  readonly ocspResponses: readonly string[];
}
