import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '#certs/algorithms.ts';
import { CertificateVerifier } from '#certs/path.ts';
import type { EntryKey } from '#protocol/container/entries.ts';
import { readContainer, type Container } from '#protocol/container/read.ts';
import type { VerificationReport } from '#protocol/container/report.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { judgeContainer, verifyContainer } from '#protocol/container/verify.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { fuzzRuns } from '../fuzz.ts';
import { makeAllEvidence, packed, type MadeEvidence } from './containers.ts';
import { configuration } from './country.ts';
import type { Cover } from './coverage-rules.ts';
import { allKeys, entryName, placesOf, type Place } from './places.ts';

const documentation = join(import.meta.dirname, '..', '..', 'docs', 'evidence.md');

/** Changes that are tried in each place: some everywhere, all in the long lane. */
const CHANGES_PER_PLACE = fuzzRuns(4);

interface Evidence extends MadeEvidence {
  readonly bytes: Buffer;
  readonly container: Container;
  readonly statement: string;
}

const certificates = new CertificateVerifier();
const judge = (container: Container) => judgeContainer(container, { configuration, certificates });

/** Who, what and when. What was signed is the message and its attachments. */
function statementOf(report: VerificationReport, container: Container): string {
  if (!report.verified) return 'none';
  const { signer, signedAt, timestampedAt, message } = report;
  const contents = [
    digest('SHA-512', container.entries.get('message') ?? Buffer.alloc(0)).toString('hex'),
    ...container.attachments.map(
      ({ uri, digests }) => `${uri} ${Buffer.from(digests[0]?.value ?? []).toString('hex')}`,
    ),
  ];
  return JSON.stringify({ signer: keyOf(signer), signedAt, timestampedAt, message, contents });
}

/** The container with other bytes in one entry. */
function withEntry(container: Container, key: EntryKey, bytes: Buffer): Container {
  return { ...container, entries: new Map([...container.entries, [key, bytes]]) };
}

function withAttachment(container: Container, index: number, bytes: Buffer): Container {
  const attachments = container.attachments.map((attachment, at) =>
    at === index
      ? {
          ...attachment,
          digests: attachment.digests.map(({ algorithm }) => ({ algorithm, value: digest(algorithm, bytes) })),
        }
      : attachment,
  );
  return { ...container, attachments };
}

interface Change {
  readonly place: Place;
  readonly apply: (bytes: Buffer) => Container;
}

/** Every place of a container, with what puts changed bytes in it. */
function changesOf({ container, contents }: Evidence): Change[] {
  const entries = allKeys.flatMap((key) => {
    const bytes = container.entries.get(key);
    if (bytes === undefined) return [];
    const apply = (changed: Buffer) => withEntry(container, key, changed);
    return placesOf(key, entryName(key), bytes).map((place) => ({ place, apply }));
  });
  const attachments = contents.attachments.flatMap((attachment, index) => {
    if (!(attachment instanceof Uint8Array)) return [];
    const apply = (changed: Buffer) => withAttachment(container, index, changed);
    return placesOf('attachment', 'attachment1, attachment2, …', Buffer.from(attachment)).map((place) => ({
      place,
      apply,
    }));
  });
  return [...entries, ...attachments];
}

/** Spread over the place, its first and its last among them. */
function indexesOf({ size }: Place): number[] {
  const count = Math.min(size, CHANGES_PER_PLACE);
  return [
    ...new Set(Array.from({ length: count }, (_, step) => Math.round((step * (size - 1)) / Math.max(1, count - 1)))),
  ];
}

const stampOf = ({ contents }: Evidence): 'alone' | 'batch' => (contents.timestamp === undefined ? 'alone' : 'batch');

interface Row {
  readonly entry: string;
  readonly element: string;
  alone?: Cover;
  batch?: Cover;
  accepted: number;
}

/** The table, filled by the tests below. */
const rows = new Map<string, Row>();

function noteRow(place: Place, stamp: 'alone' | 'batch', accepted: number): void {
  const key = `${place.entry} ${place.element}`;
  const row = rows.get(key) ?? { entry: place.entry, element: place.element, accepted: 0 };
  row[stamp] = place.rule[stamp];
  row.accepted += accepted;
  rows.set(key, row);
}

const isFree = (cover: Cover | undefined): boolean => cover === undefined || cover === 'nobody';

