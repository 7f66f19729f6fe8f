import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { withoutServerAddresses } from './open-api.ts';

const ADDRESSES: Readonly<Record<string, string>> = {
  'https://registry.internal:8443/api/v1?x=1#y': '/api/v1',
  'http://10.0.0.7': '',
  'http://10.0.0.7/': '/',
  '/api': '/api',
  'api/v2?x': 'api/v2',
  'https://{host}/v1': 'https://{host}/v1',
  '//registry.internal/api': '/api',
};

describe('An OpenAPI description', () => {
  for (const [address, path] of Object.entries(ADDRESSES)) {
    it(`does not tell where the provider's system is: ${address}`, () => {
      const description = { openapi: '3.1.0', servers: [{ url: address, description: 'ours' }, {}], paths: {} };
      const json = JSON.parse(withoutServerAddresses(JSON.stringify(description), 'json')) as typeof description;
      expect(json).to.deep.equal({ ...description, servers: [{ url: path, description: 'ours' }, {}] });
      const yaml = `# for people\nopenapi: "3.0.3"\nservers:\n  - url: "${address}"\npaths: {}\n`;
      expect(withoutServerAddresses(yaml, 'yaml')).to.equal(yaml.replace(`"${address}"`, `"${path}"`));
    });
  }

  it('may have no servers', () => {
    expect(withoutServerAddresses('{"openapi":"3.0.0"}', 'json')).to.equal('{"openapi":"3.0.0"}');
    expect(withoutServerAddresses('openapi: 3.0.0\n', 'yaml')).to.equal('openapi: 3.0.0\n');
    expect(withoutServerAddresses('openapi: 3.0.0\nservers: none\n', 'yaml')).to.equal(
      'openapi: 3.0.0\nservers: none\n',
    );
  });

  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefg'.charAt(at)},`.repeat(9)}]`),
  ].join('\n');
  const refused: readonly (readonly [string, 'json' | 'yaml', string])[] = [
    ['{', 'json', 'it is not JSON'],
    ['[]', 'json', 'it is no object'],
    ['{"openapi":"2.0"}', 'json', 'its version is not 3'],
    ['{"openapi":"3.0.0","servers":[{"url":"http://a b"}]}', 'json', 'the address of a server is no URL'],
    ['a: [', 'yaml', 'it is not YAML'],
    ['- a', 'yaml', 'it is no mapping'],
    ['openapi: 2.0.0', 'yaml', 'its version is not 3'],
    [bomb, 'yaml', 'it has too many aliases'],
  ];
  for (const [text, form, why] of refused) {
    it(`is refused: ${why} (${form})`, () => {
      expect(refusal(() => withoutServerAddresses(text, form))).to.equal(
        `invalid_request: The service's description is no OpenAPI 3 description: ${why}`,
      );
    });
  }
});
