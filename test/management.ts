import { signBytes } from '#certs/algorithms.ts';
import { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { SharedParameters } from '#protocol/configuration/parameters.ts';
import type { ClientId, MemberId, ServerId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { writeManagementMessage, type ManagementSeal } from '#protocol/management/message.ts';
import { managementRequestToXml, SIGNERS, type ManagementRequest } from '#protocol/management/requests.ts';
import { writeSoapMessage } from '#protocol/soap/write.ts';
import { issue, type Issued } from './pki/certificates.ts';
import { makeOcspResponse } from './pki/ocsp.ts';

/* A country in memory for management requests: its authority, a security server's owner, a client and the provider. */

export const AT = new Date('2026-06-01T12:00:00Z');

export const OWNER: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' };
export const CLIENT: SubsystemId = { ...OWNER, type: 'SUBSYSTEM', memberCode: '2', subsystemCode: 'is' };
export const SERVER: ServerId = { ...OWNER, type: 'SERVER', serverCode: 'SS1' };
export const MANAGEMENT: SubsystemId = { ...OWNER, type: 'SUBSYSTEM', memberCode: '9', subsystemCode: 'MANAGEMENT' };

const root = issue({
  subject: 'Root',
  ca: true,
  keyUsage: ['keyCertSign'],
  notBefore: '2025-01-01',
  notAfter: '2035-01-01',
});
const validity = { notBefore: '2026-01-01', notAfter: '2027-01-01' } as const;

/** The same certificate whenever nothing special is asked for: an OCSP response is about one. */
const issued = new Map<string, Issued>();
function once(name: string, more: object, make: () => Issued): Issued {
  const known = Object.keys(more).length === 0 ? issued.get(name) : undefined;
  const made = known ?? make();
  if (Object.keys(more).length === 0) issued.set(name, made);
  return made;
}

/** By X-Road's Ejbca profile: country, organisation and common name are instance, class and code. */
export const signingOf = (code: string, more: object = {}): Issued =>
  once(`sign ${code}`, more, () =>
    issue({
      subject: [
        ['2.5.4.6', 'BG'],
        ['2.5.4.10', 'GOV'],
        ['2.5.4.3', code],
      ],
      keyLabel: `sign ${code}`,
      issuer: root,
      keyUsage: ['nonRepudiation'],
      ...validity,
      ...more,
    }),
  );

export const authentication = (label = 'SS1', more: object = {}): Issued =>
  once(`auth ${label}`, more, () =>
    issue({
      subject: label,
      keyLabel: `auth ${label}`,
      issuer: root,
      keyUsage: ['digitalSignature'],
      ...validity,
      ...more,
    }),
  );

export const ocspOf = ({ certificate }: Issued, more: object = {}): Buffer =>
  makeOcspResponse({
    certificate,
    issuer: root.certificate,
    responder: root,
    thisUpdate: new Date(AT.getTime() - 60_000).toISOString(),
    ...more,
  });

export function configuration(change: Partial<SharedParameters> = {}): GlobalConfiguration {
  const ocsp = [{ url: 'http://ocsp.invalid/' }];
  return new GlobalConfiguration({
    id: 'test',
    instance: 'BG',
    shared: [
      {
        version: 6,
        instance: 'BG',
        sources: [],
        approvedCas: [
          {
            name: 'Test',
            authenticationOnly: false,
            topCa: { certificate: root.certificate.der, ocsp },
            intermediateCas: [],
            certificateProfileInfo: 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider',
          },
        ],
        approvedTsas: [],
        members: [],
        securityServers: [],
        globalGroups: [],
        memberClasses: [],
        ocspFreshnessSeconds: 3_600,
        ...change,
      },
    ],
    private: {
      instance: 'BG',
      configurationAnchors: [],
      managementService: {
        authCertRegServiceAddress: 'https://central.invalid:4001/managementservice/',
        providerId: MANAGEMENT,
      },
      timeStampingIntervalSeconds: 60,
    },
    expiries: new Map(),
    problems: [],
  });
}

/** The SOAP message of a request, as a security server writes it. */
export const soapOf = (request: ManagementRequest, sender: ClientId = OWNER, provider = MANAGEMENT): Buffer =>
  writeSoapMessage(
    { clientId: sender, serviceId: { ...provider, type: 'SERVICE', serviceCode: request.kind }, queryId: 'id-1' },
    managementRequestToXml(request),
  );

/** Who signs a request, and with what. */
export interface Signers {
  readonly member?: Issued;
  readonly authentication?: Issued;
  readonly ocspResponse?: Buffer;
}

export function sealFor(request: ManagementRequest, soap: Buffer, signers: Signers = {}): ManagementSeal | undefined {
  const by = SIGNERS[request.kind];
  if (by === 'nobody') return undefined;
  const member = signers.member ?? signingOf(by === 'client' && 'client' in request ? request.client.memberCode : '1');
  const own = signers.authentication ?? authentication();
  const signed = ({ certificate, key }: Issued) => ({
    algorithm: 'SHA512withECDSA' as const,
    value: signBytes('SHA512withECDSA', key, soap, 'der'),
    certificate: certificate.der,
  });
  return {
    ...(by === 'authentication' ? { authentication: signed(own) } : {}),
    member: { ...signed(member), ocspResponse: signers.ocspResponse ?? ocspOf(member) },
  };
}

/** A whole message, signed by who must sign it. */
export function messageOf(request: ManagementRequest, signers?: Signers): { contentType: string; body: Buffer } {
  const soap = soapOf(request);
  return writeManagementMessage(soap, sealFor(request, soap, signers));
}

/** One request of each kind. */
export const REQUESTS: readonly ManagementRequest[] = [
  {
    kind: 'authCertReg',
    server: SERVER,
    address: 'ss1.example.bg',
    authenticationCertificate: authentication().certificate.der,
    dryRun: false,
  },
  { kind: 'authCertDeletion', server: SERVER, authenticationCertificate: authentication().certificate.der },
  { kind: 'clientReg', server: SERVER, client: CLIENT, subsystemName: 'Система' },
  { kind: 'clientDeletion', server: SERVER, client: CLIENT },
  { kind: 'ownerChange', server: SERVER, client: { ...OWNER, memberCode: '2' } },
  { kind: 'clientDisable', server: SERVER, client: CLIENT },
  { kind: 'clientEnable', server: SERVER, client: CLIENT },
  { kind: 'clientRename', server: SERVER, client: CLIENT, subsystemName: 'Друга система' },
  { kind: 'addressChange', server: SERVER, address: '10.0.0.7' },
  { kind: 'maintenanceModeEnable', server: SERVER, message: 'back at <noon>' },
  { kind: 'maintenanceModeDisable', server: SERVER },
];
