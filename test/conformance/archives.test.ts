import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { verifyArchives } from '#protocol/container/archive/verify-chain.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { vectorFiles } from '../lab.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

interface Row {
  readonly files: readonly string[];
  readonly verdict: string;
  /** Details of all checks that are not ok, and the order found. */
  readonly notes?: readonly string[];
  readonly order?: readonly string[];
}

const ARCHIVE_0 = 'archive/message-archive-0.zip';
const ARCHIVE_1 = 'archive/message-archive-1.zip';
const LOG = 'messagelog/logarchive/mlog';
const NOT_GIVEN =
  'message-archive-1.zip: mlog-20231023121255-20231023121255-9011ab557706b505.zip.gpg, which it follows, was not given; ' +
  'the chain is unproved before it';

const ROWS: readonly Row[] = [
  { files: [ARCHIVE_0, ARCHIVE_1], verdict: 'verified', order: ['message-archive-0.zip', 'message-archive-1.zip'] },
  { files: [ARCHIVE_1, ARCHIVE_0], verdict: 'verified', order: ['message-archive-0.zip', 'message-archive-1.zip'] },
  { files: [ARCHIVE_0], verdict: 'verified' },
  { files: [ARCHIVE_1], verdict: 'verified', notes: [NOT_GIVEN] },
  {
    files: ['messagelog/archive-verifier/message-archive-0.zip', 'messagelog/archive-verifier/message-archive-1.zip'],
    verdict: 'verified',
  },
  { files: [`${LOG}-WITH_LINKINGINFO.zip`], verdict: 'verified' },
  {
    files: [`${LOG}-NO_LINKINGINFO.zip`],
    verdict: 'archive_linking_info_not_found',
    notes: ['mlog-NO_LINKINGINFO.zip: The archive has no entry linkinginfo'],
  },
  {
    files: [`${LOG}-NO_ASIC_CONTAINERS.zip`],
    verdict: 'archive_no_containers',
    notes: ['mlog-NO_ASIC_CONTAINERS.zip: There are no containers in the archive, at least one is expected'],
  },
  {
    files: [`${LOG}-WITH_INVALID_LINKINGINFO.zip`],
    verdict: 'archive_digest_mismatch',
    notes: ['mlog-WITH_INVALID_LINKINGINFO.zip: 1234567890-request-OUxhMqY0Kx.asice does not fit the chain'],
  },
  {
    files: [`${LOG}-EXCESSIVE_FILES_IN_LINKINGINFO.zip`],
    verdict: 'archive_files_differ',
    notes: [
      'mlog-EXCESSIVE_FILES_IN_LINKINGINFO.zip: Listed but not in the archive: 8888888888-request-OUxhMqY0Kx.asice',
    ],
  },
  {
    files: ['lab/messagelog-archive/ss1/mlog-20261122235407-20261122235410-6701ed3f216fc286.zip'],
    verdict: 'verified',
  },
  {
    files: ['lab/messagelog-archive/ss2/mlog-20261122235407-20261122235410-27eae960a432c1b8.zip'],
    verdict: 'verified',
  },
];

describeWithVectors('Archives of the message log (vectors/archive, messagelog, lab/messagelog-archive)', () => {
  it('judges each archive there is', () => {
    const there = ['archive', 'messagelog', 'lab/messagelog-archive'].flatMap((folder) =>
      vectorFiles(folder, '.zip').map((file) => `${folder}/${file}`),
    );
    expect([...new Set(ROWS.flatMap(({ files }) => files))].toSorted()).to.deep.equal(there.toSorted());
  });

  for (const { files, verdict, notes = [], order } of ROWS) {
    it(`${files.join(', ')}: ${verdict}`, async () => {
      const report = await verifyArchives(
        files.map((file) => ({ name: basename(file), source: sourceOf(readFileSync(vectorsPath(file))) })),
      );
      expect(report.code ?? 'verified').to.equal(verdict);
      expect(report.verified).to.equal(verdict === 'verified');
      expect(report.checks.filter(({ outcome }) => outcome !== 'ok').map(({ detail }) => detail)).to.deep.equal(notes);
      if (order !== undefined) expect(report.archives.map(({ name }) => name)).to.deep.equal(order);
    });
  }
});
