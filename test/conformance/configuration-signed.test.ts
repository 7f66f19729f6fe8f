import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { Checks } from '#protocol/checks.ts';
import type { ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readSignedDirectory, type SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { verifyPart, verifySignedDirectory } from '#protocol/configuration/verify-directory.ts';
import { fuzzRuns } from '../fuzz.ts';
import { mutated } from '../mutation.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { confclient, lab, published, type Recorded } from './recorded-directories.ts';

/** Verifies the directory and every file that it lists. */
function verify({ bytes, certificates, at, fileOf }: Recorded): SignedDirectory {
  const directory = verifySignedDirectory(bytes, certificates, at, new Checks());
  for (const part of directory.parts) verifyPart(part, readFileSync(fileOf(part.location)));
  return directory;
}
const verdictOf = (recorded: Recorded) => refusal(() => verify(recorded)).replace(/: .*/, '');

/** The directory, the verdict, and the version and number of files of a good one. */
const table = (): [recorded: Recorded, verdict: string, version?: ConfigurationVersion, files?: number][] => [
  [published(3, 'internalconf'), 'accepted', 3, 2],
  [published(3, 'externalconf'), 'accepted', 3, 1],
  [published(4, 'internalconf'), 'accepted', 4, 2],
  [published(4, 'externalconf'), 'accepted', 4, 1],
  [published(5, 'internalconf'), 'accepted', 5, 2],
  [published(5, 'externalconf'), 'accepted', 5, 1],
  [published(6, 'internalconf'), 'global_conf_missing_verification_cert'],
  [published(6, 'externalconf'), 'global_conf_part_downloaded_file_integrity_failure'],
  [lab(2, 'internalconf'), 'accepted', 2, 2],
  [lab(2, 'externalconf'), 'accepted', 2, 1],
  [lab(3, 'internalconf'), 'accepted', 3, 2],
  [lab(3, 'externalconf'), 'accepted', 3, 1],
  [lab(5, 'internalconf'), 'accepted', 5, 2],
  [lab(5, 'externalconf'), 'accepted', 5, 1],
  [lab(6, 'internalconf'), 'accepted', 6, 2],
  [lab(6, 'externalconf'), 'accepted', 6, 1],
  [lab(6, 'bad-signature'), 'global_conf_signature_verification_failure'],
  [lab(6, 'expired'), 'global_conf_outdated'],
  [confclient('test-conf-simple', '2026-05-20T00:00:00Z'), 'accepted', 2, 3],
  [confclient('test-conf-detached', '2026-05-20T00:00:00Z'), 'accepted', 2, 1],
  [confclient('test-conf-invalid-signature', '2016-05-20T00:00:00Z'), 'global_conf_signature_verification_failure'],
  [confclient('test-conf-missing-signature', '2016-05-20T00:00:00Z'), 'global_conf_signature_verification_failure'],
  [confclient('test-conf-missing-date', '2014-05-20T00:00:00Z'), 'global_conf_header_field_missing'],
  [confclient('test-conf-malformed', '2014-05-20T00:00:00Z'), 'global_conf_missing_signed_data_expiration_date'],
  [confclient('conf1', '2014-05-20T00:00:00Z'), 'global_conf_header_field_missing'],
  // Past their expiry, which is signed.
  [confclient('test-conf-simple', '2026-05-20T17:42:56Z'), 'global_conf_outdated'],
  [confclient('test-conf-detached', '2026-05-20T17:42:56Z'), 'global_conf_outdated'],
];

describeWithVectors('Conformance: signed configuration directories', () => {
  const rows = table();
  const good = rows.filter(([, verdict]) => verdict === 'accepted');

  it('are all in the table', () => {
    const named = new Set(rows.map(([{ name }]) => name));
    const directories = (path: string[], wanted: RegExp) =>
      readdirSync(vectorsPath(...path), { recursive: true, encoding: 'utf8' })
        .filter((name) => wanted.test(name))
        .map((name) => [...path, name].join('/'));
    expect(
      [
        ...directories(['configuration-signed'], /conf$/),
        ...directories(['lab', 'www'], /^V\d\/[^/.0-9]+$/),
        ...directories(['confclient'], /^[^/]+\.txt$/),
      ].sort(),
    ).to.deep.equal([...named].sort());
  });

  for (const [recorded, verdict, version, files] of rows) {
    it(`${recorded.name} at ${recorded.at.toISOString()}: ${verdict}`, () => {
      expect(verdictOf(recorded)).to.equal(verdict);
      if (verdict !== 'accepted') return;
      const directory = verify(recorded);
      expect([directory.version, directory.parts.length]).to.deep.equal([version, files]);
    });
  }

  it('configuration-signed/V6/externalconf is signed well, but lists other shared parameters than there are', () => {
    const { bytes, certificates, at } = published(6, 'externalconf');
    expect(verifySignedDirectory(bytes, certificates, at, new Checks()).parts).to.have.lengthOf(1);
  });

  for (const [recorded] of good) {
    it(`${recorded.name} is refused with any byte of what is signed changed`, () => {
      const { signedBytes } = readSignedDirectory(recorded.bytes);
      const start = recorded.bytes.indexOf(signedBytes);
      for (let at = start; at < start + signedBytes.length; at += 1) {
        const bytes = Buffer.from(recorded.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ 0x04;
        expect(verdictOf({ ...recorded, bytes }), `byte ${at}`).to.match(/^global_conf_/);
      }
    });

    it(`${recorded.name} is refused cut off anywhere, without its last line break too`, () => {
      for (let length = 0; length < recorded.bytes.length; length += 1) {
        const bytes = recorded.bytes.subarray(0, length);
        // What remains of a line break is one still.
        if (recorded.bytes.length - length === 1 && bytes.at(-1) === 0x0a) continue;
        expect(verdictOf({ ...recorded, bytes }), `${length} bytes`).to.match(/^global_conf_/);
      }
    });

    it(`${recorded.name} is refused with any file changed`, () => {
      const { parts } = verify(recorded);
      const changes = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
      for (const part of parts) {
        const content = readFileSync(recorded.fileOf(part.location));
        fc.assert(
          fc.property(changes, ([place, change]) => {
            const changed = Buffer.from(content);
            const at = place % changed.length;
            changed[at] = (changed[at] ?? 0) ^ change;
            expect(
              refusal(() => {
                verifyPart(part, changed);
              }),
            ).to.match(/^global_conf_part_downloaded_file_integrity_failure: /);
          }),
          { numRuns: Math.min(fuzzRuns(50), 1_000) },
        );
        expect(
          refusal(() => {
            verifyPart(part, content.subarray(0, -1));
          }),
        ).to.match(/^global_conf_part_downloaded_file_/);
      }
    });
  }

  it('that were damaged are verified or refused, nothing else', () => {
    const certificates = rows.flatMap(([recorded]) => recorded.certificates);
    fc.assert(
      fc.property(mutated(rows.map(([{ bytes }]) => bytes)), (bytes) => {
        const verdict = refusal(() =>
          verifySignedDirectory(bytes, certificates, new Date('2014-01-01T00:00:00Z'), new Checks()),
        );
        expect(verdict).to.match(/^(accepted|global_conf_)/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});
