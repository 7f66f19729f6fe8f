import { domainToASCII } from 'node:url';
import type { Certificate } from '#certs/certificate.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { buildCertificatePath, issuerOf } from '#certs/path.ts';
import type { GlobalConfiguration } from '../configuration/global-configuration.ts';
import { asDrumError, drumError } from '../errors.ts';
import { clientOfService, memberOf, sameIdentifier, sameMember } from '../identifiers/compare.ts';
import { forbiddenComponents } from '../identifiers/characters.ts';
import type { MemberId } from '../identifiers/identifier.ts';
import { keyOf } from '../identifiers/text.ts';
import type { ManagementMessage } from './message.ts';

export interface ManagementTrust {
  readonly configuration: GlobalConfiguration;
  readonly at: Date;
}

/**
 * Whether a management message may be acted on (PR-MSERV §2; the central server's checks): it is meant for this instance's
 * management service and sent by the server's owner; the certificate that has signed is good, and of the member in question;
 * the authentication certificate is good, and the one in the request. Throws `invalid_request`, `cert_validation`,
 * `invalid_client_identifier` and the codes of certificate paths.
 */
export function verifyManagementMessage(message: ManagementMessage, trust: ManagementTrust): void {
  const { soap, request } = message;
  const { configuration, at } = trust;
  configuration.assertValid(at);
  const provider = configuration.private?.managementService.providerId;
  if (
    provider === undefined ||
    !sameIdentifier(provider, clientOfService(soap.serviceId)) ||
    soap.clientId.instance !== configuration.instance
  ) {
    throw drumError('invalid_request', 'Invalid management service address. Contact central server administrator.');
  }
  const identifiers = [request.server, ...('client' in request ? [request.client] : [])];
  if (identifiers.some((id) => forbiddenComponents(id, 'legacy').length > 0)) {
    throw drumError('invalid_client_identifier', 'The management request contains an invalid identifier.');
  }
  if (identifiers.some(({ instance }) => instance !== configuration.instance)) {
    throw drumError('invalid_request', 'The management request is about another instance.');
  }
  if (!sameIdentifier(soap.clientId, memberOf(request.server))) {
    throw drumError('invalid_request', 'Sender does not match server owner.');
  }
  const address = 'address' in request ? request.address : undefined;
  if (address !== undefined) checkAddress(address);
  checkMember(message, trust);
  if (request.kind === 'authCertReg') checkAuthenticationCertificate(message, request.authenticationCertificate, trust);
}

/** The member that must have signed, and has, with a certificate that is good now. */
function checkMember({ request, member }: ManagementMessage, { configuration, at }: ManagementTrust): void {
  if (member === undefined) return;
  const { certificate, ocspResponse } = member;
  const trust = configuration.trust(configuration.instance);
  const expected = signingMember(request);
  if (!certificate.isSigning()) throw drumError('cert_validation', 'Member (owner/client) sign certificate is invalid');
  try {
    buildCertificatePath({ certificate, trust, at, purpose: 'signing' });
    const issuer = issuerOf(certificate, trust);
    if (issuer === undefined) throw new TypeError('A path has no issuer');
    // One response travels with the message, for this certificate; none for those above it.
    verifyOcspResponse({ response: readOcspResponse(ocspResponse), certificate, issuer, trust, at });
  } catch (error) {
    const { message } = asDrumError(error);
    throw drumError('cert_validation', `Member (owner/client) sign certificate is invalid: ${message}`, error);
  }
  const found = configuration.signingMember(expected, certificate);
  if (!sameMember(found, expected)) {
    throw drumError(
      'invalid_request',
      `Subject identifier (${keyOf(found)}) in certificate does not match the member (${keyOf(expected)}) in request`,
    );
  }
}

const signingMember = (request: ManagementMessage['request']): MemberId =>
  memberOf('client' in request ? request.client : request.server);

/** No OCSP response is asked for: authorities may answer only for what is in use. */
function checkAuthenticationCertificate(
  { authenticationCertificate }: ManagementMessage,
  inRequest: Uint8Array,
  { configuration, at }: ManagementTrust,
): void {
  if (authenticationCertificate?.isAuthentication() !== true) {
    throw drumError('cert_validation', 'Authentication certificate is not valid');
  }
  requireApproved(authenticationCertificate, configuration, at);
  if (!authenticationCertificate.der.equals(inRequest)) {
    throw drumError('cert_validation', 'Authentication certificates do not match.');
  }
}

function requireApproved(certificate: Certificate, configuration: GlobalConfiguration, at: Date): void {
  try {
    buildCertificatePath({
      certificate,
      trust: configuration.trust(configuration.instance),
      at,
      purpose: 'authentication',
    });
  } catch (error) {
    throw drumError('cert_validation', `Authentication certificate is not valid: ${asDrumError(error).message}`, error);
  }
}

// RFC 1123 §2.1.
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** An IP address or a host name, as other security servers connect to it. */
function checkAddress(address: string): void {
  const isIpv6 = address.includes(':') && URL.canParse(`http://[${address}]/`);
  if (!isIpv6 && !HOST_NAME.test(domainToASCII(address))) {
    throw drumError('invalid_request', 'Invalid server address: neither an IP address nor a host name');
  }
}
