import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { refusal } from '../../test/refusal.ts';
import { instanceFolderName, partFileName } from './files.ts';
import { readMetadata, writeMetadata, type PartMetadata } from './metadata.ts';

const text = (content: string) => Buffer.from(content);

describe('Metadata of configuration files', () => {
  it('are written as X-Road’s client writes them, and read back', () => {
    const all: PartMetadata = {
      contentIdentifier: 'SHARED-PARAMETERS',
      instanceIdentifier: 'България',
      expirationDate: new Date('2036-11-19T23:33:52Z'),
      contentFileName: 'a.xml',
      contentLocation: '/V6/1/shared-params.xml',
      configurationVersion: 6,
    };
    expect(writeMetadata(all).toString()).to.equal(
      '{"contentIdentifier":"SHARED-PARAMETERS","instanceIdentifier":"България","expirationDate":"2036-11-19T23:33:52Z","contentFileName":"a.xml","contentLocation":"/V6/1/shared-params.xml","configurationVersion":"6"}',
    );
    expect(readMetadata(writeMetadata(all))).to.deep.equal(all);
    expect(readMetadata(text('{}'))).to.deep.equal({});
    expect(readMetadata(text('{"expirationDate":null,"later":1}'))).to.deep.equal({});
  });

  for (const [what, json, reason] of [
    ['an unknown version', '{"configurationVersion":"7"}', 'configurationVersion is not one that is known'],
    ['an expiry that is no date', '{"expirationDate":"soon"}', 'expirationDate is not one that is known'],
    ['a list', '[]', 'Invalid input: expected object, received array'],
  ] as const) {
    it(`are refused with ${what}`, () => {
      expect(refusal(() => readMetadata(text(json)))).to.equal(
        `malformed_global_conf: The metadata of a configuration file: ${reason}`,
      );
    });
  }

  it('are refused above 64 KiB', () => {
    expect(refusal(() => readMetadata(Buffer.alloc(65_537, 0x20)))).to.equal(
      'malformed_global_conf: Metadata is larger than 65536 bytes',
    );
  });

  it('that were damaged are read or refused, nothing else', () => {
    const seed = writeMetadata({
      configurationVersion: 6,
      expirationDate: new Date('2026-01-01T00:10:00Z'),
      contentIdentifier: 'X',
    });
    fc.assert(
      fc.property(mutated([seed]), (bytes) => {
        expect(refusal(() => readMetadata(bytes))).to.match(/^(accepted|malformed_global_conf: )/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('Names of configuration files', () => {
  const part = { location: '/V6/1/x.xml', digestName: 'SHA-512', digest: Buffer.alloc(64) } as const;

  it('are those of their content identifier, or else what their publisher calls them', () => {
    expect(partFileName({ ...part, contentIdentifier: 'SHARED-PARAMETERS' })).to.equal('shared-params.xml');
    expect(partFileName({ ...part, contentIdentifier: 'NEXTUPDATE' })).to.equal('nextupdate-params.xml');
    expect(partFileName({ ...part, contentIdentifier: 'FOO' })).to.equal('x.xml');
    expect(partFileName({ ...part, fileName: 'a/b/named.xml' })).to.equal('named.xml');
    expect(partFileName({ ...part, location: '/x.xml?a=/b' })).to.equal('x.xml');
  });

  for (const location of [
    '/..',
    '/.',
    '/',
    '',
    '/.hidden',
    '/a\0b',
    '/a\\b',
    '/x.metadata',
    '/shared-params.xml',
    `/${'a'.repeat(129)}`,
  ]) {
    it(`are refused: ${JSON.stringify(location.slice(0, 20))}`, () => {
      expect(refusal(() => partFileName({ ...part, location }))).to.match(/^global_conf_header_field_wrong_value: /);
    });
  }

  it('stand in a folder named by the instance in form encoding', () => {
    expect(instanceFolderName('BG-TEST_1.x*')).to.equal('BG-TEST_1.x*');
    expect(instanceFolderName('A B/ž')).to.equal('A+B%2F%C5%BE');
    for (const instance of ['', '.', '..', '\ud800', 'я'.repeat(50)]) {
      expect(refusal(() => instanceFolderName(instance))).to.equal(
        'malformed_global_conf: The instance identifier cannot name a folder',
      );
    }
  });
});
