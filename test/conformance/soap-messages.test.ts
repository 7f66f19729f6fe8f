import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import { readSoapFault, writeSoapFault } from '#protocol/soap/fault.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import { readSoapHttp } from '#protocol/soap/http-message.ts';
import { TRANSPORT_LIMITS } from '#protocol/transport/limits.ts';
import { refusalOf } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { pieces } from './exchange/messages.ts';

describeWithVectors('SOAP messages of the lab', () => {
  const root = vectorsPath('lab', 'extracted');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('/message') && readFileSync(vectorsPath('lab', 'extracted', name))[0] === 0x3c)
    .sort();

  it('are there', () => {
    expect(files).to.have.lengthOf(23);
  });

  for (const name of files) {
    it(`extracted/${name}: names who signed it`, () => {
      const header = readSoapHeader(readFileSync(vectorsPath('lab', 'extracted', name)));
      expect(header.isRequest).to.equal(name.includes('/request/'));
      const expected = readFileSync(
        vectorsPath('lab', 'extracted', name.replace(/message$/, 'signer.txt')),
        'utf8',
      ).trim();
      // That request names a subsystem that does not exist; the recording says whose key signed it.
      const named = name.startsWith('soap-err-unknown-client/') ? 'LAB/COM/1001/NoSuch' : expected;
      expect(formatRestClient(header.signer)).to.equal(named);
    });
  }

  const faults = readdirSync(vectorsPath('lab', 'replay-server-proxy')).filter((name) =>
    name.endsWith('.response.http'),
  );
  for (const name of faults) {
    const body =
      readFileSync(vectorsPath('lab', 'replay-server-proxy', name))
        .toString('latin1')
        .split('\r\n\r\n')[1] ?? '';
    if (!body.startsWith('<?xml')) continue;
    it(`replay-server-proxy/${name}: is written back byte for byte`, () => {
      const fault = readSoapFault(Buffer.from(body, 'latin1'));
      expect(fault && writeSoapFault(fault).toString('latin1')).to.equal(body);
    });
  }
});

/** soap/: what an information system or a service may send; a fault with its code, or the code of the refusal. */
const QUERIES: Readonly<Record<string, string>> = {
  allowedMethods: 'message 0 attachments',
  'attach-error-withsoap': 'inconsistent_headers',
  'attachm-error': 'invalid_content_type',
  'attachm-faulty-soap': 'missing_header_field',
  'attachm-mtom': 'message 1 attachments',
  'attachm-no-soap': 'invalid_content_type',
  attachm: 'message 1 attachments',
  'attachm2-utf8bom-inside': 'message 1 attachments',
  attachm2: 'message 1 attachments',
  attachments: 'message 3 attachments',
  bigAttachment: 'message 0 attachments',
  cdata: 'message 0 attachments',
  dummy: 'message 0 attachments',
  empty: 'invalid_soap',
  empty_body: 'message 0 attachments',
  fault: 'fault CODE',
  'faulty-header': 'missing_header_field',
  'faulty-header2': 'duplicate_header_field',
  'faulty-multipart': 'mime_parsing_failed',
  getMetrics: 'message 0 attachments',
  getWsdl: 'message 0 attachments',
  get_security_server_metrics: 'message 0 attachments',
  'getstate-defaultnamespace': 'message 0 attachments',
  'getstate-subsystem': 'message 0 attachments',
  getstate: 'message 0 attachments',
  health_data: 'message 0 attachments',
  health_data_ss2: 'message 0 attachments',
  'inconsistent-headers': 'inconsistent_headers',
  'invalid-service-address': 'message 0 attachments',
  listMethods: 'message 0 attachments',
  list_methods: 'message 0 attachments',
  'malformed-body1': 'invalid_body',
  'malformed-body2': 'invalid_body',
  'malformed-body3': 'inconsistent_headers',
  'malformed-protocolVersion': 'invalid_protocol_version',
  mimesoap: 'message 0 attachments',
  'missing-body': 'missing_body',
  'missing-org': 'message 0 attachments',
  'missing-protocolVersion': 'missing_header_field',
  'missing-userId': 'message 0 attachments',
  missingobjecttype: 'invalid_xml',
  mtom_attachment: 'message 1 attachments',
  multiple_attachments: 'message 3 attachments',
  'no-header': 'missing_header',
  'no-signature': 'message 0 attachments',
  'no-soap': 'invalid_soap',
  notAllowed: 'message 0 attachments',
  nowhitespace: 'message 0 attachments',
  operational_data: 'message 0 attachments',
  operational_data_ss2: 'message 0 attachments',
  proxyemulator: 'message 0 attachments',
  'request-suffix': 'message 0 attachments',
  response_with_attachments: 'message 0 attachments',
  service_cluster: 'message 0 attachments',
  service_in_ss2: 'message 0 attachments',
  'signing-error-request': 'message 0 attachments',
  'signing-error-response': 'message 0 attachments',
  'simple-representedparty': 'message 0 attachments',
  'simple-rpc': 'message 0 attachments',
  simple: 'message 0 attachments',
  simple_represented_party_and_issue: 'message 0 attachments',
  smallAttachment: 'message 1 attachments',
  soap_fault: 'message 0 attachments',
  'soapfault-mtom': 'message 1 attachments',
  soapfaulterror: 'fault SOAP-ENV:Clientrwerete',
  'split-header': 'message 0 attachments',
  swa_ref_attachment: 'message 1 attachments',
  unknown_service: 'message 0 attachments',
  'wrong-protocolVersion': 'invalid_protocol_version',
  'wrong-version': 'invalid_protocol_version',
  xml: 'message 0 attachments',
  xmlencoded: 'message 0 attachments',
};

describeWithVectors('SOAP messages of information systems and services: vectors/soap', () => {
  for (const [name, verdict] of Object.entries(QUERIES)) {
    it(`${name}.query: ${verdict}`, async () => {
      const bytes = readFileSync(vectorsPath('soap', `${name}.query`));
      const boundary = /^--(\S+?)\r?\n/.exec(bytes.toString('latin1'))?.[1];
      const contentType = boundary === undefined ? 'text/xml' : `multipart/related; boundary=${boundary}`;
      let found = '';
      const refusal = await refusalOf(async () => {
        const read = await readSoapHttp(pieces(bytes), contentType, {
          limits: TRANSPORT_LIMITS,
          storeBody: async ({ content }) => {
            for await (const chunk of content) expect(chunk.length).to.be.greaterThan(0);
          },
        });
        found = read.kind === 'fault' ? `fault ${read.fault.code}` : `message ${read.attachments.length} attachments`;
      });
      expect(found || refusal.split(': ')[0]).to.equal(verdict);
    });
  }

  it('names every file', () => {
    const files = readdirSync(vectorsPath('soap')).map((file) => file.replace(/\.query$/, ''));
    expect(Object.keys(QUERIES).sort()).to.deep.equal(files.sort());
  });
});
