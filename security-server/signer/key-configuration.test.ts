import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import {
  EMPTY_KEY_CONFIGURATION,
  findKey,
  readKeyConfiguration,
  withKey,
  withoutKey,
  writeKeyConfiguration,
  type KeyConfiguration,
  type KeyEntry,
} from './key-configuration.ts';

const KEY: KeyEntry = {
  id: 'A1',
  label: 'signing key',
  usage: 'SIGNING',
  publicKey: 'MFkw',
  certificates: [
    {
      certificate: 'MIIB',
      member: { instance: 'BG', memberClass: 'GOV', memberCode: '1' },
      active: true,
      status: 'REGISTERED',
    },
  ],
  requests: [{ id: 'R1', subject: 'CN=1', certificateProfile: 'some.Profile' }],
};
const CONFIGURATION: KeyConfiguration = { version: 1, tokens: [{ id: '0', label: 'token', keys: [KEY] }] };

function changed(change: (key: Record<string, unknown>, token: Record<string, unknown>) => void): string {
  const copy = structuredClone(CONFIGURATION) as { tokens: { keys: Record<string, unknown>[] }[] };
  const token = copy.tokens[0];
  const key = token?.keys[0];
  if (token === undefined || key === undefined) throw new Error('The sample has a token with a key');
  change(key, token);
  return JSON.stringify(copy);
}

describe('Key configuration', () => {
  it('is read as it was written', () => {
    expect(readKeyConfiguration(writeKeyConfiguration(CONFIGURATION), 'keyconf.json')).to.deep.equal(CONFIGURATION);
  });

  const refused: [string, string, string][] = [
    [
      'an unknown usage',
      changed((key) => (key.usage = 'BOTH')),
      'tokens.0.keys.0.usage: must be SIGNING or AUTHENTICATION',
    ],
    [
      'a public key that is not base64',
      changed((key) => (key.publicKey = '!!')),
      'tokens.0.keys.0.publicKey: must be base64',
    ],
    [
      'a certificate status that X-Road does not have',
      changed((key) => (key.certificates = [{ certificate: 'MIIB', active: true, status: 'OK' }])),
      'tokens.0.keys.0.certificates.0.status: must be one of SAVED, REGISTRATION_IN_PROGRESS, REGISTERED, DELETION_IN_PROGRESS, GLOBAL_ERROR',
    ],
    ['two keys of one id', changed((key, token) => (token.keys = [key, key])), 'tokens: two keys have the id A1'],
    ['what is not JSON', '{', ' is not JSON'],
    ['a version of the future', '{"version":2,"tokens":[]}', 'version: Invalid input: expected 1'],
  ];
  for (const [what, json, reason] of refused) {
    it(`refuses ${what}, naming the field and the rule`, () => {
      const separator = reason.startsWith(' ') ? '' : ': ';
      expect(refusal(() => readKeyConfiguration(json, 'keyconf.json'))).to.equal(
        `malformed_server_conf: keyconf.json${separator}${reason}`,
      );
    });
  }

  it('refuses a field that it does not know', () => {
    const json = changed((key) => (key.pin = '1234'));
    expect(refusal(() => readKeyConfiguration(json, 'keyconf.json'))).to.match(
      /^malformed_server_conf: keyconf\.json: tokens\.0\.keys\.0: .*"pin"/,
    );
  });

  it('answers any text with a configuration or `malformed_server_conf` @fuzz key configuration', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ version: 1, tokens: value })),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(refusal(() => readKeyConfiguration(text, 'x'))).to.match(/^(accepted$|malformed_server_conf: )/);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });

  it('adds, replaces, finds and removes keys without touching the others', () => {
    const other = { ...KEY, id: 'B2' };
    const two = withKey(CONFIGURATION, '0', other);
    expect(two.tokens[0]?.keys).to.deep.equal([KEY, other]);
    const renamed = withKey(two, '0', { ...KEY, label: 'new' });
    expect(renamed.tokens[0]?.keys.map(({ label }) => label)).to.deep.equal(['new', 'signing key']);
    expect(findKey(renamed, 'A1')?.token.id).to.equal('0');
    expect(withoutKey(two, 'A1').tokens[0]?.keys).to.deep.equal([other]);
    expect(withoutKey(two, 'C3')).to.equal(two);
    expect(findKey(EMPTY_KEY_CONFIGURATION, 'A1')).to.equal(undefined);
  });
});
