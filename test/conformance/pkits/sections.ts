/** Sections of NIST's PKITS (Public Key Interoperability Test Suite), by the names of their end entities' certificates. */

/** Sections that are judged; a name that begins with `Invalid` must be refused. */
export const JUDGED: Readonly<Record<string, RegExp>> = {
  '4.1 signature verification': /^(ValidCertificatePathTest1|Invalid(CA|EE)SignatureTest)/,
  '4.2 validity': /not(Before|After)DateTest/,
  '4.3 name chaining':
    /^(InvalidNameChaining|ValidNameChaining|ValidNameUIDs|ValidRFC3280|ValidRolloverfrom|ValidUTF8String)/,
  '4.5 self-issued certificates': /^ValidBasicSelfIssued(OldWithNew|NewWithOld)/,
  '4.6 basic constraints':
    /^(InvalidMissingbasicConstraints|InvalidcAFalse|ValidbasicConstraints|(In)?[Vv]alid(SelfIssued)?pathLen)/,
  '4.7 key usage': /keyUsage(Not)?Critical(keyCertSign|Test3)/,
  '4.13 name constraints': /[nN]ameConstraintsTest/,
  '4.16 unknown extensions': /UnknownN?o?t?CriticalCertificateExtensionTest/,
};

/** Sections that are not judged, and why. Every end entity of the suite stands in one of the two lists. */
export const EXCLUDED: readonly { readonly what: string; readonly names: RegExp; readonly reason: string }[] = [
  {
    what: '4.1 DSA',
    names: /DSA(Signature|ParameterInheritance)/,
    reason: 'DSA is none of the algorithms that X-Road knows, and is refused.',
  },
  {
    what: '4.4, 4.5, 4.7, 4.14, 4.15 CRLs',
    names:
      /CRL|cRL|Revoked|SerialNumber|BasicSelfIssued|SeparateCertificate|istributionPoint|onlyContains|onlySome|IDPwith/,
    reason: 'Revocation is asked of OCSP responders, not of CRLs.',
  },
  {
    what: '4.8 to 4.12 policies',
    names: /olic(y|ies)|UserNotice|CPSPointer|AllCertificates|DifferentPol|OverlappingPol|inhibit|equireExplicit/,
    reason: 'Policies are not processed; a critical policy constraint refuses the certificate.',
  },
];
