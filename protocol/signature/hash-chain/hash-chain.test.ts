import { expect } from 'chai';
import fc from 'fast-check';
import { digest, digestUri } from '#certs/algorithms.ts';
import { fuzzRuns } from '../../../test/fuzz.ts';
import { mutated } from '../../../test/mutation.ts';
import { refusal } from '../../../test/refusal.ts';
import { buildHashChain, type BatchInput } from './build.ts';
import { readHashChainResultTree, readHashChainTree } from './read.ts';
import { readChainTemplate, readResultTemplate } from './read-template.ts';
import { encodeStep, stepDigest } from './step.ts';
import { verifyHashChain, type HashChainQuestion } from './verify.ts';

const SHA_512 = digestUri('SHA-512');
const OPTIONS = { algorithm: 'SHA-512', chainUri: '/sig-hashchain.xml', partUri: '/message.xml' } as const;
const sha = (text: string): Buffer => digest('SHA-512', Buffer.from(text));

const NAMESPACES = 'xmlns:h="http://cyber.ee/hashchain" xmlns:d="http://www.w3.org/2000/09/xmldsig#"';
const resultOf = (value: Uint8Array, uri = '/c.xml#A'): Buffer =>
  Buffer.from(
    `<h:HashChainResult ${NAMESPACES} URI="${uri}"><d:DigestMethod Algorithm="${SHA_512}"/>` +
      `<d:DigestValue>${Buffer.from(value).toString('base64')}</d:DigestValue></h:HashChainResult>`,
  );
const chainOf = (steps: string, method = SHA_512): Buffer =>
  Buffer.from(`<h:HashChain ${NAMESPACES}><h:DefaultDigestMethod Algorithm="${method}"/>${steps}</h:HashChain>`);
const ref = (id: string): string => `<h:StepRef URI="#${id}"/>`;
const step = (id: string, values: string): string => `<h:HashStep id="${id}">${values}</h:HashStep>`;

const question = (chain: Buffer, more: Partial<HashChainQuestion> = {}): HashChainQuestion => ({
  result: resultOf(sha('whatever')),
  chain: () => chain,
  inputs: [],
  absent: 'refuse',
  ...more,
});
const verdict = (asked: HashChainQuestion): string => refusal(() => verifyHashChain(asked));

describe('A step of a hash chain', () => {
  it('is the DER of its digests, not their bytes one after the other', () => {
    const encoded = encodeStep([
      { algorithm: 'SHA-512', value: Buffer.alloc(64, 1) },
      { algorithm: 'SHA-512', value: Buffer.alloc(64, 2) },
    ]);
    expect(encoded.length).to.equal(225);
    expect(encoded.subarray(0, 7).toString('hex')).to.equal('3081de306d0440');
    expect(encoded.includes(`\x0c\x27${SHA_512}\x30\x00`, 'latin1' as never)).to.equal(true);
  });

  it('may be empty', () => {
    expect(encodeStep([]).toString('hex')).to.equal('3000');
    expect(stepDigest('SHA-512', [])).to.deep.equal(digest('SHA-512', Buffer.from('3000', 'hex')));
  });
});

