import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { writeSoapMessage } from '../soap/write.ts';
import { describeOpenApi } from './describe-open-api.ts';
import { describeWsdl } from './describe-wsdl.ts';
import { plainText } from './plain-text.ts';
import { readServiceListJson, readServiceListXml } from './read-services.ts';
import { serviceListJson, serviceListXml } from './services.ts';

const openApi = (more: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      openapi: '3.0.3',
      info: {
        ...{ title: 'Население', description: 'Данни\r\nза лица', version: '1' },
        contact: { name: 'ГРАО', email: 'grao@example.bg' },
      },
      paths: {
        '/person': {
          post: { summary: 'Данни за лице', requestBody: { $ref: '#/components/requestBodies/Who' }, responses: {} },
          get: { description: 'Без тяло', responses: {} },
          parameters: [],
        },
      },
      components: { requestBodies: { Who: { content: { 'application/json': { example: { id: '1' } } } } } },
      ...more,
    }),
  );
const openApiText = (text: string) => () => describeOpenApi(Buffer.from(text));

const WSDL = (more = '', operation = 'getPerson') =>
  '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://x-road.eu/xsd/xroad.xsd">' +
  '<w:documentation>Регистър</w:documentation><w:portType name="p">' +
  `<w:operation name="${operation}"><w:documentation><x:title>Лице</x:title><x:notes>Данни за лице</x:notes></w:documentation></w:operation>` +
  `<w:operation name="other"/>${more}</w:portType></w:definitions>`;

describe('What a description of a service says', () => {
  it('in OpenAPI: title, text, contact, operations and the first example', () => {
    expect(describeOpenApi(openApi())).to.deep.equal({
      ...{ title: 'Население', text: 'Данни\nза лица', contact: 'ГРАО, grao@example.bg' },
      operations: [
        { name: 'GET /person', summary: 'Без тяло' },
        { name: 'POST /person', summary: 'Данни за лице' },
      ],
      sample: '{\n  "id": "1"\n}',
    });
    const yaml = 'openapi: 3.1.0\ninfo: { title: T }\npaths:\n  /a:\n    get: &a { summary: one }\n  /b: { get: *a }\n';
    expect(describeOpenApi(Buffer.from(yaml)).operations.map(({ summary }) => summary)).to.deep.equal(['one', 'one']);
  });

  it('in WSDL: the words of its own operation, and of all', () => {
    const operations = [{ name: 'getPerson', summary: 'Данни за лице' }, { name: 'other' }];
    expect(describeWsdl(Buffer.from(WSDL()), 'getPerson')).to.deep.equal({
      ...{ title: 'Лице', text: 'Данни за лице', operations },
    });
    expect(describeWsdl(Buffer.from(WSDL()), 'other')).to.deep.equal({ text: 'Регистър', operations });
  });

  it('has nothing hidden, and is cut where it is too long', () => {
    expect(plainText('a\u202eb\u0000\u200bc\r\nd', 100)).to.equal('abc\nd');
    expect(plainText('я'.repeat(50), 10)).to.equal(`${'я'.repeat(9)}…`);
    expect(plainText('😀'.repeat(50), 10)?.isWellFormed()).to.equal(true);
    expect([plainText(' \u0007 ', 5), plainText(7, 5), plainText(undefined, 5)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is bounded', () => {
    const paths = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`/p${at}`, { get: {} }]));
    expect(describeOpenApi(openApi({ paths })).operations.length).to.equal(300);
    const many = Array.from({ length: 1_000 }, (_, at) => `<w:operation name="o${at}"/>`).join('');
    expect(describeWsdl(Buffer.from(WSDL(many)), 'getPerson').operations.length).to.equal(300);
  });

  it('takes no example from a loop of references, another document, or what every object has', () => {
    const at = (requestBody: object, more: object = {}) =>
      describeOpenApi(openApi({ paths: { '/a': { post: { requestBody } } }, ...more })).sample;
    const loop = { requestBodies: { A: { $ref: '#/components/requestBodies/A' } } };
    expect(at({ $ref: '#/components/requestBodies/A' }, { components: loop })).to.equal(undefined);
    expect(at({ $ref: 'http://elsewhere.example/a.json' })).to.equal(undefined);
    expect(at({ $ref: '#/__proto__/constructor' })).to.equal(undefined);
    expect(at({ content: { 'text/plain': { example: 'x'.repeat(5_000) } } })).to.equal(undefined);
    expect(at({ content: { 'text/plain': { schema: { examples: ['plain'] } } } })).to.equal('plain');
  });

  const bomb = [
    'openapi: 3.0.0',
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefg'.charAt(at)},`.repeat(9)}]`),
  ].join('\n');
  for (const [what, read, why] of [
    ['text', openApiText('nothing'), /it is not YAML/],
    ['a list', openApiText('- a'), /it is not YAML/],
    ['broken JSON', openApiText('{'), /it is not JSON/],
    ['deep JSON', openApiText(`{"a":${'['.repeat(100_000)}`), /it is not JSON/],
    ['Swagger 2', openApiText('{"swagger":"2.0"}'), /its version is not 3\.0 or 3\.1/],
    ['OpenAPI of a version to come', openApiText('{"openapi":"3.9.0"}'), /its version/],
    ['a bomb of aliases', openApiText(bomb), /too many aliases/],
    ['what is too large', () => describeOpenApi(Buffer.alloc(2 * 1024 * 1024 + 1)), /bytes/],
    ['another XML document', () => describeWsdl(Buffer.from('<a/>'), 'a'), /no WSDL/],
    ['a document type', () => describeWsdl(Buffer.from(`<!DOCTYPE a [<!ENTITY x "y">]>${WSDL()}`), 'a'), /DOCTYPE/],
  ] as const) {
    it(`is not taken from ${what}`, () => {
      expect(refusal(read)).to.match(/^invalid_request: /);
      expect(refusal(read)).to.match(why);
    });
  }
});

