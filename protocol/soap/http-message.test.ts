import { expect } from 'chai';
import { refusalOf } from '../../test/refusal.ts';
import { drumError } from '../errors.ts';
import { TRANSPORT_LIMITS, type TransportLimits } from '../transport/limits.ts';
import { readSoapHttp, writeSoapHttp, type SoapHttpMessage } from './http-message.ts';

const ID = 'xmlns:id="http://x-road.eu/xsd/identifiers"';
const party =
  '<id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>1</id:memberCode>';
const soap = Buffer.from(
  `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://x-road.eu/xsd/xroad.xsd" ${ID}><S:Header>` +
    `<x:client id:objectType="MEMBER">${party}</x:client>` +
    `<x:service id:objectType="SERVICE">${party}<id:serviceCode>getX</id:serviceCode></x:service>` +
    '<x:id>7</x:id><x:protocolVersion>4.0</x:protocolVersion></S:Header><S:Body><getX/></S:Body></S:Envelope>',
);
const fault = Buffer.from(
  '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault><faultcode>S:Server</faultcode>' +
    '<faultstring>no</faultstring></S:Fault></S:Body></S:Envelope>',
);
const RELATED = 'multipart/related; type="text/xml"; start="<root>"; boundary="b"';

async function* source(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100) yield await Promise.resolve(bytes.subarray(at, at + 100));
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function read(bytes: Buffer, contentType: string | undefined, limits: Partial<TransportLimits> = {}) {
  return readSoapHttp(source(bytes), contentType, {
    limits: { ...TRANSPORT_LIMITS, ...limits },
    storeBody: ({ content }) => gathered(content),
  });
}

async function message(bytes: Buffer, contentType: string): Promise<SoapHttpMessage<Buffer>> {
  const found = await read(bytes, contentType);
  if (found.kind === 'fault') expect.fail('a fault');
  return found;
}