describe('What evidence proves (docs/evidence.md)', function () {
  this.timeout(3_600_000);
  let all: Evidence[];

  before(async () => {
    all = await Promise.all(
      (await makeAllEvidence()).map(async (made) => {
        const bytes = await packed(made.contents);
        const container = await readContainer(sourceOf(bytes));
        return { ...made, bytes, container, statement: statementOf(judge(container), container) };
      }),
    );
  });

  it('makes evidence of each kind, which verifies', () => {
    expect(all.map(({ container }) => judge(container).code)).to.deep.equal(all.map(() => null));
    expect(all.length).to.equal(5);
  });

  it('refuses every change in what is covered; a change elsewhere never makes another statement', () => {
    const faults: string[] = [];
    for (const evidence of all) {
      const stamp = stampOf(evidence);
      for (const { place, apply } of changesOf(evidence)) {
        let accepted = 0;
        for (const index of indexesOf(place)) {
          const container = apply(place.changed(index));
          const report = judge(container);
          const where = `${evidence.title}: ${place.entry} ${place.element}, change ${index}`;
          if (report.verified) accepted += 1;
          if (report.verified && place.rule[stamp] !== 'nobody') faults.push(`${where}: verified`);
          if (report.verified && statementOf(report, container) !== evidence.statement)
            faults.push(`${where}: another statement`);
          if (report.code === 'internal_error') faults.push(`${where}: ${JSON.stringify(report.checks.at(-1))}`);
        }
        noteRow(place, stamp, accepted);
      }
    }
    expect(faults).to.deep.equal([]);
  });

  it('says "nobody" only of what can in truth be changed', () => {
    const never = [...rows.values()].filter((row) => isFree(row.alone) && isFree(row.batch) && row.accepted === 0);
    expect(never).to.deep.equal([]);
  });

  it('refuses or makes the same statement, whatever byte of an entry becomes another', () => {
    const property = fc.property(
      fc.nat({ max: 4 }),
      fc.constantFrom(...allKeys),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat({ max: 255 }),
      (which, key, at, byte) => {
        const evidence = all[which];
        const bytes = evidence?.container.entries.get(key);
        if (evidence === undefined || bytes === undefined) return;
        const changed = Buffer.from(bytes);
        changed[Math.floor(at * bytes.length)] = byte;
        expectSame(
          evidence,
          judge(withEntry(evidence.container, key, changed)),
          withEntry(evidence.container, key, changed),
        );
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(500) });
  });

  it('refuses or makes the same statement, whatever byte of the file becomes another', async () => {
    const property = fc.asyncProperty(
      fc.nat({ max: 4 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
      async (which, at, difference) => {
        const evidence = all[which];
        if (evidence === undefined) return;
        const file = Buffer.from(evidence.bytes);
        const index = Math.floor(at * file.length);
        file[index] = (file[index] ?? 0) ^ difference;
        const report = await verifyContainer({ source: sourceOf(file), configuration, certificates });
        if (!report.verified) expect(report.code).to.match(CODE).and.not.equal('internal_error');
        else expect(statementOf(report, await readContainer(sourceOf(file)))).to.equal(evidence.statement);
      },
    );
    await fc.assert(property, { numRuns: fuzzRuns(150) });
  });

  it('documents exactly this', () => {
    const table = tableOf([...rows.values()]);
    const text = readFileSync(documentation, 'utf8');
    const [before = '', , after = ''] = text.split(MARKS);
    if (process.env.DRUM_WRITE_DOCS === '1')
      writeFileSync(documentation, `${before}${START}\n\n${table}\n\n${END}${after}`);
    const [, written = ''] = readFileSync(documentation, 'utf8').split(MARKS);
    expect(written.trim()).to.equal(table);
  });
});

const CODE = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/;

function expectSame(evidence: Evidence, report: VerificationReport, container: Container): void {
  if (report.verified) expect(statementOf(report, container)).to.equal(evidence.statement);
  else expect(report.code).to.match(CODE).and.not.equal('internal_error');
}

const START = '<!-- coverage: written by DRUM_WRITE_DOCS=1 mocha --spec test/evidence/coverage.test.ts -->';
const END = '<!-- end of coverage -->';
const MARKS = /<!-- coverage: .*? -->|<!-- end of coverage -->/;

const COVER_TEXT: Readonly<Record<Cover, string>> = {
  signer: 'yes: the signer',
  'time-stamping authority': 'yes: the time-stamping authority',
  'OCSP responder': 'yes: the OCSP responder',
  form: 'no, but a change is refused',
  nobody: 'no',
};

function tableOf(list: readonly Row[]): string {
  const names: string[] = [...allKeys.map(entryName), 'attachment1, attachment2, …'];
  const ordered = list.toSorted((one, other) => names.indexOf(one.entry) - names.indexOf(other.entry));
  const text = (cover: Cover | undefined): string => (cover === undefined ? 'not there' : COVER_TEXT[cover]);
  return [
    '| Entry | Element, attribute or part | Covered by a signature: time-stamped alone | time-stamped in a batch |',
    '| --- | --- | --- | --- |',
    ...ordered.map(
      ({ entry, element, alone, batch }) =>
        `| \`${entry}\` | ${element === '' ? 'all of it' : shown(element)} | ${text(alone)} | ${text(batch)} |`,
    ),
    '| the ZIP file | names, order, times and checksums of entries, compression, comment | no | no |',
  ].join('\n');
}

/** Where all unsigned and signed properties stand: said once above the table. */
const PROPERTIES = /^Object\/QualifyingProperties(\/(?:UnsignedProperties\/UnsignedSignatureProperties\/)?|(?=@))/;

/** A path as code; what follows a colon, or is no path, as words. */
function shown(element: string): string {
  const colon = element.indexOf(': ');
  const [path, part] = colon < 0 ? [element, ''] : [element.slice(0, colon), element.slice(colon)];
  const short = path.replace(PROPERTIES, (_, rest: string) => (rest === '' ? 'QualifyingProperties' : '… '));
  return /^[\w/@]+$/.test(path) ? `\`${short}\`${part}` : element;
}