describe('A hash chain that we build', () => {
  const inputsOf = (sizes: readonly number[]): BatchInput[] =>
    sizes.map((size, message): BatchInput => [
      sha(`message ${message}`),
      ...Array.from({ length: size }, (_, part) => sha(`attachment ${message} ${part}`)),
    ]);

  it('covers each message of any batch, and nothing else', () => {
    const sizes = fc
      .array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 })
      .filter((all) => all.length > 1 || all[0] !== 0);
    const property = fc.property(sizes, fc.nat(), (all, pick) => {
      const inputs = inputsOf(all);
      const { result, chains } = buildHashChain(inputs, OPTIONS);
      const which = pick % inputs.length;
      const parts = (inputs[which] ?? []).map((value, index) => ({
        uri: index === 0 ? '/message.xml' : `/attachment${index}`,
        digest: { algorithm: 'SHA-512', value } as const,
      }));
      const asked = { result, chain: () => chains[which], inputs: parts, absent: 'refuse' } as const;
      expect(verifyHashChain(asked).map(({ uri }) => uri)).to.deep.equal(parts.map(({ uri }) => uri));
      const others = parts.map(({ uri }, index) => ({
        uri,
        digest: { algorithm: 'SHA-512', value: sha(`other ${index}`) } as const,
      }));
      expect(verdict({ ...asked, inputs: others })).to.match(/^invalid_hash_chain: /);
    });
    fc.assert(property, { numRuns: fuzzRuns(60) });
  });

  it('pads the tree at its right end: what has no neighbour goes up as it is', () => {
    const [a, b, c] = [sha('a'), sha('b'), sha('c')];
    const top = stepDigest('SHA-512', [stepDigest('SHA-512', [a, b]), c]);
    const { result, chains } = buildHashChain([[a], [b], [c]], OPTIONS);
    expect(result.toString()).to.include(top.toString('base64'));
    expect(chains.map((chain) => chain.toString().match(/<ns2:HashStep/g)?.length)).to.deep.equal([2, 2, 1]);
  });

  it('is not needed for one message of one part, and has a limit', () => {
    expect(() => buildHashChain([[sha('a')]], OPTIONS)).to.throw(TypeError, 'No hash chain for 1 inputs');
    expect(() => buildHashChain([], OPTIONS)).to.throw(TypeError, 'No hash chain for 0 inputs');
    const many = Array.from({ length: 10_001 }, (): BatchInput => [sha('a')]);
    expect(() => buildHashChain(many, OPTIONS)).to.throw(TypeError, 'No hash chain for 10001 inputs');
  });
});

describe('The two ways of reading a hash chain', () => {
  const { result, chains } = buildHashChain([[sha('a'), sha('b')], [sha('c')], [sha('d')]], OPTIONS);
  /** The other way in which X-Road hands out the prefixes. */
  const turned = (xml: Buffer): Buffer =>
    Buffer.from(
      xml
        .toString('utf8')
        .replace(/<(\/?)Digest/g, '<$1other:Digest')
        .replace(/<(\/?)ns2:/g, '<$1')
        .replace(/<(\/?)other:/g, '<$1ns2:')
        .replace(/xmlns="([^"]*)" xmlns:ns2="([^"]*)"/, 'xmlns="$2" xmlns:ns2="$1"'),
    );
  const seeds = [result, ...chains].flatMap((xml) => [xml, turned(xml)]);

  it('agree on what X-Road and we write', () => {
    for (const xml of [result, turned(result)]) {
      expect(readResultTemplate(xml)).to.deep.equal(readHashChainResultTree(xml)).and.not.equal(undefined);
    }
    for (const xml of chains.flatMap((chain) => [chain, turned(chain)])) {
      expect(readChainTemplate(xml)).to.deep.equal(readHashChainTree(xml)).and.not.equal(undefined);
    }
  });

  it('never read two things in one document', () => {
    const property = fc.property(mutated(seeds), (xml) => {
      const [asResult, asChain] = [readResultTemplate(xml), readChainTemplate(xml)];
      if (asResult !== undefined) expect(asResult).to.deep.equal(readHashChainResultTree(xml));
      if (asChain !== undefined) expect(asChain).to.deep.equal(readHashChainTree(xml));
    });
    fc.assert(property, { numRuns: fuzzRuns(300) });
  });
});

