import { expect } from 'chai';
import fc from 'fast-check';
import { ENTRY, MIMETYPE } from '#protocol/container/entries.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { packed, type MadeEvidence } from '../evidence/containers.ts';
import { fuzzRuns } from '../fuzz.ts';
import { mutated } from '../mutation.ts';
import { judge, makeGenuine, verdictOf, warningsOf, type Genuine } from './judging.ts';
import { makeZip, type ZipEntryToMake } from './zip-maker.ts';

describe('Hostile evidence', () => {
  let direct: Genuine['direct'];
  let batched: Genuine['batched'];
  before(async () => {
    ({ direct, batched } = await makeGenuine());
  });

  describe('whose ZIP file is hostile', () => {
    const genuine = ({ contents }: MadeEvidence): ZipEntryToMake[] => [
      { name: ENTRY.mimetype, data: Buffer.from(MIMETYPE), method: 0 },
      { name: ENTRY.message, data: contents.message },
      { name: ENTRY.signature, data: contents.signature },
      { name: ENTRY.manifest, data: Buffer.from('<m/>') },
    ];
    const withEntries = (...entries: ZipEntryToMake[]): Promise<string> =>
      verdictOf(makeZip({ entries: [...genuine(direct), ...entries] }));
    const malformed = (text: string) => `asic_malformed_container: ${text}`;
    const extra: ZipEntryToMake = { name: 'extra.txt', data: Buffer.from('extra') };
    const zeros = Buffer.alloc(40 * 1024 * 1024);

    it('accepts the genuine one, and one with another order, directories and letter case', async () => {
      expect(await withEntries()).to.equal('verified');
      const entries = [{ name: 'META-INF/', data: Buffer.alloc(0), method: 0 }, ...genuine(direct).toReversed()];
      expect(await verdictOf(makeZip({ entries }))).to.equal('verified');
      const upper = genuine(direct).map((entry) => ({ ...entry, name: entry.name.toUpperCase() }));
      expect(await verdictOf(makeZip({ entries: upper }))).to.equal('verified');
    });

    for (const [title, entries, expected] of [
      [
        'a second message',
        [{ name: ENTRY.message, data: Buffer.from('other') }],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'a second message in capitals',
        [{ name: 'MESSAGE.XML', data: Buffer.from('other') }],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'two entries without meaning of one name',
        [extra, extra],
        malformed('Two entries of the ZIP file have the same name'),
      ],
      [
        'a name that climbs',
        [{ ...extra, name: '../../evil' }],
        malformed('The ZIP file is malformed: invalid relative path: ../../evil'),
      ],
      [
        'an absolute name',
        [{ ...extra, name: '/etc/passwd' }],
        malformed('The ZIP file is malformed: absolute path: /etc/passwd'),
      ],
      [
        'a name with a drive',
        [{ ...extra, name: 'C:evil' }],
        malformed('The ZIP file is malformed: absolute path: C:evil'),
      ],
      [
        'an encrypted attachment',
        [{ name: 'attachment1', data: Buffer.from('x'), flags: 1 }],
        /^asic_malformed_container: The ZIP file is malformed: entry is encrypted/,
      ],
      [
        'an unknown compression',
        [{ name: 'attachment1', data: Buffer.from('x'), method: 12 }],
        /^asic_malformed_container: .*unsupported compression method: 12$/,
      ],
      [
        'a wrong checksum',
        [{ name: 'attachment1', data: Buffer.from('x'), statedCrc: 1 }],
        malformed('An entry of the ZIP file does not fit its checksum'),
      ],
      [
        'a name that its own header has otherwise',
        [{ name: 'attachment1', localName: 'attachment2', data: Buffer.from('x') }],
        malformed('An entry of the ZIP file is described in two ways'),
      ],
      [
        'a compression that its own header has otherwise',
        [{ name: 'attachment1', localMethod: 0, data: Buffer.from('x') }],
        malformed('An entry of the ZIP file is described in two ways'),
      ],
      [
        'an entry longer than it says',
        [{ name: 'attachment1', data: zeros, statedSize: 10 }],
        /^asic_malformed_container: The ZIP file is malformed: too many bytes/,
      ],
      [
        'an entry shorter than it says',
        [{ name: 'attachment1', data: Buffer.from('x'), statedSize: 10 }],
        /^asic_malformed_container: The ZIP file is malformed: not enough bytes/,
      ],
      [
        'data that is not compressed data',
        [{ name: 'attachment1', data: Buffer.from('x'), raw: Buffer.alloc(20, 0xff) }],
        /^asic_malformed_container: The ZIP file is malformed: invalid/,
      ],
      [
        'a time-stamp far too large',
        [{ name: ENTRY.timestamp, data: zeros }],
        malformed('An entry of the ZIP file is larger than 4194304 bytes'),
      ],
      [
        'an attachment said to be of 4 GB',
        [{ name: 'attachment1', data: Buffer.from('x'), statedSize: 0xfffffffe }],
        malformed('The ZIP file holds far more than its size allows for'),
      ],
      [
        'more entries than there may be',
        Array.from({ length: 10_001 }, (_, index) => ({ name: `x${index}`, data: Buffer.alloc(0), method: 0 })),
        malformed('The ZIP file has more than 10000 entries'),
      ],
    ] as const) {
      it(`refuses ${title}`, async () => {
        const verdict = await withEntries(...entries);
        if (typeof expected === 'string') expect(verdict).to.equal(expected);
        else expect(verdict).to.match(expected);
      });
    }

    it('refuses a message that inflates without end', async () => {
      const entries = genuine(direct).map((entry) =>
        entry.name === ENTRY.message ? { ...entry, data: zeros } : entry,
      );
      expect(await verdictOf(makeZip({ entries }))).to.equal(
        malformed('An entry of the ZIP file is larger than 33554432 bytes'),
      );
    });

    it('refuses what is not a ZIP file from its first byte, or is cut short', async () => {
      const file = makeZip({ entries: genuine(direct) });
      const notZip = 'asic_mime_type_not_found: The file is not a ZIP file with entries';
      expect(await verdictOf(Buffer.concat([Buffer.from('#!/bin/sh\n'), file]))).to.equal(notZip);
      expect(await verdictOf(Buffer.alloc(0))).to.equal('asic_mime_type_not_found: The file is empty');
      expect(await verdictOf(Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'))).to.equal(notZip);
      const cut = 'asic_mime_type_not_found: The file is cut short, or is not a ZIP file';
      expect(await verdictOf(file.subarray(0, file.length - 1))).to.equal(cut);
      expect(await verdictOf(file.subarray(0, 200))).to.equal(cut);
    });

    it('looks past bytes behind its end, as X-Road does, and says so', async () => {
      const file = makeZip({ entries: genuine(direct), comment: 'PK\x05\x06 in a comment' });
      for (const tail of [Buffer.from('x'), Buffer.alloc(200_000, 1), Buffer.from('PK\x05\x06', 'latin1')]) {
        const longer = Buffer.concat([makeZip({ entries: genuine(direct) }), tail]);
        expect(await verdictOf(longer)).to.equal('verified');
        expect(await warningsOf(longer)).to.deep.equal([`${tail.length} bytes follow the end of the container`]);
      }
      expect(await verdictOf(file)).to.match(/^(verified|asic_malformed_container: )/);
    });

    it('refuses a directory that lies about itself', async () => {
      const entries = genuine(direct);
      for (const lie of [
        { statedEntries: 60_000 },
        { statedEntries: 5 },
        { statedDirectoryOffset: 0 },
        { statedDirectoryOffset: 0xfffffff0 },
      ]) {
        expect(await verdictOf(makeZip({ entries, ...lie }))).to.match(
          /^asic_(malformed_container|mime_type_not_found): /,
        );
      }
    });

    it('names entries that nobody has signed, without letting their names speak', async () => {
      expect(await warningsOf(makeZip({ entries: [...genuine(direct), extra] }))).to.deep.equal([
        'Nobody has signed these entries: extra.txt',
      ]);
      const report = await judge(
        makeZip({ entries: [...genuine(direct), { ...extra, name: 'META-INF/other-signatures.xml' }] }),
      );
      expect(report.signer === null ? null : keyOf(report.signer)).to.equal('SUBSYSTEM:BG/GOV/1001/sub');
    });

    it('takes a signature file of another name where it is the only one', async () => {
      const renamed = (...names: string[]) =>
        makeZip({
          entries: [
            ...genuine(direct).filter(({ name }) => name !== ENTRY.signature),
            ...names.map((name) => ({ name, data: direct.contents.signature })),
          ],
        });
      expect(await verdictOf(renamed('META-INF/signatures001.xml'))).to.equal('verified');
      expect(await verdictOf(renamed('META-INF/signatures001.xml', 'META-INF/signatures002.xml'))).to.equal(
        'asic_signature_not_found: META-INF/signatures.xml is missing or empty',
      );
    });

    it('is read or refused with a code, whatever it is', async () => {
      const seeds = [
        await packed(direct.contents),
        await packed(batched.contents),
        makeZip({ entries: [...genuine(direct), extra] }),
      ];
      const property = fc.asyncProperty(mutated(seeds), async (file) => {
        const { code } = await judge(file);
        expect(code ?? 'verified')
          .to.match(/^[a-z0-9_.]+$/)
          .and.not.equal('internal_error');
      });
      await fc.assert(property, { numRuns: fuzzRuns(150) });
    });
  });
});
