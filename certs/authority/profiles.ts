import { PURPOSE, type Extension, type KeyUsage } from '../extensions.ts';
import { authorityExtension, extendedKeyUsageExtension, keyUsageExtension } from '../extension-writer.ts';
import { DER_NULL } from '../der/write.ts';

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
/** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1): nobody can ask the responder about the responder. */
const OCSP_NO_CHECK = '1.3.6.1.5.5.7.48.1.5';

interface Profile {
  readonly keyUsage: readonly KeyUsage[];
  readonly purposes: readonly string[];
  /** Whether the purposes must be understood: RFC 3161 §2.3 asks it of time-stamping. */
  readonly arePurposesCritical?: boolean;
  readonly further?: readonly Extension[];
  readonly validityYears: number;
}

const MEMBER_YEARS = 3;
const SERVICE_YEARS = 10;

/** What certificates are issued for. Their usage follows from this and never from what a request asks for. */
const PROFILES = {
  root: {
    keyUsage: ['keyCertSign', 'cRLSign'],
    purposes: [],
    further: [authorityExtension()],
    validityYears: 20,
  },
  intermediate: {
    keyUsage: ['keyCertSign', 'cRLSign'],
    purposes: [],
    further: [authorityExtension(0)],
    validityYears: 15,
  },
  /** A member's signatures on messages. */
  sign: { keyUsage: ['nonRepudiation'], purposes: [], validityYears: MEMBER_YEARS },
  /** A security server towards other security servers. */
  auth: {
    keyUsage: ['digitalSignature', 'keyEncipherment', 'dataEncipherment'],
    purposes: [PURPOSE.clientAuthentication, SERVER_AUTHENTICATION],
    validityYears: MEMBER_YEARS,
  },
  /** Any other TLS server or client. */
  tls: {
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    purposes: [SERVER_AUTHENTICATION, PURPOSE.clientAuthentication],
    validityYears: MEMBER_YEARS,
  },
  /** Signing global configuration. */
  configuration: { keyUsage: ['digitalSignature'], purposes: [], validityYears: SERVICE_YEARS },
  ocsp: {
    keyUsage: ['digitalSignature'],
    purposes: [PURPOSE.ocspSigning],
    further: [{ oid: OCSP_NO_CHECK, critical: false, value: DER_NULL }],
    validityYears: SERVICE_YEARS,
  },
  tsa: {
    keyUsage: ['digitalSignature'],
    purposes: [PURPOSE.timeStamping],
    arePurposesCritical: true,
    validityYears: SERVICE_YEARS,
  },
} as const satisfies Record<string, Profile>;

/** Every profile there is, the authority's own certificates among them. */
export type AnyProfile = keyof typeof PROFILES;

/** What one may ask an authority for. */
export const ISSUED_PROFILES = ['sign', 'auth', 'tls', 'configuration', 'ocsp', 'tsa'] as const;
export type IssuedProfile = (typeof ISSUED_PROFILES)[number];

export function isIssuedProfile(text: string): text is IssuedProfile {
  return ISSUED_PROFILES.some((profile) => profile === text);
}

export function profileExtensions(name: AnyProfile): Extension[] {
  const profile: Profile = PROFILES[name];
  return [
    ...(profile.further ?? []),
    keyUsageExtension(profile.keyUsage, true),
    ...(profile.purposes.length === 0
      ? []
      : [extendedKeyUsageExtension(profile.purposes, profile.arePurposesCritical ?? false)]),
  ];
}

export const validityYears = (name: AnyProfile): number => PROFILES[name].validityYears;