describe('A hostile hash chain', () => {
  const malformed = (text: string) => `malformed_hash_chain: ${text}`;

  it('may not lead back to itself', () => {
    expect(verdict(question(chainOf(step('A', ref('A')))))).to.equal(malformed('Step #A leads back to itself'));
    expect(verdict(question(chainOf(step('A', ref('B')) + step('B', ref('A')))))).to.equal(
      malformed('Step #A leads back to itself'),
    );
  });

  it('costs no more than its size, however often its steps are referred to', () => {
    const steps = Array.from({ length: 60 }, (_, index) =>
      step(index === 0 ? 'A' : `S${index}`, ref(`S${index + 1}`).repeat(8)),
    );
    const chain = chainOf(steps.join('') + step('S60', ''));
    const started = performance.now();
    expect(verdict(question(chain))).to.match(/^invalid_hash_chain: /);
    expect(performance.now() - started).to.be.lessThan(2_000);
  });

  it('may not be too deep, or too many documents', () => {
    const deep = Array.from({ length: 70 }, (_, index) => step(index === 0 ? 'A' : `S${index}`, ref(`S${index + 1}`)));
    expect(verdict(question(chainOf(deep.join(''))))).to.equal(malformed('The hash chain is deeper than 64 steps'));
    let opened = 0;
    const chain = () => {
      opened += 1;
      return chainOf(step('A', `<h:StepRef URI="/c${opened}.xml#A"/>`));
    };
    expect(verdict(question(Buffer.alloc(0), { chain }))).to.equal(malformed('More than 16 chain documents'));
  });

  for (const [title, chain, expected] of [
    ['a step that is not there', chainOf(step('A', ref('B'))), malformed('The hash chain has no step #B')],
    [
      'two steps of one id',
      chainOf(step('A', '') + step('A', '')),
      malformed('Two steps of the hash chain have the same id'),
    ],
    [
      'SHA-1',
      chainOf(step('A', ''), 'http://www.w3.org/2000/09/xmldsig#sha1'),
      'invalid_hash_chain: The result of the hash chain differs from what the chain leads to',
    ],
    [
      'SHA-1 of a value',
      chainOf(step('A', ref('A')), 'http://www.w3.org/2000/09/xmldsig#sha1'),
      malformed('Digest algorithm "http://www.w3.org/2000/09/xmldsig#sha1" is not accepted'),
    ],
    [
      'no digest algorithm',
      Buffer.from(`<h:HashChain ${NAMESPACES}>${step('A', ref('A'))}</h:HashChain>`),
      malformed('StepRef has no digest algorithm, and the chain no default'),
    ],
    [
      'a DOCTYPE',
      Buffer.from(`<!DOCTYPE x>${chainOf('').toString()}`),
      malformed('A document type declaration (DOCTYPE) is not allowed'),
    ],
    ['another root', resultOf(sha('a')), malformed('The document is no HashChain')],
    ['text between steps', chainOf('text'), malformed('The document breaks its schema: HashChain may hold no text')],
    [
      'a digest that is not base64',
      chainOf(step('A', '<h:HashValue><d:DigestValue>!</d:DigestValue></h:HashValue>')),
      malformed('The document breaks its schema: DigestValue holds a malformed value'),
    ],
    [
      'an XSLT transform',
      chainOf(
        step(
          'A',
          `<h:DataRef URI="/m"><d:Transforms><d:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></d:Transforms><d:DigestValue/></h:DataRef>`,
        ),
      ),
      malformed('Algorithm "http://www.w3.org/TR/1999/REC-xslt-19991116" is not accepted in Transform'),
    ],
  ] as const) {
    it(`is refused for ${title}`, () => {
      expect(verdict(question(chain))).to.equal(expected);
    });
  }

  for (const [title, uri, expected] of [
    ['no fragment', '/c.xml', malformed('The hash chain has no step /c.xml')],
    ['an empty fragment', '/c.xml#', malformed('The hash chain has no step /c.xml#')],
    ['no document', '#A', malformed('The hash chain has no step #A')],
  ] as const) {
    it(`is refused for a result with ${title}`, () => {
      expect(verdict(question(chainOf(step('A', '')), { result: resultOf(sha('a'), uri) }))).to.equal(expected);
    });
  }

  it('is read or refused with a code, whatever it is', () => {
    const { result, chains } = buildHashChain([[sha('a'), sha('b')], [sha('c')], [sha('d')]], OPTIONS);
    const codes =
      /^(accepted$|(malformed_hash_chain|invalid_reference|invalid_hash_chain_ref|invalid_hash_chain|hashchain_unused_inputs): )/;
    const property = fc.property(mutated([result, ...chains]), fc.boolean(), (bytes, isResult) => {
      const asked = {
        result: isResult ? bytes : result,
        chain: () => (isResult ? chains[0] : bytes),
        inputs: [{ uri: '/message.xml', digest: { algorithm: 'SHA-512', value: sha('a') } as const }],
        absent: 'count',
      } as const;
      expect(verdict(asked)).to.match(codes);
    });
    fc.assert(property, { numRuns: fuzzRuns(300) });
  });
});
