import { expect } from 'chai';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileHeader } from '../../test/hostile-input.ts';
import { publishedPath } from './published-path.ts';

const targets = [
  '/internalconf?version=6',
  '/externalconf',
  '/V6/20260101000000/shared-params.xml',
  '//',
  'http://a/internalconf',
];
const tokens = ['/', '//', '..', '/../', '%2e%2e', '%2f', '\\', '%00', '?', 'version=', '#', ':', '\0', '.metadata'];

describe('Requests for configuration in hostile input', () => {
  itSurvives('request target of configuration', hostileHeader(targets, tokens), (target) => {
    const url = URL.parse(target, 'http://localhost');
    const path = url === null ? undefined : publishedPath(url);
    if (path !== undefined)
      expect(path)
        .to.match(/^\/V[2-6]\//)
        .and.not.match(/\.\.|%|\\/);
  });
});
