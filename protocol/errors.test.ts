import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  asDrumError,
  DrumError,
  drumError,
  errorEntry,
  ERRORS,
  explanationOf,
  prefixed,
  type ErrorEntry,
  type Explanation,
  type Side,
} from './errors.ts';

const groupFolder = join(import.meta.dirname, 'errors');
const groupFiles = readdirSync(groupFolder).filter((file) => !['entry.ts', 'registry.ts'].includes(file));
const documentation = join(import.meta.dirname, '..', 'docs', 'errors.md');
const TABLE_BEGIN = '<!-- registry: written by DRUM_WRITE_DOCS=1 mocha --spec protocol/errors.test.ts -->';
const TABLE_END = '<!-- end of registry -->';
const HEAD = [
  '| Code | Side at fault | What happened | Какво се е случило | What to do | Какво да се направи |',
  '| --- | --- | --- | --- | --- | --- |',
];

const entries = Object.entries<ErrorEntry>(ERRORS);
/** The words of every code, and of each of its cases. */
const explanations: [string, Explanation][] = entries.flatMap(([code, entry]) => [
  [code, entry] as [string, Explanation],
  ...Object.entries(entry.cases ?? {}).map(([name, words]): [string, Explanation] => [`${code} ${name}`, words]),
]);

/** Every group file's own tables, so that one that nobody joined to the registry shows. */
async function groups(): Promise<{ file: string; codes: string[] }[]> {
  return Promise.all(
    groupFiles.map(async (file) => {
      const module = (await import(join(groupFolder, file))) as Record<string, Record<string, ErrorEntry>>;
      return { file, codes: Object.values(module).flatMap((group) => Object.keys(group)) };
    }),
  );
}

