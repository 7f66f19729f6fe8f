/** Namespaces of the signature documents. */
export const DS = 'http://www.w3.org/2000/09/xmldsig#';
export const XADES = 'http://uri.etsi.org/01903/v1.3.2#';
/** Of the root `XAdESSignatures` (ETSI EN 319 162-1 §A.5). Signatures made before 2015 have the first. */
export const ASIC_SIGNATURES: readonly string[] = [
  'http://uri.etsi.org/02918/v1.1.1#',
  'http://uri.etsi.org/02918/v1.2.1#',
];
export const SIGNED_PROPERTIES_TYPE = 'http://uri.etsi.org/01903#SignedProperties';

/** URIs by which signatures and hash chains name what they cover: entries of the container with a leading slash. */
export const PART = {
  message: '/message.xml',
  signature: '/META-INF/signatures.xml',
  signedChainResult: '/sig-hashchainresult.xml',
  signedChain: '/sig-hashchain.xml',
  stampedChainResult: '/ts-hashchainresult.xml',
  stampedChain: '/ts-hashchain.xml',
} as const;

/** The URI of the n-th attachment, counted from 1; the body of a REST message is the first. */
export const attachmentUri = (number: number): string => `/attachment${number}`;