const part = (head: string, content: Buffer | string) =>
  Buffer.concat([Buffer.from(`--b\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const END = Buffer.from('--b--\r\n');
const root = part('Content-Type: text/xml; charset=UTF-8\r\nContent-ID: <root>', soap);
const attached = part(
  'Content-ID: <1>\r\ncontent-type: image/png\r\nContent-Transfer-Encoding: base64\r\nX-Own: y',
  'aGk=',
);
const empty = part('Content-Type: text/plain', '');

describe('SOAP in the body of an HTTP message', () => {
  for (const type of ['text/xml', 'Text/XML; charset="utf-8"', 'application/xop+xml; type="text/xml"']) {
    it(`is read alone: ${type}`, async () => {
      const found = await message(soap, type);
      expect(found.bytes).to.deep.equal(soap);
      expect(found.soap.queryId).to.equal('7');
      expect(found.contentType).to.equal(type);
      expect(found.attachments).to.deep.equal([]);
    });
  }

  it('is read with attachments, whose headers and coding stay as they are', async () => {
    const found = await message(Buffer.concat([root, attached, empty, END]), RELATED);
    expect(found.headers).to.deep.equal([['Content-ID', '<root>']]);
    expect(
      found.attachments.map(({ name, contentType, headers, stored }) => [
        name,
        contentType,
        headers,
        stored.toString(),
      ]),
    ).to.deep.equal([
      [
        '/attachment1',
        'image/png',
        [
          ['Content-ID', '<1>'],
          ['Content-Transfer-Encoding', 'base64'],
          ['X-Own', 'y'],
        ],
        'aGk=',
      ],
      ['/attachment2', 'text/plain', [], ''],
    ]);
  });

  it('is told apart from a fault, alone and in a part', async () => {
    expect(await read(fault, 'text/xml')).to.deep.include({ kind: 'fault', bytes: fault });
    expect(await read(Buffer.concat([part('Content-Type: text/xml', fault), END]), RELATED)).to.deep.include({
      kind: 'fault',
      bytes: fault,
    });
  });

  it('is judged before an attachment is read', async () => {
    const stored: string[] = [];
    const refusal = await refusalOf(() =>
      readSoapHttp(source(Buffer.concat([root, attached, END])), RELATED, {
        limits: TRANSPORT_LIMITS,
        onSoap: () => {
          throw drumError('access_denied', 'not for you');
        },
        storeBody: ({ name }) => {
          stored.push(name);
          return Promise.resolve(name);
        },
      }),
    );
    expect(refusal).to.equal('access_denied: not for you');
    expect(stored).to.deep.equal([]);
  });

  const refused: readonly [string, Buffer, string | undefined, string, Partial<TransportLimits>?][] = [
    ['no content type', soap, undefined, 'invalid_request: Could not get content type from request'],
    ['another content type', soap, 'text/plain', 'invalid_content_type: Invalid content type: text/plain'],
    ['no media type', soap, 'xml', 'invalid_content_type: Invalid content type: xml'],
    [
      'no boundary',
      root,
      'multipart/related',
      'invalid_content_type: Multipart content type is missing required boundary',
    ],
    ['no part', END, RELATED, 'missing_soap: Request does not contain SOAP message'],
    ['no end', root, RELATED, 'mime_parsing_failed: The message ends before its closing boundary'],
    [
      'a part that is no XML',
      Buffer.concat([part('Content-Type: a/b', 'x'), END]),
      RELATED,
      'invalid_content_type: Invalid content type: a/b',
    ],
    [
      'a part without type',
      Buffer.concat([root, part('Content-ID: <1>', 'x'), END]),
      RELATED,
      'invalid_content_type: Could not get content type for part',
    ],
    [
      'an attachment too many',
      Buffer.concat([root, attached, empty, END]),
      RELATED,
      'invalid_message: The message has more than 1 attachments',
      { attachmentsMax: 1 },
    ],
    [
      'attachments too large',
      Buffer.concat([root, attached, END]),
      RELATED,
      'invalid_message: The body of the message is too large',
      { bodyBytesMax: 3 },
    ],
    [
      'a message too large',
      soap,
      'text/xml',
      'invalid_message: The SOAP message has more than 99 bytes',
      { soapMessageBytesMax: 99 },
    ],
    [
      'a protocol version missing',
      Buffer.from(soap.toString().replace(/<x:protocolVersion.*?>.*?<.*?>/, '')),
      'text/xml',
      "missing_header_field: Required field 'protocolVersion' is missing",
    ],
  ];
  for (const [what, bytes, type, expected, limits] of refused) {
    it(`is refused: ${what}`, async () => {
      expect(await refusalOf(() => read(bytes, type, limits))).to.equal(expected);
    });
  }
});

describe('SOAP that is passed on', () => {
  const own = { bytes: soap, contentType: 'text/xml', headers: [] };

  it('alone is UTF-8 XML to whoever gets it, and what it says where it is not', async () => {
    const { contentType, chunks } = writeSoapHttp(own, [], 'text/xml');
    expect(contentType).to.equal('text/xml; charset=UTF-8');
    expect(await gathered(chunks)).to.deep.equal(soap);
    const latin = {
      ...own,
      bytes: Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'),
      contentType: 'text/xml; charset=ISO-8859-1',
    };
    expect(writeSoapHttp(latin, [], undefined).contentType).to.equal(latin.contentType);
  });

  it('with attachments is read again as it was, behind a boundary that none of them can know', async () => {
    const found = await message(Buffer.concat([root, attached, empty, END]), RELATED);
    const attachments = found.attachments.map(({ contentType, headers, stored }) => ({
      contentType,
      headers,
      content: [stored],
    }));
    const { contentType, chunks } = writeSoapHttp(found, attachments, RELATED);
    expect(contentType).to.match(/^multipart\/related; type="text\/xml"; start="<root>"; boundary="drum[0-9a-f]{48}"$/);
    const again = await message(await gathered(chunks), contentType);
    expect(again).to.deep.equal(found);
  });

  it('is multipart where the sender wrote it so, or where there are attachments', () => {
    expect(writeSoapHttp(own, [], RELATED).contentType).to.match(/^multipart\/related; /);
    const attachment = { contentType: 'a/b', headers: [], content: [] };
    expect(writeSoapHttp(own, [attachment], undefined).contentType).to.match(
      /^multipart\/related; type="text\/xml"; boundary=/,
    );
  });
});
