import { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse, type OcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { buildCertificatePath, issuerOf, type CertificatePurpose } from '#certs/path.ts';
import type { Trust } from '#certs/trust.ts';
import { asDrumError, DrumError } from '#protocol/errors.ts';
import { addressesOf, firstOpen } from '../trust/connection.ts';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { foundHost, openPort } from '../trust/address-checks.ts';
import { refused, type FoundCheck, type Finding } from '../trust/found-check.ts';
import { askOverHttp, reasonOf, UnfitAnswer } from '../trust/http-answer.ts';
import { failureOf } from '../trust/network-failure.ts';
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
export async function reviewChecks(kept: KeptRequest, trust: Trust, at: Date): Promise<FoundCheck[]> {
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
function signatureChecks({ request, origin, signer, createdAt }: KeptRequest): FoundCheck[] {
  const names = ['member-signature', ...(request.kind === 'authCertReg' ? ['key-possession'] : [])];
  if (origin === 'CENTER') {
    const detail = 'It was asked for here, without a signature';
    return names.map((name) => ({ name, outcome: 'warning', reason: 'asked-here', detail }));
  }
  if (signer === undefined) {
    const detail = 'It came by the admin API: the program that brought it vouches for it';
    return names.map((name) => ({ name, outcome: 'warning', reason: 'entered-by-api', detail }));
  }
  const subject = distinguishedNameText(Certificate.fromDer(signer).subject);
  const at = createdAt.toISOString();
  const findings: readonly Finding[] = [
    {
      ...{ outcome: 'ok', reason: 'signed', values: { subject, at } },
      detail: `Signed with the certificate of ${subject}, verified at ${at}`,
    },
    { outcome: 'ok', reason: 'key-signed', values: { at }, detail: `Its key has signed too, verified at ${at}` },
  ];
  return names.flatMap((name, index) => {
    const found = findings[index];
    return found === undefined ? [] : [{ name, ...found }];
  });
}

interface Judging {
  readonly trust: Trust;
  readonly at: Date;
  readonly signal: AbortSignal;
}

async function certificateChecks(
  purpose: CertificatePurpose,
  der: Uint8Array,
  judging: Judging,
): Promise<FoundCheck[]> {
  const certificate = Certificate.fromDer(der);
  const { trust, at } = judging;
  const path = { name: `${purpose}-certificate-path` };
  try {
    buildCertificatePath({ certificate, trust, at, purpose });
  } catch (error) {
    return [{ ...path, ...refused(asDrumError(error)) }];
  }
  const [issuer, until] = [distinguishedNameText(certificate.issuer), certificate.notAfter.toISOString()];
  return [
    {
      ...{ ...path, outcome: 'ok', reason: 'issued-by-approved', values: { issuer, until } },
      detail: `Issued by ${issuer}, which is approved; valid until ${until}`,
    },
    { name: `${purpose}-certificate-status`, ...(await statusOf(certificate, judging)) },
  ];
}

/** What the issuer's responders say of a certificate now; the first that answers counts. */
async function statusOf(certificate: Certificate, { trust, at, signal }: Judging): Promise<Finding> {
  const issuer = issuerOf(certificate, trust);
  const authorities = trust.services.flatMap(({ top, intermediates }) => [top, ...intermediates]);
  const urls = authorities
    .filter((authority) => issuer !== undefined && authority.certificate.der.equals(issuer.der))
    .flatMap(({ ocspResponders }) => ocspResponders.map(({ url }) => url));
  if (issuer === undefined || urls.length === 0) {
    return { outcome: 'warning', reason: 'no-responder', detail: 'No OCSP responder is known for its issuer' };
  }
  const faults: Finding[] = [];
  for (const url of new Set(urls)) {
    const values = { of: url };
    let response: OcspResponse | undefined;
    try {
      const { status, body } = await askOverHttp(url, {
        ...{ method: 'POST', headers: { 'content-type': 'application/ocsp-request' } },
        ...{ body: ocspRequest(certificate, issuer), signal, bytesMax: OCSP_BYTES_MAX },
      });
      if (status !== 200) throw new UnfitAnswer(`HTTP status ${status}`);
      response = readOcspResponse(body);
      // Authorities may answer only for what is in use.
      if (response.status.kind === 'unknown') {
        return { outcome: 'warning', reason: 'status-unknown', values, detail: `${url} does not know it` };
      }
      verifyOcspResponse({ response, certificate, issuer, trust, at });
      return { outcome: 'ok', reason: 'status-good', values, detail: `Good, says ${url}` };
    } catch (error) {
      faults.push({ ...faultOf(error, response, url), detail: `${url}: ${reasonOf(error)}` });
    }
  }
  // What an answer says is worth more than that another does not come.
  const told =
    faults.find(({ reason }) => reason === 'status-revoked') ?? faults.find(({ reason }) => reason === 'refused');
  const [first] = faults;
  return { ...(told ?? first ?? failureOf(undefined, '')), detail: faults.map(({ detail }) => detail).join('; ') };
}

function faultOf(error: unknown, response: OcspResponse | undefined, of: string): Finding {
  if (!(error instanceof DrumError)) return failureOf(error, of);
  const status = response?.status;
  // Whoever has signed it was judged first.
  return status?.kind === 'revoked' && error.code === 'cert_validation'
    ? {
        ...{ outcome: 'failed', reason: 'status-revoked' },
        ...{ values: { of, at: status.at.toISOString() }, detail: error.message },
      }
    : refused(error);
}

/** Whether the name of the server resolves, and whether it takes connections. */
async function addressChecks(address: string, signal: AbortSignal): Promise<FoundCheck[]> {
  let addresses: readonly string[];
  const name = 'address-name';
  try {
    addresses = await addressesOf(address, signal);
  } catch (error) {
    return [{ name, ...failureOf(error, address), detail: `${address}: ${reasonOf(error)}` }];
  }
  const ports = SERVER_PORTS.map(async (port): Promise<FoundCheck> => {
    const found = await firstOpen(addresses, port, signal).then(
      (open) => openPort(open, port),
      (error: unknown) => failureOf(error, `${address}:${port}`),
    );
    return { name: `address-port-${port}`, ...found };
  });
  return [{ name, ...foundHost(address, addresses) }, ...(await Promise.all(ports))];
}
