import { isSignatureAlgorithm, verifyBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { Certificate } from '#certs/certificate.ts';
import { drumError } from '../errors.ts';
import type { SoapHeader } from '../soap/header.ts';
import { readSoapHttp } from '../soap/http-message.ts';
import { TRANSPORT_LIMITS } from '../transport/limits.ts';
import type { StoredBody } from '../transport/message.ts';
import { collect } from '../transport/multipart-reader.ts';
import type { PartHeader } from '../transport/multipart-scanner.ts';
import { MultipartWriter, newBoundary } from '../transport/multipart-writer.ts';
import { readManagementRequest, SIGNERS, type ManagementRequest } from './requests.ts';

const BINARY = 'application/octet-stream';
const XML = 'text/xml; charset=UTF-8';
const ALGORITHM_HEADER = 'signature-algorithm-id';
/** X-Road's bound of a whole management message. */
const MANAGEMENT_MESSAGE_BYTES_MAX = 100_000;
const LIMITS = {
  ...TRANSPORT_LIMITS,
  attachmentsMax: 5,
  soapMessageBytesMax: MANAGEMENT_MESSAGE_BYTES_MAX,
  bodyBytesMax: MANAGEMENT_MESSAGE_BYTES_MAX,
};

/** A plain signature over the bytes of the SOAP message; of an elliptic curve in DER. */
interface PlainSignature {
  /** By X-Road's name, not its URI. */
  readonly algorithm: SignatureAlgorithm;
  readonly value: Uint8Array;
}

/** A member's signature, with its certificate and an OCSP response for it (DER). */
interface MemberSignature extends PlainSignature {
  readonly certificate: Uint8Array;
  readonly ocspResponse: Uint8Array;
}

/** What stands beside the SOAP message of a request (PR-MSERV §2): nothing, a member's signature, or two. */
export interface ManagementSeal {
  /** Of a registration of an authentication certificate: the key of that certificate has signed too. */
  readonly authentication?: PlainSignature & { readonly certificate: Uint8Array };
  readonly member: MemberSignature;
}

/** A management message as HTTP carries it. */
export function writeManagementMessage(
  soap: Uint8Array,
  seal: ManagementSeal | undefined,
): { readonly contentType: string; readonly body: Buffer } {
  if (seal === undefined) return { contentType: XML, body: Buffer.from(soap) };
  const boundary = newBoundary();
  const writer = new MultipartWriter(boundary);
  const { authentication, member } = seal;
  const signature = ({ algorithm, value }: PlainSignature) => part(value, [[ALGORITHM_HEADER, algorithm]]);
  const part = (bytes: Uint8Array, headers: readonly PartHeader[] = []) => [writer.startPart(BINARY, headers), bytes];
  const chunks = [
    writer.startPart(XML),
    soap,
    ...(authentication === undefined ? [] : signature(authentication)),
    ...signature(member),
    ...(authentication === undefined ? [] : part(authentication.certificate)),
    ...part(member.certificate),
    ...part(member.ocspResponse),
    writer.close(),
  ];
  // The type is that of the parts, though the first is XML: so X-Road writes it.
  return {
    contentType: `multipart/related; type="${BINARY}"; charset=UTF-8; boundary=${boundary}`,
    body: Buffer.concat(chunks),
  };
}

/** A request as read: its signatures hold for the certificates beside them, of which nothing is said yet. */
export interface ManagementMessage {
  /** The bytes that were signed. */
  readonly bytes: Buffer;
  readonly soap: SoapHeader;
  readonly request: ManagementRequest;
  readonly authenticationCertificate: Certificate | undefined;
  readonly member: { readonly certificate: Certificate; readonly ocspResponse: Buffer } | undefined;
}

/**
 * Reads a management message and checks its signatures (PR-MSERV §2). Throws `invalid_request`, `invalid_signature_value`,
 * `incorrect_certificate`, and what `readSoapHttp` throws.
 */
export async function readManagementMessage(
  source: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
): Promise<ManagementMessage> {
  const message = await readSoapHttp<Buffer>(source, contentType, {
    limits: LIMITS,
    storeBody: ({ content }) => collect(content, MANAGEMENT_MESSAGE_BYTES_MAX, 'management request'),
  });
  if (message.kind === 'fault') throw drumError('invalid_request', 'A SOAP fault stands where a request is expected');
  const { bytes, soap, envelope, attachments } = message;
  const [body] = envelope.body?.children ?? [];
  if (body?.name !== soap.serviceId.serviceCode) {
    throw drumError('invalid_request', 'The request in the body is not the one that the service code names');
  }
  const request = readManagementRequest(body);
  return { bytes, soap, request, ...sealOf(request, bytes, attachments) };
}

function sealOf(
  { kind }: ManagementRequest,
  bytes: Buffer,
  parts: readonly StoredBody<Buffer>[],
): Pick<ManagementMessage, 'authenticationCertificate' | 'member'> {
  const isRegistration = SIGNERS[kind] === 'authentication';
  const wanted = SIGNERS[kind] === 'nobody' ? 0 : isRegistration ? 5 : 3;
  if (parts.length !== wanted) {
    throw drumError('invalid_request', `Management request ${kind}: ${wanted} parts are expected beside the message`);
  }
  if (wanted === 0) return { authenticationCertificate: undefined, member: undefined };
  const [own, ownCertificate] = isRegistration ? [parts[0], parts[2]] : [];
  const [signature, certificate, ocsp] = isRegistration ? [parts[1], parts[3], parts[4]] : parts;
  return {
    authenticationCertificate: isRegistration ? signer('Authentication', bytes, own, ownCertificate) : undefined,
    member: {
      certificate: signer('Member', bytes, signature, certificate),
      ocspResponse: ocsp?.stored ?? Buffer.alloc(0),
    },
  };
}

/** The certificate whose key has signed. */
function signer(
  whose: string,
  bytes: Buffer,
  signature: StoredBody<Buffer> | undefined,
  certificate: StoredBody<Buffer> | undefined,
): Certificate {
  const algorithm = signature?.headers.find(([name]) => name.toLowerCase() === ALGORITHM_HEADER)?.[1] ?? '';
  if (!isSignatureAlgorithm(algorithm)) {
    throw drumError('invalid_request', `${whose} signature: ${ALGORITHM_HEADER} is missing or unknown`);
  }
  const found = Certificate.fromDer(certificate?.stored ?? Buffer.alloc(0));
  const value = signature?.stored ?? Buffer.alloc(0);
  if (!verifyBytes(algorithm, found.publicKey, bytes, value, 'der')) {
    throw drumError('invalid_signature_value', `${whose} signature verification failed`);
  }
  return found;
}
