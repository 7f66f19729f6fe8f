import { expect } from 'chai';
import { itSurvives } from '../test/fuzz.ts';
import { hostileFiles } from '../test/hostile-file.ts';
import { hostileHeader } from '../test/hostile-input.ts';
import { hostileYaml } from '../test/hostile-json.ts';
import { readConfigurationProxyFile } from './file.ts';
import { publishedPath } from './published-path.ts';

const seed = {
  data: 'data',
  listen: { address: '127.0.0.1', port: 8881 },
  publicAddress: '127.0.0.1:8881',
  pin: { file: 'pin' },
  instances: [
    { name: 'BG', anchor: 'anchor.xml', validitySeconds: 60 },
    { name: 'RO', anchor: '/ro.xml' },
  ],
  parameters: { 'configuration-proxy.update-interval': 60 },
};
const targets = [
  '/BG/conf?version=6',
  '/BG/conf',
  '/BG/1700000000000/BG/shared-params.xml',
  '/BG/1700000000000/%D0/a%20b',
];
const tokens = ['/', '//', '..', '/../', '%2e%2e', '%2f', '\\', '%00', '?', 'version=', '#', ':', '\0', '.json'];

describe('A configuration proxy in hostile input', () => {
  const pathOf = hostileFiles();
  itSurvives('file of a configuration proxy', hostileYaml([seed]), (text) => readConfigurationProxyFile(pathOf(text)));

  itSurvives('request target of a configuration proxy', hostileHeader(targets, tokens), (target) => {
    const url = URL.parse(target, 'http://localhost');
    const path = url === null ? undefined : publishedPath(url);
    if (path !== undefined)
      expect(path)
        .to.match(/^\/[A-Za-z0-9]/)
        .and.not.match(/\/\.|\\/);
  });
});
