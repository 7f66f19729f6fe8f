import { expect } from 'chai';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileText } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { describeOpenApi } from './describe-open-api.ts';
import { describeWsdl } from './describe-wsdl.ts';
import { readServiceListJson } from './read-services.ts';
import { withoutServerAddresses } from './open-api.ts';
import { withoutEndpointAddresses } from './wsdl.ts';

const SECRET = 'registry.internal';
const wsdl =
  '<?xml version="1.0" encoding="UTF-8"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" ' +
  'xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"><wsdl:service name="a"><wsdl:port name="b">' +
  `<s:address location="https://${SECRET}/"/></wsdl:port></wsdl:service></wsdl:definitions>`;
const yaml = `openapi: 3.0.1\nservers:\n  - url: https://${SECRET}/v1 # for people\npaths:\n  /a: &a\n    get: {}\n  /b: *a\n`;
const json = JSON.stringify({ openapi: '3.1.0', servers: [{ url: `https://${SECRET}/v1` }], paths: { '/a': {} } });
const provider = {
  type: 'SUBSYSTEM',
  instance: 'BG',
  memberClass: 'GOV',
  memberCode: '1',
  subsystemCode: 's',
} as const;
const list = JSON.stringify({
  service: [
    {
      ...{ member_class: 'GOV', member_code: '1', subsystem_code: 's', service_code: 'get', xroad_instance: 'BG' },
      ...{ service_type: 'REST', endpoint_list: [{ method: 'GET', path: '/a' }] },
    },
  ],
});
const yamlTokens = [
  '&a ',
  '*a',
  '<<: ',
  '\n  - ',
  ': ',
  '!!js/function ',
  '!!binary ',
  '? ',
  '| ',
  '{',
  '[',
  '---\n',
  '# ',
];
const jsonTokens = ['{', '}', '[', ']', '"', ',', ':', '\\u0000', '1e999', '__proto__', 'null'];

describe('Descriptions of services in hostile input', () => {
  itSurvives('WSDL description', hostileXml([wsdl]), (bytes) => {
    expect(withoutEndpointAddresses(bytes).length).to.be.above(0);
  });

  itSurvives('WSDL summary', hostileXml([wsdl]), (bytes) => {
    expect(describeWsdl(bytes, 'a').operations.length).to.be.below(1_000);
  });

  itSurvives('OpenAPI summary of YAML', hostileText([yaml], yamlTokens), (text) => {
    expect(describeOpenApi(Buffer.from(text)).operations.length).to.be.below(1_000);
  });

  itSurvives('OpenAPI summary of JSON', hostileText([json], jsonTokens), (text) => {
    expect(describeOpenApi(Buffer.from(text)).operations.length).to.be.below(1_000);
  });

  itSurvives('list of REST services', hostileText([list], jsonTokens), (text) => {
    expect(readServiceListJson(Buffer.from(text), provider).length).to.be.below(2_000);
  });

  itSurvives('OpenAPI description in YAML', hostileText([yaml], yamlTokens), (text) => {
    expect(withoutServerAddresses(text, 'yaml').length).to.be.above(0);
  });

  itSurvives('OpenAPI description in JSON', hostileText([json], jsonTokens), (text) => {
    expect(withoutServerAddresses(text, 'json').length).to.be.above(0);
  });
});