function row(code: string, entry: ErrorEntry): string {
  const { side, sideBehind = {}, cases = {} } = entry;
  const elsewhere = Object.entries(sideBehind).map(([prefix, other]) => `; behind \`${prefix}.\` ${other}`);
  const words = [entry, ...Object.values(cases)];
  const told = [
    words.map(({ en }) => en),
    words.map(({ bg }) => bg),
    words.map(({ next }) => next.en),
    words.map(({ next }) => next.bg),
  ].map((texts) => texts.join(' — '));
  return `| \`${code}\` | ${[`${side}${elsewhere.join('')}`, ...told].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function tableRows(): string[] {
  const text = readFileSync(documentation, 'utf8');
  const begin = text.indexOf(TABLE_BEGIN);
  const end = text.indexOf(TABLE_END);
  expect(begin, 'begin of the table').to.be.greaterThan(-1);
  expect(end, 'end of the table').to.be.greaterThan(begin);
  return text
    .slice(begin + TABLE_BEGIN.length, end)
    .trim()
    .split('\n');
}

function writeTable(): void {
  const text = readFileSync(documentation, 'utf8');
  const rows = [...HEAD, ...sorted().map(([code, entry]) => row(code, entry))];
  const [before] = text.split(TABLE_BEGIN);
  const after = text.split(TABLE_END)[1] ?? '\n';
  writeFileSync(documentation, `${before ?? ''}${TABLE_BEGIN}\n\n${rows.join('\n')}\n\n${TABLE_END}${after}`);
}

function sorted(): [string, ErrorEntry][] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe('error registry', () => {
  it('holds every code of every group, each in one group only', async () => {
    const all = (await groups()).flatMap(({ file, codes }) => codes.map((code) => ({ file, code })));
    expect(all.filter(({ code }) => !Object.hasOwn(ERRORS, code))).to.deep.equal([]);
    expect(all.filter(({ code }, index) => all.findIndex((other) => other.code === code) !== index)).to.deep.equal([]);
    expect(all.length).to.equal(entries.length);
  });

  it('spells codes in lower-case words joined by underscores, without prefix', () => {
    // One of X-Road's has a capital letter.
    const codes = entries.map(([code]) => code).filter((code) => code !== 'memberId_required_for_sign_csr');
    expect(codes.filter((code) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code))).to.deep.equal([]);
  });

  it('says what happened and what to do next, in English and in Bulgarian, in whole sentences', () => {
    const faults = explanations.flatMap(([code, { en, bg, next }]) => [
      ...[en, next.en]
        .filter((text) => !/^[A-Z].{10,}\.$/.test(text) || /[а-яА-Я]/.test(text))
        .map((text) => ({ code, language: 'en', text })),
      ...[bg, next.bg]
        .filter((text) => !/^[А-ЯA-Z].{10,}\.$/.test(text) || !/[а-я]{4}/.test(text))
        .map((text) => ({ code, language: 'bg', text })),
    ]);
    expect(faults).to.deep.equal([]);
  });

  it('tells codes apart: no two describe what happened in the same words', () => {
    for (const language of ['en', 'bg'] as const) {
      const texts = explanations.map(([, words]) => words[language]);
      expect(texts.filter((text, index) => texts.indexOf(text) !== index)).to.deep.equal([]);
    }
  });

  it('names a side that exists', () => {
    const sides: readonly Side[] = ['client', 'this-server', 'other-server', 'provider', 'trust-service', 'operator'];
    expect(entries.filter(([, { side }]) => !sides.includes(side))).to.deep.equal([]);
  });
});

describe('docs/errors.md', () => {
  before(() => {
    if (process.env.DRUM_WRITE_DOCS === '1') writeTable();
  });

  it('lists exactly the codes of the registry', () => {
    const documented = tableRows()
      .slice(HEAD.length)
      .map((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? line);
    expect(documented).to.deep.equal(sorted().map(([code]) => code));
  });

  it('says of each what the registry says', () => {
    expect(tableRows()).to.deep.equal([...HEAD, ...sorted().map(([code, entry]) => row(code, entry))]);
  });
});

describe('DrumError', () => {
  it('carries code, message, cause and a detail that is new each time', () => {
    const cause = new Error('disk');
    const error = drumError('io_error', 'Cannot write the spool file', cause);
    expect(error).to.be.instanceOf(DrumError).and.instanceOf(Error);
    expect(error).to.include({ name: 'DrumError', code: 'io_error', message: 'Cannot write the spool file', cause });
    expect(error.detail).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(drumError('io_error', 'again').detail).not.to.equal(error.detail);
  });

  it('has no cause where none was given', () => {
    expect(Object.hasOwn(drumError('io_error', 'text'), 'cause')).to.equal(false);
  });

  it('keeps the detail that a peer gave', () => {
    expect(new DrumError('server.serverproxy.access_denied', 'No', { detail: 'abc' }).detail).to.equal('abc');
  });
});

describe('at', () => {
  it('says what an error is about, and keeps the rest', () => {
    const inner = new DrumError('malformed_global_conf', 'Nothing there', { case: 'not_in_folder' });
    const outer = inner.at('--configuration');
    expect(outer).to.include({ code: inner.code, detail: inner.detail, case: inner.case, cause: inner });
    expect(outer.message).to.equal('--configuration: Nothing there');
  });
});

describe('explanationOf', () => {
  const { malformed_global_conf: entry } = ERRORS;

  it('has the words of the code where the error names no case, or one that is not known', () => {
    expect(explanationOf({ code: 'malformed_global_conf' })?.en).to.equal(entry.en);
    for (const name of ['nothing', 'constructor', '__proto__']) {
      expect(explanationOf({ code: 'malformed_global_conf', case: name })?.en).to.equal(entry.en);
    }
    expect(explanationOf({ code: 'no_such_code', case: 'x' })).to.equal(undefined);
  });

  it('has the words of the case, also behind prefixes', () => {
    const error = new DrumError('malformed_global_conf', 'None', { case: 'not_in_folder' });
    expect(explanationOf(error.withPrefix('server.clientproxy', 'signature_verification'))).to.equal(
      entry.cases.not_in_folder,
    );
  });
});

describe('withPrefix', () => {
  it('puts prefixes in front, outermost first, and keeps message and detail', () => {
    const inner = drumError('network_error', 'Connection refused');
    const outer = inner.withPrefix('server', 'serverproxy', 'service_failed');
    expect(outer.code).to.equal('server.serverproxy.service_failed.network_error');
    expect(outer.message).to.equal('Connection refused');
    expect(outer.detail).to.equal(inner.detail);
    expect(outer.cause).to.equal(inner);
  });

  it('does not repeat a prefix that stands in front', () => {
    const error = drumError('access_denied', 'No').withPrefix('server.serverproxy');
    expect(error.withPrefix('server', 'serverproxy')).to.equal(error);
    expect(new DrumError('signature_verification', 'No').withPrefix('signature_verification').code).to.equal(
      'signature_verification',
    );
  });

  it('does not take a longer word for the prefix', () => {
    expect(new DrumError('serverproxy.x', 'No').withPrefix('server').code).to.equal('server.serverproxy.x');
  });
});

describe('prefixed', () => {
  it('returns what the action returns', () => {
    expect(prefixed(['client'], () => 7)).to.equal(7);
  });

  it('prefixes what the action throws', () => {
    const action = () => {
      throw drumError('invalid_hash_chain', 'Step 3 differs');
    };
    expect(() => prefixed(['server.clientproxy', 'signature_verification'], action))
      .to.throw(DrumError, 'Step 3 differs')
      .with.property('code', 'server.clientproxy.signature_verification.invalid_hash_chain');
  });

  it('tells strangers nothing of a foreign error', () => {
    const cause = new TypeError('/etc/secret is not iterable');
    const action = () => {
      throw cause;
    };
    expect(() => prefixed(['client'], action))
      .to.throw(DrumError, /^Internal error$/)
      .with.property('code', 'client.internal_error');
  });
});

describe('asDrumError', () => {
  it('leaves a DrumError as it is', () => {
    const error = drumError('not_found', 'No such message');
    expect(asDrumError(error)).to.equal(error);
  });

  it('keeps a foreign error, or any other value, as the cause of internal_error', () => {
    for (const thrown of [new RangeError('x'), 'text', undefined, null, { code: 'ENOENT' }]) {
      const error = asDrumError(thrown);
      expect(error).to.include({ code: 'internal_error', message: 'Internal error' });
      expect(error.cause).to.equal(thrown);
    }
  });
});

describe('errorEntry', () => {
  it('finds every code of the registry, bare and behind prefixes', () => {
    for (const [code, entry] of entries) {
      expect(errorEntry(code)).to.deep.equal({ code, ...entry });
      expect(errorEntry(`server.clientproxy.${code}`)?.code).to.equal(code);
    }
  });

  it('takes the side from where the error happened, where the same word means another one', () => {
    const sides = {
      network_error: 'provider',
      'server.serverproxy.service_failed.network_error': 'provider',
      'server.clientproxy.network_error': 'other-server',
      'server.clientproxy.service_failed.network_error': 'other-server',
      'server.clientproxy.ssl_authentication_failed': 'client',
      'server.serverproxy.service_failed.ssl_authentication_failed': 'other-server',
      'client.invalid_content_type': 'client',
      'server.serverproxy.service_failed.invalid_content_type': 'other-server',
    };
    for (const [code, side] of Object.entries(sides)) expect(errorEntry(code)?.side, code).to.equal(side);
  });

  it('takes the innermost code that it knows', () => {
    expect(errorEntry('server.serverproxy.service_failed.network_error')?.code).to.equal('network_error');
    expect(errorEntry('server.serverproxy.service_failed.something_new')?.code).to.equal('service_failed');
  });

  it('knows nothing of a strange code, however it is spelled', () => {
    for (const code of [
      '',
      '.',
      'server',
      'no_such_code',
      'constructor',
      '__proto__',
      'server.toString',
      'ACCESS_DENIED',
    ]) {
      expect(errorEntry(code), code).to.equal(undefined);
    }
  });
});
