import { createPublicKey } from 'node:crypto';
import { certificateDetails, certificateHash } from '#administration/certificates/details.ts';
import { keyTypeOf } from '#certs/algorithms.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import type { Certificate } from '#certs/certificate.ts';
import type { PinStatus } from '#certs/tokens/token.ts';
import type { CertificateEntry, RequestEntry } from '../../signer/key-configuration.ts';
import type { FoundCertificate, FoundKey, FoundRequest, TokenState } from '../../key-administration/finding.ts';
import {
  certificateActions,
  isAvailable,
  isReadOnly,
  isSoftware,
  keyActions,
  REQUEST_ACTIONS,
  tokenActions,
} from '../../key-administration/possible-actions.ts';
import { certificateOf } from '../../signer/selection.ts';

/** What shapes are made with that the signer does not know. */
export interface ShapeParts {
  readonly pinStatus: (token: TokenState) => PinStatus;
  /** A fresh OCSP response, DER. */
  readonly responseFor: (certificate: Certificate) => Uint8Array | undefined;
  readonly now: Date;
}

/** `Token` of the definition. */
export function tokenShape(token: TokenState, parts: ShapeParts) {
  const { id, loggedIn, device, keys } = token;
  return {
    id,
    name: tokenName(token),
    type: isSoftware(token) ? 'SOFTWARE' : 'HARDWARE',
    keys: keys.map((key) => keyShape({ token, key }, parts)),
    status: parts.pinStatus(token),
    logged_in: loggedIn,
    available: isAvailable(token),
    saved_to_configuration: true,
    read_only: isReadOnly(token),
    ...(device?.serialNumber === undefined ? {} : { serial_number: device.serialNumber }),
    token_infos: device === undefined ? [] : deviceInfos(token.label, device),
    possible_actions: tokenActions(token),
  };
}

const tokenName = ({ friendlyName, label }: TokenState): string => friendlyName ?? label;

function deviceInfos(label: string, { reason, rsaSignMechanism }: NonNullable<TokenState['device']>) {
  return [
    { key: 'Label', value: label },
    { key: 'RSA sign mechanism', value: rsaSignMechanism },
    ...(reason === undefined ? [] : [{ key: 'Not available', value: reason }]),
  ];
}

/** `Key` of the definition. */
export function keyShape(found: FoundKey, parts: ShapeParts) {
  const { token, key } = found;
  return {
    id: key.id,
    name: keyName(found),
    label: key.label,
    certificates: key.certificates.map((entry) =>
      certificateShape({ ...found, entry, certificate: certificateOf(entry) }, parts),
    ),
    certificate_signing_requests: key.requests.map((request) => requestShape(request)),
    ...(key.usage === undefined ? {} : { usage: key.usage }),
    available: isAvailable(token),
    saved_to_configuration: true,
    possible_actions: keyActions(found),
    key_algorithm: algorithmOf(key.publicKey),
  };
}

const keyName = ({ key: { friendlyName, label } }: FoundKey): string => friendlyName ?? label;

const algorithmOf = (spki: string): 'RSA' | 'EC' =>
  keyTypeOf(createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })) === 'ec' ? 'EC' : 'RSA';

/** `TokenCertificate` of the definition. */
export function certificateShape(found: FoundCertificate, parts: ShapeParts) {
  const { entry, certificate } = found;
  const ocsp = ocspStatus(entry, certificate, parts);
  return {
    ...(ocsp === undefined ? {} : { ocsp_status: ocsp }),
    ...ownerOf(entry),
    active: entry.active,
    saved_to_configuration: true,
    certificate_details: certificateDetails(certificate.der),
    status: entry.status,
    possible_actions: certificateActions(found),
  };
}

function requestShape(request: RequestEntry) {
  return {
    id: request.id,
    ...ownerOf(request),
    certificate_profile: request.certificateProfile,
    possible_actions: REQUEST_ACTIONS,
  };
}

const ownerOf = ({ member }: Pick<CertificateEntry, 'member'>) =>
  member === undefined ? {} : { owner_id: [member.instance, member.memberClass, member.memberCode].join(':') };

/** X-Road's: undefined while a certificate that is active is not registered. */
function ocspStatus(
  { active, status }: CertificateEntry,
  certificate: Certificate,
  { responseFor, now }: ShapeParts,
): string | undefined {
  if (!active) return 'DISABLED';
  if (now > certificate.notAfter) return 'EXPIRED';
  if (status !== 'REGISTERED') return undefined;
  return ocspResponseStatus(responseFor(certificate)) ?? 'OCSP_RESPONSE_UNKNOWN';
}

/** Undefined where there is no response. A certificate that is on hold is told as revoked: responses do not say why. */
export function ocspResponseStatus(response: Uint8Array | undefined): string | undefined {
  if (response === undefined) return undefined;
  const { kind } = readOcspResponse(response).status;
  return `OCSP_RESPONSE_${kind.toUpperCase()}`;
}

/* What the audit log tells of them. */

export const tokenAudit = (token: TokenState) => ({
  ...{ token_id: token.id, token_friendly_name: tokenName(token) },
  ...(token.device?.serialNumber === undefined ? {} : { token_serial_number: token.device.serialNumber }),
});

export const keyAudit = (found: FoundKey) => ({
  ...tokenAudit(found.token),
  ...{ key_id: found.key.id, key_friendly_name: keyName(found) },
  ...(found.key.usage === undefined ? {} : { key_usage: found.key.usage }),
});

export const certificateAudit = (found: FoundCertificate) => ({
  ...keyAudit(found),
  ...{ cert_hash: certificateHash(found.certificate), cert_hash_algorithm: 'SHA-256' },
  ...{ cert_status: found.entry.status, active: found.entry.active },
});

export const requestAudit = (found: FoundRequest) => ({ ...keyAudit(found), csr_id: found.request.id });

/* What ETags are made of: what people change of an object, and not what its device or a responder says. */

export const tokenState = (token: TokenState) => [tokenName(token), token.keys.map(({ id }) => id)];

export const keyState = (found: FoundKey) => {
  const { usage, certificates, requests } = found.key;
  return [keyName(found), usage, certificates, requests.map(({ id }) => id)];
};
