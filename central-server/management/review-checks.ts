import { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { buildCertificatePath, issuerOf, type CertificatePurpose } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import type { Check } from '#protocol/checks.ts';
import { asDrumError } from '#protocol/errors.ts';
import { addressesOf, firstOpen } from '../trust/connection.ts';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { askOverHttp, reasonOf } from '../trust/http-answer.ts';
import type { KeptRequest } from './kept-request.ts';

/** For all checks together. */
const TIMEOUT_MS = 5_000;
const OCSP_BYTES_MAX = 262_144;
/** Where security servers reach each other: messages, and OCSP responses. */
const SERVER_PORTS = [5500, 5577] as const;

/**
 * What is worth knowing of a request before it is decided, all of it found out at the same time. It asks OCSP responders and the
 * server's address over the network, and takes no longer than its bound.
 */
export async function reviewChecks(kept: KeptRequest, trust: Trust, at: Date): Promise<Check[]> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { request, signer } = kept;
  const found = await Promise.all([
    ...('authenticationCertificate' in request
      ? [certificateChecks('authentication', request.authenticationCertificate, { trust, at, signal })]
      : []),
    ...(signer === undefined ? [] : [certificateChecks('signing', signer, { trust, at, signal })]),
    ...('address' in request ? [addressChecks(request.address, signal)] : []),
  ]);
  return [...signatureChecks(kept), ...found.flat()];
}

/** What was verified when the request came; it is not kept with its signatures. */
function signatureChecks({ request, origin, signer, createdAt }: KeptRequest): Check[] {
  const names = ['member-signature', ...(request.kind === 'authCertReg' ? ['key-possession'] : [])];
  if (origin === 'CENTER') {
    return names.map((name) => ({ name, outcome: 'warning', detail: 'It was asked for here, without a signature' }));
  }
  if (signer === undefined) {
    const detail = 'It came by the admin API: the program that brought it vouches for it';
    return names.map((name) => ({ name, outcome: 'warning', detail }));
  }
  const subject = distinguishedNameText(Certificate.fromDer(signer).subject);
  const when = `verified at ${createdAt.toISOString()}`;
  const details = [`Signed with the certificate of ${subject}, ${when}`, `Its key has signed too, ${when}`];
  return names.map((name, index) => ({ name, outcome: 'ok', detail: details[index] ?? when }));
}

interface Judging {
  readonly trust: Trust;
  readonly at: Date;
  readonly signal: AbortSignal;
}

async function certificateChecks(purpose: CertificatePurpose, der: Uint8Array, judging: Judging): Promise<Check[]> {
  const certificate = Certificate.fromDer(der);
  const { trust, at } = judging;
  const path = { name: `${purpose}-certificate-path` };
  try {
    buildCertificatePath({ certificate, trust, at, purpose });
  } catch (error) {
    return [{ ...path, outcome: 'failed', detail: asDrumError(error).message }];
  }
  const issuer = distinguishedNameText(certificate.issuer);
  return [
    {
      ...path,
      outcome: 'ok',
      detail: `Issued by ${issuer}, which is approved; valid until ${certificate.notAfter.toISOString()}`,
    },
    { name: `${purpose}-certificate-status`, ...(await statusOf(certificate, judging)) },
  ];
}

/** What the issuer's responders say of a certificate now; the first that answers counts. */
async function statusOf(certificate: Certificate, { trust, at, signal }: Judging): Promise<Omit<Check, 'name'>> {
  const issuer = issuerOf(certificate, trust);
  const authorities = trust.services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
  const urls = authorities
    .filter((authority) => issuer !== undefined && authority.certificate.der.equals(issuer.der))
    .flatMap(({ ocspResponders }) => ocspResponders.map(({ url }) => url));
  if (issuer === undefined || urls.length === 0) {
    return { outcome: 'warning', detail: 'No OCSP responder is known for its issuer' };
  }
  const faults: string[] = [];
  for (const url of new Set(urls)) {
    try {
      const { status, body } = await askOverHttp(url, {
        ...{ method: 'POST', headers: { 'content-type': 'application/ocsp-request' } },
        ...{ body: ocspRequest(certificate, issuer), signal, bytesMax: OCSP_BYTES_MAX },
      });
      if (status !== 200) throw new Error(`HTTP status ${status}`);
      const response = readOcspResponse(body);
      // Authorities may answer only for what is in use.
      if (response.status.kind === 'unknown') return { outcome: 'warning', detail: `${url} does not know it` };
      verifyOcspResponse({ response, certificate, issuer, trust, at });
      return { outcome: 'ok', detail: `Good, says ${url}` };
    } catch (error) {
      faults.push(`${url}: ${reasonOf(error)}`);
    }
  }
  return { outcome: 'failed', detail: faults.join('; ') };
}

/** Whether the name of the server resolves, and whether it takes connections. */
async function addressChecks(address: string, signal: AbortSignal): Promise<Check[]> {
  let addresses: readonly string[];
  const name = 'address-name';
  try {
    addresses = await addressesOf(address, signal);
  } catch (error) {
    return [{ name, outcome: 'failed', detail: `${address}: ${reasonOf(error)}` }];
  }
  const ports = SERVER_PORTS.map(async (port): Promise<Check> => {
    try {
      const open = await firstOpen(addresses, port, signal);
      return { name: `address-port-${port}`, outcome: 'ok', detail: `${open} takes connections on port ${port}` };
    } catch (error) {
      return { name: `address-port-${port}`, outcome: 'failed', detail: reasonOf(error) };
    }
  });
  return [{ name, outcome: 'ok', detail: `${address} is ${addresses.join(', ')}` }, ...(await Promise.all(ports))];
}
