import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal, refusalOf } from '../../test/refusal.ts';
import { drumError } from '../errors.ts';
import { TRANSPORT_LIMITS, type MultipartLimits } from './limits.ts';
import { collect, MultipartReader } from './multipart-reader.ts';
import { MultipartScanner, type MultipartEvent, type PartHeader } from './multipart-scanner.ts';
import { MultipartWriter, multipartContentType, nestedBoundaryOf, newBoundary } from './multipart-writer.ts';

const RUNS = { numRuns: fuzzRuns(200) };

interface SeenPart {
  readonly headers: readonly PartHeader[];
  readonly content: string;
}

/** All parts of a body that arrives in those chunks. */
function scan(chunks: readonly Uint8Array[], limits: MultipartLimits = TRANSPORT_LIMITS): SeenPart[] {
  const scanner = new MultipartScanner('b', limits);
  const parts: { headers: readonly PartHeader[]; content: string; ended: boolean }[] = [];
  const events: MultipartEvent[] = [];
  for (const chunk of [...chunks, undefined]) {
    events.push(...(chunk === undefined ? scanner.end() : scanner.push(chunk)));
    const last = events.at(-1);
    if (last?.kind === 'refused') throw last.error;
  }
  expect(events.pop()).to.deep.equal({ kind: 'end' });
  for (const event of events) {
    const last = parts.at(-1);
    if (event.kind === 'part') parts.push({ headers: event.headers, content: '', ended: false });
    else if (event.kind === 'data' && last?.ended === false) last.content += event.bytes.toString('latin1');
    else if (event.kind === 'part-end' && last?.ended === false) last.ended = true;
    else expect.fail(`unexpected ${event.kind}`);
  }
  return parts.map(({ headers, content, ended }) => {
    expect(ended).to.equal(true);
    return { headers, content };
  });
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const bytesOf = (text: string) => [latin1(text)];

/** The bytes in pieces that end at those offsets. */
function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...new Set(offsets.map((offset) => offset % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const two = '--b\r\ncontent-type: a/b\r\nX-One: 1\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n';
const twoParts: SeenPart[] = [
  {
    headers: [
      ['content-type', 'a/b'],
      ['X-One', '1'],
    ],
    content: 'one',
  },
  { headers: [], content: 'two' },
];

describe('a multipart body', () => {
  it('is its parts, with headers in the order and case of the sender', () => {
    expect(scan(bytesOf(two))).to.deep.equal(twoParts);
  });

  const accepted: [string, string, string[]][] = [
    ['a preamble', `hello\r\nworld\r\n${two}`, ['one', 'two']],
    ['lines that end in LF', two.replaceAll('\r', ''), ['one', 'two']],
    ['no line end at its end', two.slice(0, -2), ['one', 'two']],
    ['spaces behind boundaries', two.replaceAll('--b\r', '--b \t\r').replace('--b--', '--b-- '), ['one', 'two']],
    ['an empty part', '--b\r\n\r\n\r\n--b--', ['']],
    ['an empty part that shares its line end', '--b\r\n\r\n--b--', ['']],
    ['content that almost ends', '--b\r\n\r\n\r\n-\r\n--\r\n--c\r\r\n--b--', ['\r\n-\r\n--\r\n--c\r']],
    ['content that ends in line ends', '--b\r\n\r\nx\r\n\n\r\n--b--', ['x\r\n\n']],
    ['a boundary within a line', '--b\r\n\r\nx--b\r\n--b--', ['x--b']],
    ['no part', '--b--\r\n', []],
    ['nothing', '', []],
  ];
  for (const [what, text, contents] of accepted) {
    it(`is read with ${what}, wherever its chunks end`, () => {
      expect(scan(bytesOf(text)).map((part) => part.content)).to.deep.equal(contents);
      const bytes = latin1(text);
      for (let first = 0; first <= bytes.length; first += 1) {
        for (let second = first; second <= bytes.length; second += 1) {
          const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
          expect(scan(chunks).map((part) => part.content)).to.deep.equal(contents);
        }
      }
    });
  }

  it('may fold headers, which are unfolded, and hold any byte of ISO-8859-1 in them', () => {
    const [part] = scan(bytesOf('--b\r\nA:  x\r\n y\r\n\tz \r\nB:\xe9\x80\r\nC:\r\n\r\n\r\n--b--'));
    expect(part?.headers).to.deep.equal([
      ['A', 'x y\tz'],
      ['B', '\xe9\x80'],
      ['C', ''],
    ]);
  });

  const malformed = 'invalid_message: A part has a malformed header';
  const unclosed = 'invalid_message: The message ends before its closing boundary';
  const junk = 'invalid_message: The line of a boundary has other content';
  const extra = 'invalid_message: Extra content after the closing boundary';
  const refused: [string, string, string][] = [
    ['no closing boundary', two.replace('\r\n--b--\r\n', ''), unclosed],
    ['half a closing boundary', two.slice(0, -3), unclosed],
    ['an end within headers', '--b\r\nA: b\r\n', unclosed],
    ['a preamble alone', 'hello', unclosed],
    ['a longer boundary', two.replace('\r\n--b\r\n', '\r\n--bb\r\n'), junk],
    ['a boundary line that goes on for long', `--b${' '.repeat(100)}\r\n\r\n\r\n--b--`, junk],
    ['a single dash behind a boundary', two.replace('--b--', '--b-'), junk],
    ['text behind the closing boundary', `${two}x`, extra],
    ['a line behind the closing boundary', `${two}\r\n`, extra],
    ['another part behind the closing boundary', two + two, extra],
    ['a bare CR behind the closing boundary', two.replace(/\n$/, ''), extra],
    ['a header without colon', two.replace('X-One: 1', 'X-One'), malformed],
    ['a header without name', two.replace('X-One: 1', ': 1'), malformed],
    ['a header name with a space', two.replace('X-One: 1', 'X One: 1'), malformed],
    ['a header name that is not ASCII', two.replace('X-One: 1', 'X-\xe9: 1'), malformed],
    ['a NUL in a header', two.replace('X-One: 1', 'X-One: \0'), malformed],
    ['a bare CR in a header', two.replace('X-One: 1', 'X-One: 1\r2'), malformed],
    ['a boundary among headers', two.replace('X-One: 1', '--b'), malformed],
    ['a folded first header', '--b\r\n A: b\r\n\r\n\r\n--b--', 'invalid_message: A part begins with a folded header'],
  ];
  for (const [what, text, expected] of refused) {
    it(`is refused with ${what}, wherever its chunks end`, () => {
      expect(refusal(() => scan(bytesOf(text)))).to.equal(expected);
      for (let at = 0; at <= text.length; at += 1) {
        expect(refusal(() => scan(cut(latin1(text), [at])))).to.equal(expected);
      }
    });
  }

  it('is refused beyond its bounds, and read up to them', () => {
    const limits = { preambleBytesMax: 4, partHeaderBytesMax: 25, partHeadersMax: 2, partsMax: 2 };
    const within = `1234\r\n${two}`;
    expect(refusal(() => scan(bytesOf(within), limits))).to.equal('accepted');
    const beyond: [Partial<MultipartLimits>, string][] = [
      [{ preambleBytesMax: 3 }, 'The message has more than 3 bytes before its parts'],
      [{ partHeaderBytesMax: 24 }, 'The headers of a part have more than 24 bytes'],
      [{ partHeadersMax: 1 }, 'A part has more than 1 headers'],
      [{ partsMax: 1 }, 'The message has more than 1 parts'],
    ];
    for (const [change, message] of beyond) {
      const chunks = [within.length, 1].map((size) =>
        cut(
          latin1(within),
          Array.from(within, (_, at) => at * size),
        ),
      );
      for (const each of chunks) {
        expect(refusal(() => scan(each, { ...limits, ...change }))).to.equal(`invalid_message: ${message}`);
      }
    }
  });

  it('is not waited for without end: a header line or preamble that never ends is refused', () => {
    for (const start of ['', '--b\r\nA: ']) {
      const scanner = new MultipartScanner('b', {
        ...TRANSPORT_LIMITS,
        preambleBytesMax: 1000,
        partHeaderBytesMax: 1000,
      });
      scanner.push(latin1(start));
      const endless = () => {
        for (let pushed = 0; pushed < 5000; pushed += 10) {
          for (const event of scanner.push(latin1('x'.repeat(10)))) if (event.kind === 'refused') throw event.error;
        }
      };
      expect(refusal(endless)).to.match(
        /^invalid_message: The (message has|headers of a part have) more than 1000 bytes/,
      );
    }
  });
});

/** Pieces of which hostile bodies are made: all that frames, and noise. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '--b',
      '--',
      '\r\n',
      '\n',
      '\r',
      'b',
      '-',
      ':',
      ' ',
      'A: b',
      '--b\r\n',
      '\r\n--b',
      '\r\n\r\n',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
  },
);
const noise = fc.array(piece, { maxLength: 12 }).map((pieces) => latin1(pieces.join('')));

describe('any multipart body', () => {
  it('is read or refused with a code, the same whatever its chunks', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          noise,
          noise.map((bytes) => latin1(`--b\r\n\r\n${bytes.toString('latin1')}\r\n--b--`)),
        ),
        fc.array(fc.nat(200)),
        (bytes, offsets) => {
          const outcome = (chunks: Buffer[]) => {
            let parts: SeenPart[] = [];
            return [
              refusal(() => {
                parts = scan(chunks);
              }),
              parts,
            ];
          };
          const [code, parts] = outcome([bytes]);
          expect(code).to.match(/^(accepted$|invalid_message: )/);
          expect(outcome(cut(bytes, offsets))).to.deep.equal([code, parts]);
        },
      ),
      RUNS,
    );
  });

  it('that we write is read back, whatever the parts hold but the boundary', () => {
    const value = fc.string({ unit: fc.constantFrom('a', ' ', ':', ';', '"', '\xe9', '-') }).map((text) => text.trim());
    const part = fc.tuple(fc.array(fc.tuple(fc.constantFrom('X-A', 'x-b'), value), { maxLength: 3 }), noise);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(500)), (parts, offsets) => {
        // A real boundary is random; this one is short, and is taken out of the contents.
        const clean = parts.map(
          ([headers, content]) => [headers, content.toString('latin1').replaceAll('--b', '..')] as const,
        );
        const writer = new MultipartWriter('b');
        const written = clean.flatMap(([headers, content]) => [writer.startPart('a/b', headers), latin1(content)]);
        const read = scan(cut(Buffer.concat([...written, writer.close()]), offsets));
        expect(read).to.deep.equal(
          clean.map(([headers, content]) => ({ headers: [['content-type', 'a/b'], ...headers], content })),
        );
      }),
      RUNS,
    );
  });
});

async function* from(...chunks: (string | Error)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield await Promise.resolve(latin1(chunk));
  }
}

describe('a multipart body read part by part', () => {
  const reader = (...chunks: (string | Error)[]) => new MultipartReader(from(...chunks), 'b', TRANSPORT_LIMITS);

  it('gives each part with its content type apart', async () => {
    const parts = reader(two);
    const first = await parts.next();
    expect(first).to.deep.include({ contentType: 'a/b', headers: [['X-One', '1']] });
    expect((await collect(first?.content ?? from(), 10, 'part')).toString()).to.equal('one');
    const second = await parts.next();
    expect(second).to.deep.include({ contentType: undefined, headers: [] });
    expect((await collect(second?.content ?? from(), 10, 'part')).toString()).to.equal('two');
    expect(await parts.next()).to.equal(undefined);
    expect(await parts.next()).to.equal(undefined);
  });

  it('passes over what was left unread', async () => {
    const parts = reader(two);
    await parts.next();
    const second = await parts.next();
    expect((await collect(second?.content ?? from(), 10, 'part')).toString()).to.equal('two');
  });

  it('holds a part within another', async () => {
    const writer = new MultipartWriter('b');
    const nested = [writer.startNested('in'), writer.startPart('c/d'), latin1('deep'), writer.close(), writer.close()];
    const outer = await reader(Buffer.concat(nested).toString('latin1')).next();
    expect(outer?.contentType).to.equal(multipartContentType('in'));
    const inner = await new MultipartReader(outer?.content ?? from(), 'in', TRANSPORT_LIMITS).next();
    expect(inner?.contentType).to.equal('c/d');
    expect((await collect(inner?.content ?? from(), 4, 'part')).toString()).to.equal('deep');
  });

  it('reads its source no faster than the part is read', async () => {
    let given = 0;
    async function* source(): AsyncGenerator<Buffer> {
      yield latin1('--b\r\n\r\n');
      for (given = 1; given <= 100; given += 1) yield await Promise.resolve(Buffer.alloc(1000, 'x'));
      yield latin1('\r\n--b--');
    }
    const part = await new MultipartReader(source(), 'b', TRANSPORT_LIMITS).next();
    let read = 0;
    for await (const chunk of part?.content ?? from()) {
      read += chunk.length;
      expect(given * 1000 - read).to.be.at.most(1000);
    }
    expect(read).to.equal(100_000);
  });

  it('leaves its source open when it refuses', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield await Promise.resolve(latin1('--b\r\nbad\r\n\r\n'));
      } finally {
        closed = true;
      }
    }
    const parts = new MultipartReader(source(), 'b', TRANSPORT_LIMITS);
    for (let asked = 0; asked < 2; asked += 1) {
      expect(await refusalOf(() => parts.next())).to.equal('invalid_message: A part has a malformed header');
    }
    expect(closed).to.equal(false);
  });

  it('says that a broken source broke off, and passes on what the source says itself', async () => {
    expect(await refusalOf(() => reader('--b\r\n', new Error('ECONNRESET')).next())).to.equal(
      'invalid_message: The message breaks off before its end',
    );
    expect(await refusalOf(() => reader('--b\r\n', drumError('network_error', 'Timed out')).next())).to.equal(
      'network_error: Timed out',
    );
  });

  it('refuses a part with two content types', async () => {
    const text = two.replace('X-One', 'Content-Type');
    expect(await refusalOf(() => reader(text).next())).to.equal(
      'invalid_message: A part has more than one content type',
    );
  });

  it('collects no more than allowed', async () => {
    expect((await collect(from('ab', 'c'), 3, 'thing')).toString()).to.equal('abc');
    expect(await refusalOf(() => collect(from('ab', 'c'), 2, 'thing'))).to.equal(
      'invalid_message: The thing has more than 2 bytes',
    );
  });
});

describe('the framing that we write', () => {
  it("is X-Road's, byte for byte", () => {
    const writer = new MultipartWriter('xtopA');
    const bytes = [
      writer.startPart('a/b'),
      latin1('one'),
      writer.startNested('xattA'),
      writer.startPart('c/d', [['Content-ID', '<1>']]),
      latin1('in'),
      writer.startPart(undefined),
      writer.close(),
      writer.startPart('e/f'),
      latin1('last'),
      writer.close(),
    ];
    expect(Buffer.concat(bytes).toString('latin1')).to.equal(
      '--xtopA\r\ncontent-type: a/b\r\n\r\none' +
        '\r\n--xtopA\r\ncontent-type: multipart/mixed; charset=UTF-8; boundary=xattA\r\n\r\n' +
        '\r\n--xattA\r\ncontent-type: c/d\r\nContent-ID: <1>\r\n\r\nin\r\n--xattA\r\n\r\n\r\n--xattA--\r\n' +
        '\r\n--xtopA\r\ncontent-type: e/f\r\n\r\nlast\r\n--xtopA--\r\n',
    );
  });

  it('takes no header that would end its line', () => {
    const write = (header: PartHeader) => refusal(() => new MultipartWriter('b').startPart('a/b', [header]));
    expect(write(['A', 'b\r\nC: d'])).to.equal('invalid_message: A part has a malformed header');
    expect(write(['A\n', 'b'])).to.equal('invalid_message: A part has a malformed header');
  });

  it('has a boundary of xtop and 30 letters, never the same, and xatt within', () => {
    const boundary = newBoundary();
    expect(boundary).to.match(/^xtop[A-Za-z]{30}$/);
    expect(newBoundary()).not.to.equal(boundary);
    expect(nestedBoundaryOf(boundary)).to.equal(boundary.replace('xtop', 'xatt'));
    expect(nestedBoundaryOf('other')).to.equal('xattother');
  });
});
