import { z } from 'zod';
import { itSurvives } from '../test/fuzz.ts';
import { hostileJson, hostileYaml } from '../test/hostile-json.ts';
import { readParameters } from './parameters.ts';
import { readYaml } from './yaml-file.ts';

const anything = z.record(z.string(), z.unknown());
const seed = {
  a: { b: [1, 'two', true, null, { c: 'd: e' }] },
  text: 'several\nlines\n',
  date: '2026-01-01T00:00:00Z',
  parameters: { 'proxy.client-timeout': 30_000, 'message-log.timestamp-immediately': true },
};

describe('Files of programs in hostile input', () => {
  itSurvives('YAML', hostileYaml([seed, 'text', [seed]]), (text) => readYaml(text, anything, 'a.yaml'));

  itSurvives(
    'system parameters',
    hostileJson([seed.parameters, { 'configuration-client.allowed-federations': 'all' }]),
    (text) => readParameters(readYaml(text, anything, 'a.yaml')),
  );
});
