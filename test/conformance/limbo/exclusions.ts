/** Why a verdict of ours may differ from x509-limbo's, and the cases in which it does. */
export interface Exclusion {
  readonly reason: string;
  readonly cases: readonly string[];
}

const names = (prefix: string, ...rest: string[]): string[] => rest.map((name) => prefix + name);

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    reason:
      'Revocation is asked of OCSP responders, for each certificate of a path and after the path was found; CRLs are not processed.',
    cases: names(
      'crl::',
      'revoked-certificate-with-crl',
      'crlnumber-missing',
      'crlnumber-critical',
      'issuer-missing-crlsign',
    ),
  },
  {
    reason:
      'A host name is not compared with the certificate: a peer is known by its certificate, which is registered, and a signer by the subject.',
    cases: [
      'rfc5280::ca-as-leaf-wrong-san',
      'rfc5280::san::ip-in-dns',
      ...names(
        'webpki::cn::',
        'ipv4-hex-mismatch',
        'ipv4-leading-zeros-mismatch',
        'ipv6-uppercase-mismatch',
        'ipv6-uncompressed-mismatch',
        'ipv6-non-rfc5952-mismatch',
        'punycode-not-in-san',
        'utf8-vs-punycode-mismatch',
        'not-in-san',
        'case-mismatch',
      ),
      ...names(
        'webpki::san::',
        'mismatch-domain-san',
        'mismatch-subdomain-san',
        'mismatch-subdomain-apex-san',
        'mismatch-apex-subdomain-san',
        'public-suffix-wildcard-san',
        'public-suffix-multi-label-wildcard-san',
        'public-suffix-private-namespace-wildcard-san',
        'wildcard-embedded-leftmost-san',
        'wildcard-not-in-leftmost-san',
        'wildcard-match-across-labels-san',
        'wildcard-embedded-ulabel-san',
        'unicode-emoji-san',
        'no-san',
        'san-critical-with-nonempty-subject',
        'san-wildcard-only',
        'san-wildcard-only-tld',
      ),
    ],
  },
  {
    reason:
      'A top authority is trusted by configuration: its name and key count, and its name constraints, nothing else of its certificate (RFC 5280 §6.1.1 (d), RFC 5937). So X-Road does it.',
    cases: [
      ...names(
        'rfc5280::',
        'aki::critical-aki',
        'aki::cross-signed-root-missing-aki',
        'ski::critical-ski',
        'ski::root-missing-ski',
        'validity::expired-root',
        'ca-empty-subject',
        'unknown-critical-extension-root',
        'root-missing-basic-constraints',
        'root-non-critical-basic-constraints',
        'root-inconsistent-ca-extensions',
        'nc::permitted-dns-match-noncritical',
      ),
      ...names(
        'webpki::aki::root-with-aki-',
        'missing-keyidentifier',
        'authoritycertissuer',
        'authoritycertserialnumber',
        'all-fields',
        'ski-mismatch',
      ),
    ],
  },
  {
    reason:
      'An approved intermediate authority is trusted by itself where its issuer is not approved: the operator of the instance approves authorities one by one, as in X-Road.',
    cases: [
      'rfc5280::chain-untrusted-root',
      ...names('pathological::intermediate-cycle-', 'distinct-cas', 'distinct-cas-max-depth', 'same-logical-ca'),
      ...names(
        'bettertls::pathbuilding::tc',
        ...[37, 39, 40, 43, 44, 45, 46, 47, 71, 74, 76, 77, 78, 79, 80].map(String),
      ),
    ],
  },
  {
    reason:
      'What RFC 5280 §4 asks of those who issue certificates, and §6 does not ask of those who rely on them; X-Road does not look at it either.',
    cases: names(
      'rfc5280::',
      'aki::leaf-missing-aki',
      'aki::intermediate-missing-aki',
      'ski::intermediate-missing-ski',
      'serial::too-long',
      'serial::zero',
      'leaf-ku-keycertsign',
      'nc::not-allowed-in-ee-noncritical',
      'nc::not-allowed-in-ee-critical',
      'san::noncritical-with-empty-subject',
    ),
  },
  {
    reason: 'Alternative names are read only where an authority above constrains names; nothing else uses them.',
    cases: ['rfc5280::san::malformed', 'rfc5280::san::underscore-dns'],
  },
  {
    reason: 'A constraint with a leading period means the hosts below it, as other software writes and reads it.',
    cases: ['rfc5280::nc::invalid-dnsname-leading-period'],
  },
  {
    reason: 'Policies are not processed; a critical policy constraint refuses the certificate.',
    cases: ['rfc5280::pc::ica-noncritical-pc'],
  },
  {
    reason:
      'The end of a validity is an instant, as for Java: a certificate that ends at 00:00:00 is over five milliseconds later. limbo calls the case ambiguous.',
    cases: ['rfc5280::validity::notafter-fractional'],
  },
  {
    reason:
      'The greatest length is eight certificates for every path; a question cannot ask for less. Authorities can, by path length constraints.',
    cases: names('pathlen::max-chain-depth-', '0-exhausted', '1-exhausted'),
  },
  {
    reason:
      'What the key of the end entity is for is judged where it is used (signing, authentication, OCSP, time-stamps), by the rules of X-Road; purposes do not narrow from authority to authority.',
    cases: [
      'rfc5280::eku::ee-wrong-eku',
      ...names('webpki::eku::', 'ee-anyeku', 'ee-critical-eku', 'ee-without-eku', 'root-has-eku'),
      ...names('bettertls::pathbuilding::tc', '5', '12', '38'),
    ],
  },
  {
    reason: 'Baseline requirements of the CA/Browser Forum for authorities of the web, which are not RFC 5280.',
    cases: names(
      'webpki::',
      'v1-cert',
      'ee-basicconstraints-ca',
      'ca-as-leaf',
      'nc::intermediate-permitted-excluded-subtrees-both-null',
      'nc::intermediate-permitted-excluded-subtrees-both-empty-sequences',
    ),
  },
  {
    reason:
      'SHA-1 in signatures of certificates, and RSA from 1,024 bits on, are accepted as by X-Road. The end entity’s own key is judged by what it signs.',
    cases: [
      ...names(
        'webpki::forbidden-',
        'p192-leaf',
        'dsa-leaf',
        'weak-rsa-key-in-root',
        'weak-rsa-in-leaf',
        'rsa-not-divisible-by-8-in-root',
        'rsa-key-not-divisible-by-8-in-leaf',
      ),
      ...names('bettertls::pathbuilding::tc', '8', '15', '41'),
    ],
  },
];