describe('A list of services that somebody else has written', () => {
  const place = { instance: 'BG', memberClass: 'GOV', memberCode: '1', subsystemCode: 's' } as const;
  const provider = { type: 'SUBSYSTEM', ...place } as const;
  const id = { type: 'SERVICE', ...place, serviceCode: 'get' } as const;
  const envelope = (body: string) =>
    readEnvelope(writeSoapMessage({ clientId: provider, serviceId: id, queryId: '1' }, body));

  it('is read as servers write it, each service once, without metadata services', () => {
    const listed = [{ id, type: 'REST' as const, endpoints: [{ method: 'GET', path: '/a' }] }];
    const meta = { id: { ...id, serviceCode: 'listMethods' }, type: 'REST' as const, endpoints: [] };
    const json = serviceListJson([...listed, meta, ...listed]);
    expect(readServiceListJson(Buffer.from(json), provider)).to.deep.equal(listed);
    const versions = [{ ...id, serviceVersion: 'v1' }, { ...id, serviceVersion: 'v2' }, id];
    expect(readServiceListXml(envelope(serviceListXml('listMethods', versions)), provider)).to.deep.equal(versions);
  });

  const other = { ...id, subsystemCode: 'other' };
  const json = (value: unknown) => () => readServiceListJson(Buffer.from(JSON.stringify(value)), provider);
  for (const [what, read] of [
    ['names another subsystem', json(JSON.parse(serviceListJson([{ id: other, type: 'REST', endpoints: [] }])))],
    [
      'names another subsystem, in SOAP',
      () => readServiceListXml(envelope(serviceListXml('listMethods', [other])), provider),
    ],
    ['is another answer', () => readServiceListXml(envelope('<xroad:other/>'), provider)],
    ['is no list', json({ service: {} })],
    ['has no identifiers', json({ service: [{}] })],
    ['is too long', json({ service: Array.from({ length: 1_001 }, () => null) })],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      expect(refusal(read)).to.match(/^invalid_request: The list of services cannot be read: /);
    });
  }
});
