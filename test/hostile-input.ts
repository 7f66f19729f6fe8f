import fc from 'fast-check';
import { mutated } from './mutation.ts';

// Input for parsers that strangers reach: nothing in particular, nearly right, and right but repeated without end.

/** A few kilobytes, so that what grows with the square of its input is felt. */
const PUMPED_BYTES_MAX = 30_000;
/** One input in so many is long: they cost a hundred times as much as the others. */
const PUMPED_ONE_IN = 200;

/** A piece of a seed stands there again and again: what makes a pattern backtrack and a recursion deep. */
function pumped(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .record({
      seed: fc.constantFrom(...seeds),
      at: fc.nat(),
      length: fc.integer({ min: 1, max: 40 }),
      bytes: fc.integer({ min: 1_000, max: PUMPED_BYTES_MAX }),
      end: fc.constantFrom('rest', 'nothing', 'other' as const),
    })
    .map(({ seed, at, length, bytes, end }) => {
      const from = at % Math.max(1, seed.length);
      const piece = seed.subarray(from, from + length);
      const many = Buffer.alloc(bytes, piece.length === 0 ? Buffer.from('a') : piece);
      const rest = { rest: seed.subarray(from + length), nothing: Buffer.alloc(0), other: Buffer.from('\u0000!') }[end];
      return Buffer.concat([seed.subarray(0, from), many, rest]);
    });
}

/** Parts of two seeds, one after the other. */
function spliced(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const cut = fc.record({ seed: fc.constantFrom(...seeds), at: fc.nat() });
  return fc
    .tuple(cut, cut)
    .map(([one, other]) =>
      Buffer.concat([
        one.seed.subarray(0, one.at % (one.seed.length + 1)),
        other.seed.subarray(other.at % (other.seed.length + 1)),
      ]),
    );
}

/** A token of the format put in somewhere, instead of as many bytes as it has or between them. */
function withToken(seeds: readonly Buffer[], tokens: readonly string[]): fc.Arbitrary<Buffer> {
  const put = fc.record({ token: fc.constantFrom(...tokens), at: fc.nat(), cut: fc.integer({ min: 0, max: 12 }) });
  return fc
    .record({ seed: fc.constantFrom(...seeds), puts: fc.array(put, { minLength: 1, maxLength: 4 }) })
    .map(({ seed, puts }) =>
      puts.reduce((bytes, { token, at, cut }) => {
        const from = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, from), Buffer.from(token), bytes.subarray(from + cut)]);
      }, seed),
    );
}

const TOKENS = [
  '\0',
  '\r\n',
  '\n',
  ' ',
  '\t',
  '\ufeff',
  '\u200b',
  '"',
  "'",
  '\\',
  '%',
  '%00',
  '/',
  '..',
  ':',
  ';',
  '=',
  ',',
];

/**
 * Bytes: any, and such that are nearly one of the seeds. `tokens` are pieces of text that mean something in this format.
 */
export function hostileBytes(seeds: readonly Uint8Array[], tokens: readonly string[] = TOKENS): fc.Arbitrary<Buffer> {
  const buffers = seeds.map((seed) => Buffer.from(seed));
  return fc.oneof(
    { weight: 20, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 100, arbitrary: mutated(buffers) },
    { weight: 60, arbitrary: withToken(buffers, tokens) },
    { weight: 19, arbitrary: spliced(buffers) },
    { weight: 200 / PUMPED_ONE_IN, arbitrary: pumped(buffers) },
  );
}

/** All code units, halves of surrogate pairs too. Not by `fc.string`, whose table of all characters takes 100 MiB. */
export const anyText = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

/** Text in the same way: any, and such that is nearly one of the seeds. */
export function hostileText(seeds: readonly string[], tokens: readonly string[] = TOKENS): fc.Arbitrary<string> {
  const near = hostileBytes(
    seeds.map((seed) => Buffer.from(seed)),
    tokens,
  );
  return fc.oneof(
    { weight: 1, arbitrary: anyText },
    { weight: 9, arbitrary: near.map((bytes) => bytes.toString('utf8')) },
  );
}

/** Header values as Node.js gives them: a character a byte. */
export const hostileHeader = (seeds: readonly string[], tokens?: readonly string[]): fc.Arbitrary<string> =>
  hostileBytes(
    seeds.map((seed) => Buffer.from(seed, 'latin1')),
    tokens,
  ).map((bytes) => bytes.toString('latin1'));
