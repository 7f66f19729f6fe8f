import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import {
  AT,
  authentication,
  CLIENT,
  configuration,
  MANAGEMENT,
  messageOf,
  ocspOf,
  OWNER,
  REQUESTS,
  sealFor,
  SERVER,
  signingOf,
  soapOf,
} from '../../test/management.ts';
import { refusal, refusalOf } from '../../test/refusal.ts';
import { describeWithVectors, vectorsPath } from '../../test/vectors.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { readXml } from '../xml/document.ts';
import { readManagementMessage, writeManagementMessage, type ManagementMessage } from './message.ts';
import {
  managementRequestToXml,
  managementResponseToXml,
  readManagementRequest,
  type ManagementRequest,
} from './requests.ts';
import { verifyManagementMessage } from './verify.ts';

async function* source(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

const read = ({ contentType, body }: { contentType: string; body: Buffer }): Promise<ManagementMessage> =>
  readManagementMessage(source(body), contentType);

const verified = (message: ManagementMessage, at = AT): string =>
  refusal(() => {
    verifyManagementMessage(message, { configuration: configuration(), at });
  });

const [registration, , clientRegistration] = REQUESTS as [ManagementRequest, ManagementRequest, ManagementRequest];

const elementOf = (xml: string) =>
  readXml(
    Buffer.from(
      `<r xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">${xml}</r>`,
    ),
  ).children[0];

function readBack(xml: string): ManagementRequest {
  const element = elementOf(xml);
  if (element === undefined) throw new Error('nothing was written');
  return readManagementRequest(element);
}

describe('A management request', () => {
  for (const request of REQUESTS) {
    it(`${request.kind}: is written, signed, read again and found good`, async () => {
      const message = await read(messageOf(request));
      expect(message.request).to.deep.equal(request);
      expect(message.bytes).to.deep.equal(soapOf(request));
      expect(verified(message)).to.equal('accepted');
    });

    it(`${request.kind}: is answered with its fields and its number`, () => {
      const response = elementOf(managementResponseToXml(request, 17));
      const asked = elementOf(managementRequestToXml(request));
      expect(response?.name).to.equal(`${request.kind}Response`);
      expect(response?.children.slice(0, -1)).to.deep.equal(asked?.children);
      expect(response?.children.at(-1)).to.deep.include({ name: 'requestId', text: '17' });
    });
  }

  it('goes as X-Road writes it: the type that of the binary parts, algorithms by name', () => {
    const { contentType, body } = messageOf(registration);
    expect(contentType).to.match(
      /^multipart\/related; type="application\/octet-stream"; charset=UTF-8; boundary=xtop[A-Za-z]{30}$/,
    );
    const heads = [...body.toString('latin1').matchAll(/--xtop\w+\r\n([^]*?)\r\n\r\n/g)].map(([, head]) => head);
    const signature = 'content-type: application/octet-stream\r\nsignature-algorithm-id: SHA512withECDSA';
    const binary = 'content-type: application/octet-stream';
    expect(heads).to.deep.equal([
      'content-type: text/xml; charset=UTF-8',
      signature,
      signature,
      binary,
      binary,
      binary,
    ]);
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ['of another name', '<xroad:other/>', 'invalid_request: There is no management request other'],
    ['in no namespace', '<clientReg/>', 'invalid_request: There is no management request clientReg'],
    ['without server', '<xroad:clientReg/>', 'invalid_request: Management request clientReg: server is missing'],
    [
      'with two clients',
      managementRequestToXml(clientRegistration).replace(/(<xroad:client .*<\/xroad:client>)/, '$1$1'),
      'invalid_request: Management request clientReg: client stands more than once',
    ],
    [
      'with a field of another',
      managementRequestToXml(clientRegistration).replace(
        '</xroad:clientReg>',
        '<xroad:address>a</xroad:address></xroad:clientReg>',
      ),
      'invalid_request: Management request clientReg: address has no place there',
    ],
    [
      'with a name too long',
      managementRequestToXml({ kind: 'clientRename', server: SERVER, client: CLIENT, subsystemName: 'x'.repeat(256) }),
      'invalid_request: Management request clientRename: subsystemName has more than 255 characters',
    ],
    [
      'with an empty address',
      managementRequestToXml({ kind: 'addressChange', server: SERVER, address: ' ' }),
      'invalid_request: Management request addressChange: address is missing or empty',
    ],
    [
      'with a certificate that is no base64',
      managementRequestToXml(registration).replace(/<xroad:authCert>/, '<xroad:authCert>*'),
      'invalid_request: Management request authCertReg: authCert is not base64',
    ],
    [
      'with a flag that is none',
      managementRequestToXml(registration).replace('>false<', '>maybe<'),
      'invalid_request: Management request authCertReg: dryRun is neither true nor false',
    ],
  ];
  for (const [what, xml, expected] of refused) {
    it(`is refused: ${what}`, () => {
      expect(refusal(() => readBack(xml))).to.equal(expected);
    });
  }

  it('may leave out what need not be said, and repeat its number', () => {
    expect(readBack(managementRequestToXml({ kind: 'maintenanceModeEnable', server: SERVER }))).to.deep.equal({
      kind: 'maintenanceModeEnable',
      server: SERVER,
    });
    const answered = managementResponseToXml(clientRegistration, 3).replaceAll('clientRegResponse', 'clientReg');
    expect(readBack(answered)).to.deep.equal(clientRegistration);
  });
});

describe('A signed management message', () => {
  const soap = soapOf(registration);
  const seal = sealFor(registration, soap);
  if (seal?.authentication === undefined) throw new Error('a registration is signed');
  const { authentication: own, member } = seal;

  const forged: Readonly<Record<string, [() => { contentType: string; body: Buffer }, string]>> = {
    'a changed message': [
      () => writeManagementMessage(Buffer.from(soap.toString().replace('ss1.example', 'ss2.example')), seal),
      'invalid_signature_value: Authentication signature verification failed',
    ],
    'a signature of another key': [
      () => writeManagementMessage(soap, { ...seal, member: { ...member, value: own.value } }),
      'invalid_signature_value: Member signature verification failed',
    ],
    'no proof of the authentication key': [
      () => writeManagementMessage(soap, { member }),
      'invalid_request: Management request authCertReg: 5 parts are expected beside the message',
    ],
    'no signature at all': [
      () => writeManagementMessage(soap, undefined),
      'invalid_request: Management request authCertReg: 5 parts are expected beside the message',
    ],
    'an algorithm that is none': [
      () => {
        const { contentType, body } = writeManagementMessage(soap, seal);
        return {
          contentType,
          body: Buffer.from(body.toString('latin1').replace('SHA512withECDSA', 'SHA512withNOTHING'), 'latin1'),
        };
      },
      'invalid_request: Authentication signature: signature-algorithm-id is missing or unknown',
    ],
    'another service code': [
      () =>
        writeManagementMessage(
          Buffer.from(soap.toString().replace('serviceCode>authCertReg<', 'serviceCode>authCert<')),
          seal,
        ),
      'invalid_request: The request in the body is not the one that the service code names',
    ],
    'more bytes than any request has': [
      () =>
        writeManagementMessage(
          Buffer.from(soap.toString().replace('</SOAP-ENV:Header>', `${' '.repeat(100_000)}</SOAP-ENV:Header>`)),
          seal,
        ),
      'invalid_message: The SOAP message has more than 100000 bytes',
    ],
  };
  for (const [what, [make, expected]] of Object.entries(forged)) {
    it(`is refused with ${what}`, async () => {
      expect(await refusalOf(() => read(make()))).to.equal(expected);
    });
  }

  const judged: Readonly<Record<string, [() => { contentType: string; body: Buffer }, RegExp]>> = {
    'signed by another member': [
      () => messageOf(clientRegistration, { member: signingOf('3') }),
      /^invalid_request: Subject identifier \(MEMBER:BG\/GOV\/3\) in certificate does not match the member \(MEMBER:BG\/GOV\/2\)/,
    ],
    'signed with a certificate for authentication': [
      () => messageOf(clientRegistration, { member: signingOf('2', { keyUsage: ['digitalSignature'] }) }),
      /^cert_validation: Member \(owner\/client\) sign certificate is invalid$/,
    ],
    'whose member’s certificate has expired': [
      () => messageOf(clientRegistration, { member: signingOf('2', { notAfter: '2026-02-01' }) }),
      /^cert_validation: Member .*: .*valid/,
    ],
    'whose member’s certificate is revoked': [
      () =>
        messageOf(clientRegistration, {
          ocspResponse: ocspOf(signingOf('2'), { status: { revokedAt: '2026-05-01T00:00:00Z' } }),
        }),
      /^cert_validation: Member .*REVOKED/,
    ],
    'with an OCSP response of another certificate': [
      () => messageOf(clientRegistration, { ocspResponse: ocspOf(signingOf('3')) }),
      /^cert_validation: Member .*not about certificate/,
    ],
    'with an OCSP response that is too old': [
      () =>
        messageOf(clientRegistration, { ocspResponse: ocspOf(signingOf('2'), { thisUpdate: '2026-06-01T10:00:00Z' }) }),
      /^cert_validation: Member .*: /,
    ],
    'with another authentication certificate than it names': [
      () => messageOf(registration, { authentication: authentication('other') }),
      /^cert_validation: Authentication certificates do not match\.$/,
    ],
    'with an authentication certificate of nobody’s authority': [
      () => {
        const stranger = authentication('SS1', { issuer: undefined });
        return messageOf(
          { ...registration, authenticationCertificate: stranger.certificate.der } as ManagementRequest,
          { authentication: stranger },
        );
      },
      /^cert_validation: Authentication certificate is not valid: /,
    ],
    'with a signing certificate in place of the authentication certificate': [
      () => {
        const signing = signingOf('1');
        return messageOf({ ...registration, authenticationCertificate: signing.certificate.der } as ManagementRequest, {
          authentication: signing,
        });
      },
      /^cert_validation: Authentication certificate is not valid$/,
    ],
    'with an address that is none': [
      () => messageOf({ kind: 'addressChange', server: SERVER, address: 'no host' }),
      /^invalid_request: Invalid server address/,
    ],
    'with an IP address that is none': [
      () => messageOf({ kind: 'addressChange', server: SERVER, address: '999.0.0.1' }),
      /^invalid_request: Invalid server address/,
    ],
    'with an identifier that no identifier may be': [
      () => messageOf({ kind: 'maintenanceModeDisable', server: { ...SERVER, serverCode: 'a/b' } }),
      /^invalid_client_identifier: /,
    ],
    'about another instance': [
      () => messageOf({ kind: 'clientDeletion', server: SERVER, client: { ...CLIENT, instance: 'RO' } }),
      /^invalid_request: The management request is about another instance\.$/,
    ],
  };
  for (const [what, [make, expected]] of Object.entries(judged)) {
    it(`is not acted on: ${what}`, async () => {
      expect(verified(await read(make()))).to.match(expected);
    });
  }

  it('may have any address that there is', async () => {
    for (const address of ['10.0.0.7', '::1', 'fe80::1:2', 'ss1', 'сървър.бг', 'a-b.example.bg']) {
      const message = await read(messageOf({ kind: 'addressChange', server: SERVER, address }));
      expect(verified(message), address).to.equal('accepted');
    }
  });

  it('is not acted on when sent by another than the owner, or to another service', async () => {
    const sentBy = (sender = OWNER, provider = MANAGEMENT) => {
      const bytes = soapOf(clientRegistration, sender, provider);
      return read(writeManagementMessage(bytes, sealFor(clientRegistration, bytes)));
    };
    expect(verified(await sentBy({ ...OWNER, memberCode: '3' }))).to.equal(
      'invalid_request: Sender does not match server owner.',
    );
    expect(verified(await sentBy(OWNER, { ...MANAGEMENT, subsystemCode: 'other' }))).to.match(
      /^invalid_request: Invalid management service address/,
    );
    expect(verified(await sentBy({ ...OWNER, instance: 'RO' }))).to.match(/^invalid_request: Invalid management/);
  });
});

describeWithVectors('Management requests, by X-Road’s schema: vectors/schemas/request.xsd', () => {
  it('have its elements, in its order', () => {
    const schema = readFileSync(vectorsPath('schemas', 'request.xsd'), 'utf8');
    const types = new Map(
      [...schema.matchAll(/<element name="(\w+)" type="tns:(\w+)"\/>/g)].map(([, name, type]) => [name, type]),
    );
    for (const request of REQUESTS) {
      const type = types.get(request.kind) ?? '';
      const [, definition = ''] = new RegExp(`<complexType name="${type}">([^]*?)</complexType>`).exec(schema) ?? [];
      const names = [...definition.matchAll(/<element name="(\w+)"/g)].map(([, name]) => name);
      const [body] = readEnvelope(soapOf(request)).body?.children ?? [];
      expect(
        body?.children.map(({ name }) => name),
        request.kind,
      ).to.deep.equal(names.filter((name) => name !== 'requestId'));
    }
  });
});
