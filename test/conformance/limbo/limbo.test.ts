import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithVectors } from '../../vectors.ts';
import { readLimbo } from './cases.ts';
import { EXCLUSIONS } from './exclusions.ts';
import { countOutcomes, judge } from './judge.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'certificate-paths.md');
const BEGIN = '<!-- limbo: written by DRUM_WRITE_DOCS=1 mocha --spec test/conformance/limbo/limbo.test.ts -->';
const END = '<!-- limbo: end -->';

describeWithVectors('x509-limbo', () => {
  const cases = readLimbo('core');
  const judged = cases.map(judge);

  for (const { id, outcome, verdict } of judged) {
    if (outcome === 'excluded') continue;
    it(`${id}: ${verdict === 'accepted' ? 'accepted' : 'refused'}`, () => {
      expect(outcome, verdict).to.equal('agrees');
    });
  }

  it('is judged but for the cases that are excluded by name', () => {
    expect(countOutcomes(judged)).to.deep.equal({
      agrees: 125,
      excluded: 83,
      'excluded, although it agrees': 0,
      differs: 0,
    });
  });

  it('excludes no case twice, and none that does not exist', () => {
    const excluded = EXCLUSIONS.flatMap((exclusion) => exclusion.cases);
    expect(new Set(excluded).size).to.equal(excluded.length);
    const known = new Set(cases.map(({ id }) => id));
    expect(excluded.filter((id) => !known.has(id) && !id.startsWith('bettertls::'))).to.deep.equal([]);
  });

  it('has its exclusions in docs/certificate-paths.md (DRUM_WRITE_DOCS=1 writes it)', () => {
    const table = [
      '| why | cases |',
      '| --- | --- |',
      ...EXCLUSIONS.map(({ reason, cases: ids }) => `| ${reason} | ${ids.map((id) => `\`${id}\``).join(', ')} |`),
    ].join('\n');
    const page = readFileSync(PAGE, 'utf8');
    const [before = '', rest = ''] = page.split(BEGIN);
    const written = `${before}${BEGIN}\n\n${table}\n\n${END}${rest.split(END)[1] ?? ''}`;
    if (process.env.DRUM_WRITE_DOCS === '1') writeFileSync(PAGE, written);
    expect(readFileSync(PAGE, 'utf8')).to.equal(written);
  });
});
