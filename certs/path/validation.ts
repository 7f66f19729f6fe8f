import { drumError, DrumError } from '#protocol/errors.ts';
import type { Certificate } from '../certificate.ts';
import { DerFault } from '../der/read.ts';
import { EXTENSION } from '../extensions.ts';
import { structureSignatureFault } from '../structure-signature.ts';
import { nameConstraintFault, nameConstraintsOf, type NameConstraints } from './name-constraints.ts';

/**
 * Critical extensions that we heed (RFC 5280 §4.2: any other refuses the certificate). Policies and their mappings bind
 * nobody here: no policy is asked for, and `policyConstraints`, which could ask for one, is not in the list.
 */
const HEEDED: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.subjectAlternativeName,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.inhibitAnyPolicy,
]);

/** How a certificate is called in messages: by issuer and number, because a subject may be a person. */
export function nameOf(certificate: Certificate): string {
  return `certificate ${certificate.serial} of ${certificate.issuer.get('CN') ?? certificate.issuer.toRfc2253()}`;
}

export const pathError = (message: string, cause?: unknown): DrumError =>
  drumError('cannot_create_cert_path', message, cause);

/** X-Road has no code of its own for it: a certificate that was not valid then is no part of a path. */
const validityError = (message: string): DrumError =>
  new DrumError('cannot_create_cert_path', message, { case: 'outside_validity' });

/** Whether `issuer` has signed the certificate: names chain and the signature holds (RFC 5280 §6.1.3 (a)(1), (4)). */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return issueFault(certificate, issuer) === undefined;
}

export function issueFault(certificate: Certificate, issuer: Certificate): string | undefined {
  if (!certificate.issuer.equals(issuer.subject)) return 'has another issuer';
  let key;
  try {
    key = issuer.publicKey;
  } catch {
    return 'has an issuer whose key cannot be used';
  }
  const { signatureAlgorithm: algorithm, signedBytes, signature } = certificate;
  const fault = structureSignatureFault({ algorithm, signedBytes, signature }, key);
  return fault === undefined ? undefined : `is not signed by its issuer: ${fault}`;
}

export interface PathToValidate {
  /** From the end entity up to the one that the anchor issued. */
  readonly certificates: readonly Certificate[];
  /**
   * Trusted by configuration: its name and key count (RFC 5280 §6.1.1 (d)), and the names that it does not want to speak
   * for (RFC 5937); nothing else of it.
   */
  readonly anchor: Certificate;
  readonly at: Date;
}

/**
 * Validates a path (RFC 5280 §6.1, without policies and CRLs), from the anchor down. `signaturesHold` says that the caller
 * has checked names and signatures. Throws `cannot_create_cert_path`.
 */
export function validatePath(path: PathToValidate, signaturesHold = false): void {
  checkValidity(path);
  const constraints: NameConstraints[] = [];
  const anchorFault = faultOf(() => {
    heedConstraints(path.anchor, constraints);
    return undefined;
  });
  if (anchorFault !== undefined) throw pathError(`The ${nameOf(path.anchor)} ${anchorFault}`);
  let issuer = path.anchor;
  let pathLengthMax = path.certificates.length;
  for (const [index, certificate] of [...path.certificates.entries()].toReversed()) {
    const isEndEntity = index === 0;
    const fault =
      (signaturesHold ? undefined : issueFault(certificate, issuer)) ??
      criticalFault(certificate) ??
      (isEndEntity || !certificate.isSelfIssued
        ? faultOf(() => nameConstraintFault(certificate, constraints))
        : undefined) ??
      (isEndEntity ? undefined : authorityFault(certificate, pathLengthMax));
    if (fault !== undefined) throw pathError(`The ${nameOf(certificate)} ${fault}`);
    if (isEndEntity) break;
    if (!certificate.isSelfIssued) pathLengthMax -= 1;
    pathLengthMax = Math.min(pathLengthMax, certificate.pathLengthMax ?? pathLengthMax);
    heedConstraints(certificate, constraints);
    issuer = certificate;
  }
}

function heedConstraints(authority: Certificate, constraints: NameConstraints[]): void {
  const own = nameConstraintsOf(authority);
  if (own !== undefined) constraints.push(own);
}

/** From the end entity up: of several that have ended, its own end is what was asked about. */
function checkValidity({ certificates, at }: PathToValidate): void {
  for (const certificate of certificates) {
    const fault = validityFault(certificate, at);
    if (fault !== undefined) throw validityError(`The ${nameOf(certificate)} ${fault}`);
  }
}

function validityFault({ notBefore, notAfter }: Certificate, at: Date): string | undefined {
  // Written so that a time that is no time (NaN) refuses too.
  const isStarted = notBefore <= at;
  if (isStarted && at <= notAfter) return undefined;
  const then = Number.isNaN(at.getTime()) ? 'an unknown time' : at.toISOString();
  const dates = `it is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}`;
  return `was ${isStarted ? 'no longer' : 'not yet'} valid at ${then}: ${dates}`;
}

function criticalFault(certificate: Certificate): string | undefined {
  const unknown = certificate.extensions.find(({ critical, oid }) => critical && !HEEDED.has(oid));
  return unknown === undefined ? undefined : `has an unknown critical extension ${unknown.oid}`;
}

function authorityFault(certificate: Certificate, pathLengthMax: number): string | undefined {
  if (!certificate.isCa) return 'is not one of a certification authority';
  if (certificate.keyUsage?.has('keyCertSign') === false) return 'may not sign certificates';
  if (pathLengthMax <= 0 && !certificate.isSelfIssued) return 'makes the path longer than an authority above allows';
  return faultOf(() => {
    nameConstraintsOf(certificate);
    return undefined;
  });
}

/** Faults of extensions that are read only here count as faults of the certificate. */
function faultOf(action: () => string | undefined): string | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof DerFault) return `has ${error.message}`;
    throw error;
  }
}
