import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { formatRestClient } from '../identifiers/rest.ts';
import { errorOfFault, readSoapFault, writeSoapFault } from './fault.ts';
import { readSoapHeader } from './header.ts';

const RUNS = { numRuns: fuzzRuns(200) };

const id = (tag: string, type: string, parts: Record<string, string>) =>
  `<x:${tag} id:objectType="${type}">` +
  Object.entries(parts)
    .map(([name, value]) => `<id:${name}>${value}</id:${name}>`)
    .join('') +
  `</x:${tag}>`;
const member = { xRoadInstance: 'BG', memberClass: 'GOV', memberCode: '1' };
const client = id('client', 'SUBSYSTEM', { ...member, subsystemCode: 'city' });
const service = id('service', 'SERVICE', { ...member, memberCode: '2', subsystemCode: 's', serviceCode: 'getX' });
const fields = `${client}${service}<x:id>7</x:id><x:protocolVersion>4.0</x:protocolVersion>`;
const envelope = (header: string, body: string) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"
      xmlns:repr="http://x-road.eu/xsd/representation.xsd">${header}${body}</S:Envelope>`,
  );
const message = (header: string, body = '<getX/>') =>
  envelope(`<S:Header>${header}</S:Header>`, `<S:Body>${body}</S:Body>`);

describe('the X-Road header of a SOAP message', () => {
  it('names client, service, and all else that it has', () => {
    const more =
      id('securityServer', 'SERVER', { ...member, serverCode: 'ss' }) +
      '<x:userId>u</x:userId><x:issue>c</x:issue><x:requestHash algorithmId="a">h</x:requestHash>' +
      '<repr:representedParty><repr:partyClass>COM</repr:partyClass><repr:partyCode>9</repr:partyCode></repr:representedParty>';
    expect(readSoapHeader(message(fields + more))).to.deep.equal({
      clientId: { type: 'SUBSYSTEM', instance: 'BG', memberClass: 'GOV', memberCode: '1', subsystemCode: 'city' },
      serviceId: {
        type: 'SERVICE',
        instance: 'BG',
        memberClass: 'GOV',
        memberCode: '2',
        subsystemCode: 's',
        serviceCode: 'getX',
      },
      securityServerId: { type: 'SERVER', instance: 'BG', memberClass: 'GOV', memberCode: '1', serverCode: 'ss' },
      queryId: '7',
      userId: 'u',
      issue: 'c',
      protocolVersion: '4.0',
      representedParty: { partyClass: 'COM', partyCode: '9' },
      requestHash: { algorithmUri: 'a', value: 'h' },
      bodyName: 'getX',
      isRequest: true,
      signer: { type: 'SUBSYSTEM', instance: 'BG', memberClass: 'GOV', memberCode: '1', subsystemCode: 'city' },
    });
  });

  it("is signed by the service's provider in a response", () => {
    const header = readSoapHeader(message(fields, '<getXResponse/>'));
    expect(header.isRequest).to.equal(false);
    expect(formatRestClient(header.signer)).to.equal('BG/GOV/2/s');
  });

  it('is a request of a service whose very code ends in Response', () => {
    const odd = fields.replace('getX', 'getResponse');
    expect(readSoapHeader(message(odd, '<getResponse/>')).isRequest).to.equal(true);
    expect(readSoapHeader(message(odd, '<getResponseResponse/>')).isRequest).to.equal(false);
  });

  const refused: [string, Buffer, string][] = [
    ['text', Buffer.from('hello'), 'invalid_soap: The document is not well-formed XML in UTF-8'],
    ['nothing', Buffer.alloc(0), 'invalid_soap: The document is not well-formed XML in UTF-8'],
    [
      'a document type declaration',
      Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
      'invalid_soap: A document type declaration (DOCTYPE) is not allowed',
    ],
    ['another root', Buffer.from('<Envelope/>'), 'invalid_soap: Malformed SOAP message: envelope missing'],
    ['no header', envelope('', '<S:Body><getX/></S:Body>'), 'missing_header: Malformed SOAP message: header missing'],
    ['no body', envelope(`<S:Header>${fields}</S:Header>`, ''), 'missing_body: Malformed SOAP message: body missing'],
    [
      'two bodies',
      envelope(`<S:Header>${fields}</S:Header>`, '<S:Body><getX/></S:Body><S:Body><getX/></S:Body>'),
      'invalid_soap: Element Envelope has more than one Body',
    ],
    ['no client', message(fields.replace(client, '')), "missing_header_field: Required field 'client' is missing"],
    ['no service', message(fields.replace(service, '')), "missing_header_field: Required field 'service' is missing"],
    ['no id', message(fields.replace('<x:id>7</x:id>', '')), "missing_header_field: Required field 'id' is missing"],
    [
      'a client of another namespace',
      message(fields.replaceAll('x:client', 'client')),
      "missing_header_field: Required field 'client' is missing",
    ],
    ['two clients', message(fields + client), 'duplicate_header_field: Element Header has more than one client'],
    ['two ids', message(`${fields}<x:id>8</x:id>`), 'duplicate_header_field: Element Header has more than one id'],
    [
      'another protocol version',
      message(fields.replace('4.0', '5.0')),
      'invalid_protocol_version: Invalid protocol version (supported: 4.x)',
    ],
    [
      'a represented party without code',
      message(`${fields}<repr:representedParty/>`),
      "missing_header_field: Required field 'partyCode' is missing",
    ],
    [
      'an empty body',
      message(fields, ' '),
      'invalid_body: Malformed SOAP message: body must have exactly one child element',
    ],
    [
      'two body elements',
      message(fields, '<getX/><getX/>'),
      'invalid_body: Malformed SOAP message: body must have exactly one child element',
    ],
    [
      'the body of another service',
      message(fields, '<other/>'),
      'inconsistent_headers: Malformed SOAP message: service code does not match in header and body',
    ],
    [
      'a fault',
      message(fields, '<S:Fault><faultcode>a</faultcode></S:Fault>'),
      'invalid_soap: A SOAP fault stands where a message is expected',
    ],
    [
      'an unknown objectType',
      message(fields.replace('SUBSYSTEM', 'CLIENT')),
      'invalid_xml: Element client has an unknown objectType',
    ],
  ];
  for (const [what, bytes, expected] of refused) {
    it(`is refused with ${what}`, () => {
      expect(refusal(() => readSoapHeader(bytes))).to.equal(expected);
    });
  }

  it('survives any change of a message: read, or refused with a code', () => {
    const bytes = message(fields);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, byte] of changes) changed[at] = byte;
        expect(refusal(() => readSoapHeader(changed))).to.match(
          /^(accepted$|(invalid|missing|duplicate|inconsistent)_)/,
        );
        expect(refusal(() => readSoapFault(changed))).to.match(/^(accepted$|invalid_soap: )/);
      }),
      RUNS,
    );
  });
});

describe('a SOAP fault', () => {
  const fault = { code: 'server.serverproxy.x', message: `a <b> & "c" 'd'`, detail: 'uuid' };

  it('is written as X-Road writes it', () => {
    expect(writeSoapFault(fault).toString()).to.equal(
      '<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">' +
        '<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>server.serverproxy.x</faultcode>' +
        '<faultstring>a &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;</faultstring><faultactor></faultactor>' +
        '<detail><faultDetail xmlns="">uuid</faultDetail></detail>' +
        '</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>',
    );
  });

  it('is read back as it was written', () => {
    expect(readSoapFault(writeSoapFault(fault))).to.deep.equal({ ...fault, actor: '' });
  });

  it('can quote anything that it refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readSoapFault(writeSoapFault({ code: 'c', message: text, detail: text }));
        const printable = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
        expect(read?.message).to.equal(printable);
        expect(read?.detail).to.equal(printable);
      }),
      RUNS,
    );
  });

  it('becomes an error with the code and detail of the peer', () => {
    expect(errorOfFault(fault)).to.include({ code: fault.code, message: fault.message, detail: 'uuid' });
  });

  it('has a detail without the inner element, and children of any namespace', () => {
    const other =
      '<S:Fault xmlns:n="n"><n:faultcode> a.b\n</n:faultcode><faultstring>s</faultstring><detail>d<n:e>e</n:e></detail></S:Fault>';
    expect(readSoapFault(message('', other))).to.deep.equal({ code: 'a.b', message: 's', detail: 'de' });
  });

  it('is not every SOAP message', () => {
    expect(readSoapFault(message(fields))).to.equal(undefined);
    expect(readSoapFault(envelope('', ''))).to.equal(undefined);
  });

  for (const code of ['', 'a b', 'a\r\nX: y', 'я', 'a'.repeat(257)]) {
    it(`is refused with the code ${JSON.stringify(code.slice(0, 9))}`, () => {
      const bytes = message('', `<S:Fault><faultcode>${code}</faultcode></S:Fault>`);
      expect(refusal(() => readSoapFault(bytes))).to.equal('invalid_soap: A SOAP fault has no readable code');
    });
  }
});
