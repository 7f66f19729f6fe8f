import { expect } from 'chai';
import { stringify } from 'yaml';
import { refusal } from '../../test/refusal.ts';
import { readOpenApi } from './read-open-api.ts';

const URL = 'https://provider.example/files/openapi.yaml';
const answers = { responses: { 200: { description: 'Yes' } } };
const description = {
  openapi: '3.0.3',
  info: { title: 'People', version: '1' },
  servers: [{ url: 'v1' }, { url: 'https://other.example' }],
  paths: {
    '/people': { get: answers, post: answers, parameters: [] },
    '/people/{id}/marks/{mark}': { get: answers },
    '/people/{name}/marks/{sign}': { get: answers },
  },
};

const read = (value: object) => readOpenApi(Buffer.from(JSON.stringify(value)), URL);

describe('the service of an OpenAPI description', () => {
  it('has the endpoints of its paths, in JSON and in YAML, at the first of its addresses', () => {
    const expected = {
      address: 'https://provider.example/files/v1',
      endpoints: [
        { method: 'GET', path: '/people' },
        { method: 'POST', path: '/people' },
        { method: 'GET', path: '/people/*/marks/*' },
      ],
      warnings: [],
    };
    expect(read(description)).to.deep.equal(expected);
    expect(readOpenApi(Buffer.from(stringify(description)), URL)).to.deep.equal(expected);
  });

  it('is at the root of the server where it does not say, and stays where its address has variables', () => {
    expect(read({ ...description, servers: undefined }).address).to.equal('https://provider.example/');
    expect(read({ ...description, servers: [{ url: 'https://{host}/v1' }] }).address).to.equal('https://{host}/v1');
  });

  it('is told with what the description lacks', () => {
    const lacking = { openapi: '3.1.0', info: { title: 'People' }, paths: { people: { get: {} } } };
    expect(read(lacking).warnings).to.deep.equal([
      'info.version: is missing',
      'paths.people: does not start with /',
      'paths.people.get.responses: is missing',
    ]);
    expect(read({ openapi: '3.0.0' }).warnings).to.deep.equal(['info: is missing', 'paths: is missing']);
    expect(read({ openapi: '3.1.0', info: description.info, components: {} }).warnings).to.deep.equal([]);
  });

  it('is read from versions 3.0 and 3.1 alone', () => {
    expect(readOpenApi(Buffer.from('openapi: 3.0\npaths: {}\n'), URL).endpoints).to.deep.equal([]);
    for (const openapi of ['2.0', '3.2.0', '4.0.0']) {
      expect(refusal(() => read({ ...description, openapi }))).to.match(/^unsupported_openapi_version:/);
    }
    expect(refusal(() => read({ swagger: '2.0' }))).to.match(/^openapi_parsing_error:/);
  });

  it('is not read from what is no description', () => {
    const bomb = `a: &a [1]\nb: [${Array.from({ length: 200 }, () => '*a').join(',')}]\n`;
    for (const text of ['', '[]', '{', 'a: [', bomb]) {
      expect(refusal(() => readOpenApi(Buffer.from(text), URL))).to.match(/^openapi_parsing_error:/);
    }
    expect(refusal(() => read({ ...description, servers: [{ url: 'http://[' }] }))).to.match(/^openapi_parsing_error:/);
  });
});
