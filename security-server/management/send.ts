import { randomUUID } from 'node:crypto';
import { Certificate } from '#certs/certificate.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { RsaSignMechanism } from '#certs/tokens/token.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import { writeManagementMessage, type ManagementSeal } from '#protocol/management/message.ts';
import { managementRequestToXml, SIGNERS, type ManagementRequest } from '#protocol/management/requests.ts';
import { errorOfFault } from '#protocol/soap/fault.ts';
import { readSoapHttp } from '#protocol/soap/http-message.ts';
import { XROAD } from '#protocol/soap/namespaces.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import { requiredChild } from '#protocol/xml/read.ts';
import type { SignerClient } from '../signer/client.ts';
import type { OwnIdentities } from '../signer/selection.ts';
import { messageSignatureAlgorithm } from '../signer/sign-mechanism.ts';
import { postPinned, type PinnedAnswer } from './pinned-request.ts';

export interface ManagementSender {
  readonly serverId: ServerId;
  readonly configuration: GlobalConfiguration;
  readonly signer: Pick<SignerClient, 'sign' | 'keys'>;
  readonly identities: Pick<OwnIdentities, 'signing'>;
  readonly rsaSignMechanism: RsaSignMechanism;
  /** The server's own client-proxy, through which all but registrations of certificates go, and its internal TLS identity. */
  readonly clientProxy: { readonly url: URL; readonly identity: TlsIdentity };
}

/**
 * Asks the central server for something, as X-Road's security servers do (PR-MSERV): registrations of authentication
 * certificates go to its registration service, all else goes as an X-Road message to the management services. Returns the
 * number that the request has there. Throws what they answer, and what stands in the way of signing and sending.
 */
export async function sendManagementRequest(sender: ManagementSender, request: ManagementRequest): Promise<number> {
  const { configuration, serverId, clientProxy } = sender;
  const service = configuration.private?.managementService;
  if (service === undefined) {
    throw drumError('malformed_global_conf', 'Global configuration names no management services');
  }
  const soap = writeSoapMessage(
    {
      clientId: memberOf(serverId),
      serviceId: { ...service.providerId, type: 'SERVICE', serviceCode: request.kind },
      queryId: randomUUID(),
    },
    managementRequestToXml(request),
  );
  const message = writeManagementMessage(soap, await sealOf(sender, request, soap));
  if (request.kind !== 'authCertReg') {
    const certificate = Certificate.fromPem(clientProxy.identity.certificate).der;
    return requestIdIn(await postPinned({ ...clientProxy, certificate, ...message }), request);
  }
  const certificate = service.authCertRegServiceCertificate;
  if (certificate === undefined || !URL.canParse(service.authCertRegServiceAddress)) {
    throw drumError('malformed_global_conf', 'Global configuration names no registration service with its certificate');
  }
  return requestIdIn(
    await postPinned({ url: new URL(service.authCertRegServiceAddress), certificate, ...message }),
    request,
  );
}

async function sealOf(
  sender: ManagementSender,
  request: ManagementRequest,
  soap: Buffer,
): Promise<ManagementSeal | undefined> {
  switch (SIGNERS[request.kind]) {
    case 'nobody':
      return undefined;
    case 'owner':
      return { member: await memberSignature(sender, memberOf(request.server), soap) };
    case 'client':
      return {
        member: await memberSignature(sender, memberOf('client' in request ? request.client : request.server), soap),
      };
    case 'authentication':
      return {
        authentication: await authenticationSignature(sender, request, soap),
        member: await memberSignature(sender, memberOf(request.server), soap),
      };
  }
}

async function memberSignature(
  { identities, signer }: ManagementSender,
  member: MemberId,
  data: Buffer,
): Promise<ManagementSeal['member']> {
  const { keyId, algorithm, certificate, ocspResponses } = await identities.signing(member);
  return {
    algorithm,
    value: await signer.sign({ keyId, algorithm, form: 'der', data }),
    certificate: certificate.der,
    ocspResponse: ocspResponses[0] ?? Buffer.alloc(0),
  };
}

/** Proves that this server has the key of the certificate. */
async function authenticationSignature(
  { signer, rsaSignMechanism }: ManagementSender,
  request: ManagementRequest,
  data: Buffer,
): Promise<NonNullable<ManagementSeal['authentication']>> {
  const der = Buffer.from('authenticationCertificate' in request ? request.authenticationCertificate : []);
  const { tokens } = await signer.keys();
  const key = tokens
    .flatMap(({ keys }) => keys)
    .find(({ certificates }) => certificates.some(({ certificate }) => Buffer.from(certificate, 'base64').equals(der)));
  if (key === undefined) throw drumError('key_not_found', 'This server has no key for the authentication certificate');
  const algorithm = messageSignatureAlgorithm(Certificate.fromDer(der).publicKey, rsaSignMechanism);
  const value = await signer.sign({ keyId: key.id, algorithm, form: 'der', data });
  return { algorithm, value, certificate: der };
}

/** The number of the request, in the answer to it. */
async function requestIdIn({ contentType, body }: PinnedAnswer, { kind }: ManagementRequest): Promise<number> {
  async function* source(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(body);
  }
  const answer = await readSoapHttp(source(), contentType, {
    limits: { ...TRANSPORT_LIMITS, attachmentsMax: 0 },
    storeBody: () => Promise.resolve(undefined),
  });
  if (answer.kind === 'fault') throw errorOfFault(answer.fault);
  const [response] = answer.envelope.body?.children ?? [];
  if (response?.name !== `${kind}Response`) throw drumError('invalid_message', 'The answer is that of another request');
  const id = Number(requiredChild(response, 'requestId', XROAD, 'invalid_message').text);
  if (!Number.isSafeInteger(id) || id < 0)
    throw drumError('invalid_message', 'The answer has no number of the request');
  return id;
}
