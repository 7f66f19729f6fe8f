import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  asDrumError,
  DrumError,
  drumError,
  errorEntry,
  ERRORS,
  prefixed,
  type ErrorEntry,
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

/** Every group file's own tables, so that one that nobody joined to the registry shows. */
async function groups(): Promise<{ file: string; codes: string[] }[]> {
  return Promise.all(
    groupFiles.map(async (file) => {
      const module = (await import(join(groupFolder, file))) as Record<string, Record<string, ErrorEntry>>;
      return { file, codes: Object.values(module).flatMap((group) => Object.keys(group)) };
    }),
  );
}

function row(code: string, { side, sideBehind = {}, en, bg, next }: ErrorEntry): string {
  const elsewhere = Object.entries(sideBehind).map(([prefix, other]) => `; behind \`${prefix}.\` ${other}`);
  return `| \`${code}\` | ${[`${side}${elsewhere.join('')}`, en, bg, next.en, next.bg].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
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
    expect(entries.map(([code]) => code).filter((code) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code))).to.deep.equal(
      [],
    );
  });

  it('says what happened and what to do next, in English and in Bulgarian, in whole sentences', () => {
    const faults = entries.flatMap(([code, { en, bg, next }]) => [
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
      const texts = entries.map(([, entry]) => entry[language]);
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
