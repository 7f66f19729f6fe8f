import { Certificate } from '#certs/certificate.ts';
import { asDrumError, drumError, type ErrorCode } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ServerContext } from '../context.ts';
import type { SignerClient } from '../signer/client.ts';
import type { KeyUsage } from '../signer/key-configuration.ts';
import type { ImportCertificate } from '../signer/messages.ts';
import { isLocalMember } from './certificate-requests.ts';

/** A certificate that was read, with whom it is for. */
export interface CertificateToImport {
  readonly certificate: Certificate;
  readonly usage: KeyUsage;
  /** Of a signing certificate. */
  readonly member?: MemberId;
}

/** Reads a certificate (DER or PEM), and what it is for by X-Road's rule. Throws `invalid_certificate`. */
export function readCertificate(bytes: Uint8Array): Pick<CertificateToImport, 'certificate' | 'usage'> {
  try {
    const certificate = Certificate.fromParameter(bytes);
    return { certificate, usage: certificate.isAuthentication() ? 'AUTHENTICATION' : 'SIGNING' };
  } catch (error) {
    throw drumError('invalid_certificate', asDrumError(error).message, error);
  }
}

/** Says whom a signing certificate is for. Throws `global_conf_outdated`, `invalid_certificate`, `client_not_found`. */
export function judgeCertificate(
  { certificate, usage }: Pick<CertificateToImport, 'certificate' | 'usage'>,
  context: Pick<ServerContext, 'serverId' | 'globalConfiguration' | 'serverConfiguration'>,
): CertificateToImport {
  const configuration = context.globalConfiguration();
  if (usage === 'AUTHENTICATION') return { certificate, usage };
  const member = memberIn(() => configuration.signingMember(memberOf(context.serverId), certificate));
  if (!isLocalMember(context, member)) {
    throw drumError('client_not_found', `The certificate is for ${keyOf(member)}, which is no client of this server`);
  }
  return { certificate, usage, member };
}

/**
 * Signing certificates are in use at once; authentication certificates must still be registered. Throws `key_not_found`,
 * `certificate_already_exists`, `cert_wrong_usage`.
 */
export async function importCertificate(
  signer: Pick<SignerClient, 'importCertificate'>,
  { certificate, usage, member }: CertificateToImport,
): Promise<void> {
  const isSigning = usage === 'SIGNING';
  const entry: ImportCertificate = {
    certificate: certificate.der.toString('base64'),
    active: isSigning,
    status: isSigning ? 'REGISTERED' : 'SAVED',
    ...(member === undefined
      ? {}
      : { member: { instance: member.instance, memberClass: member.memberClass, memberCode: member.memberCode } }),
  };
  try {
    await signer.importCertificate(entry);
  } catch (error) {
    const { code, message } = asDrumError(error);
    const told = TOLD[code];
    throw told === undefined ? error : drumError(told, message, error);
  }
}

/** What X-Road's admin API calls the signer's refusals. */
const TOLD: Readonly<Record<string, ErrorCode>> = {
  cert_exists: 'certificate_already_exists',
  wrong_cert_usage: 'cert_wrong_usage',
  incorrect_certificate: 'invalid_certificate',
};

function memberIn(read: () => MemberId): MemberId {
  try {
    return read();
  } catch (error) {
    throw drumError('invalid_certificate', asDrumError(error).message, error);
  }
}
