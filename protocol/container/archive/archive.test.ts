import { expect } from 'chai';
import fc from 'fast-check';
import { digest } from '#certs/algorithms.ts';
import { fuzzRuns } from '../../../test/fuzz.ts';
import { makeZip } from '../../../test/hostile/zip-maker.ts';
import { mutated } from '../../../test/mutation.ts';
import { refusal } from '../../../test/refusal.ts';
import { sourceOf } from '../source.ts';
import { readArchiveName } from './archive-name.ts';
import {
  lastDigestOf,
  linkContainers,
  readLinkingInfo,
  writeLinkingInfo,
  type ArchiveLink,
  type LinkingInfo,
} from './linking-info.ts';
import type { ArchiveFile } from './verify-archive.ts';
import { verifyArchives } from './verify-chain.ts';

interface Made {
  readonly file: ArchiveFile;
  readonly link: ArchiveLink;
}

const bytesOf = (name: string): Buffer => Buffer.from(`container ${name}`);

const unchanged = (text: string): string => text;

/** An archive of containers with these names, named as the log names archives. */
function makeArchive(
  hour: number,
  names: readonly string[],
  previous?: ArchiveLink,
  options: {
    group?: string;
    content?: (name: string) => Buffer;
    more?: string;
    edit?: (info: string) => string;
    name?: string;
  } = {},
): Made {
  const { group, content = bytesOf, more, edit = unchanged } = options;
  const info = linkContainers(
    'SHA-512',
    previous,
    names.map((name) => ({ name, digest: digest('SHA-512', bytesOf(name)) })),
  );
  const time = (minute: string) => `20260301${String(hour).padStart(2, '0')}${minute}00`;
  const last = lastDigestOf(info);
  const prefix = group === undefined ? 'mlog' : `mlog-${group}`;
  const name = options.name ?? `${prefix}-${time('00')}-${time('59')}-${last.slice(0, 16)}.zip`;
  const zip = makeZip({
    entries: [
      ...names.map((each) => ({ name: each, data: content(each), method: 0 })),
      ...(more === undefined ? [] : [{ name: more, data: Buffer.from('more'), method: 0 }]),
      { name: 'linkinginfo', data: Buffer.from(edit(writeLinkingInfo(info).toString('utf8'))), method: 0 },
    ],
  });
  return { file: { name, source: sourceOf(zip) }, link: { digest: last, name } };
}

interface Verdict {
  readonly code: string;
  readonly order: readonly string[];
  readonly notes: readonly string[];
}

async function verdictOf(...files: ArchiveFile[]): Promise<Verdict> {
  const { code, archives, checks } = await verifyArchives(files);
  return {
    code: code ?? 'verified',
    order: archives.map(({ name }) => name),
    notes: checks.filter(({ outcome }) => outcome !== 'ok').map(({ outcome, detail }) => `${outcome}: ${detail}`),
  };
}

describe('Linking information', () => {
  const info: LinkingInfo = linkContainers('SHA-512', undefined, [
    { name: 'a.asice', digest: digest('SHA-512', bytesOf('a')) },
    { name: 'b.asice', digest: digest('SHA-512', bytesOf('b')) },
  ]);

  it('chains each digest to the one before, as text', () => {
    const hex = (text: string) => digest('SHA-512', Buffer.from(text)).toString('hex');
    const container = (name: string) => digest('SHA-512', bytesOf(name)).toString('hex');
    const first = hex(container('a'));
    const second = hex(first + container('b'));
    expect(writeLinkingInfo(info).toString()).to.equal(`- - SHA-512\n${first} a.asice\n${second} b.asice\n`);
    const next = linkContainers('SHA-512', { digest: second, name: 'x.zip' }, []);
    expect(writeLinkingInfo(next).toString()).to.equal(`${second} x.zip SHA-512\n`);
    expect(lastDigestOf(next)).to.equal(second);
  });

  it('is read as it is written', () => {
    expect(readLinkingInfo(writeLinkingInfo(info))).to.deep.equal(info);
    const text = writeLinkingInfo(info).toString();
    expect(readLinkingInfo(Buffer.from(text.replaceAll('\n', '\r\n')))).to.deep.equal(info);
    expect(readLinkingInfo(Buffer.from(text.trimEnd()))).to.deep.equal(info);
  });

  for (const [title, text, expected] of [
    ['nothing', '', 'its first line'],
    ['an unknown algorithm', '- - MD5\n', 'its first line'],
    ['a start without a name', `${'a'.repeat(128)} - SHA-512\n`, undefined],
    ['a start that is no digest', 'xyz a.zip SHA-512\n', 'its first line'],
    ['a fourth word', '- - SHA-512 x\n', 'its first line'],
    ['a line of one word', '- - SHA-512\nabc\n', 'a line'],
    ['a line of three', '- - SHA-512\nabc a.asice x\n', 'a line'],
    ['an empty line', '- - SHA-512\n\nabc a.asice\n', 'a line'],
    ['a name with a folder', '- - SHA-512\nabc ../a.asice\n', 'a line'],
    ['a name twice', '- - SHA-512\nabc a.asice\nabd a.asice\n', 'a name that stands twice'],
  ] as const) {
    it(`${expected === undefined ? 'accepts' : 'refuses'} ${title}`, () => {
      expect(refusal(() => readLinkingInfo(Buffer.from(text)))).to.equal(
        expected === undefined ? 'accepted' : `archive_malformed: The linking information is malformed in ${expected}`,
      );
    });
  }

  it('is read or refused with a code, whatever it is', () => {
    const property = fc.property(mutated([writeLinkingInfo(info)]), (bytes) => {
      expect(refusal(() => readLinkingInfo(bytes))).to.match(/^(accepted$|archive_malformed: )/);
    });
    fc.assert(property, { numRuns: fuzzRuns(300) });
  });
});

describe('Archives of the message log', () => {
  const first = makeArchive(1, ['a.asice', 'b.asice']);
  const second = makeArchive(2, ['c.asice'], first.link);
  const third = makeArchive(3, ['d.asice', 'e.asice'], second.link);
  const notGiven = ({ file }: Made, { link }: Made) =>
    `warning: ${file.name}: ${link.name}, which it follows, was not given; the chain is unproved before it`;
  const gap = ({ file }: Made, { link }: Made, other: Made) =>
    `failed: ${file.name}: ${link.name}, which it follows, is missing; ${other.file.name} is another archive`;

  it('hold in whatever order they are given, and are told in the order of the chain', async () => {
    const order = [first, second, third].map(({ file }) => file.name);
    for (const given of [
      [first, second, third],
      [third, first, second],
      [second, third, first],
    ]) {
      expect(await verdictOf(...given.map(({ file }) => file))).to.deep.equal({ code: 'verified', order, notes: [] });
    }
  });

  it('hold without the first ones, which is told', async () => {
    const { code, notes } = await verdictOf(third.file, second.file);
    expect({ code, notes }).to.deep.equal({ code: 'verified', notes: [notGiven(second, first)] });
  });

  it('do not hold with one missing between others', async () => {
    const { code, notes } = await verdictOf(first.file, third.file);
    expect({ code, notes }).to.deep.equal({ code: 'archive_chain_broken', notes: [gap(third, second, first)] });
  });

  it('do not hold where one was made anew with other containers', async () => {
    const anew = makeArchive(1, ['a.asice', 'z.asice']);
    const { code, notes } = await verdictOf(anew.file, second.file);
    expect({ code, notes }).to.deep.equal({ code: 'archive_chain_broken', notes: [gap(second, first, anew)] });
    const disguised = makeArchive(1, ['a.asice', 'z.asice'], undefined, { name: first.file.name });
    expect((await verdictOf(disguised.file, second.file)).notes).to.include(
      `failed: ${second.file.name}: ${first.file.name} is not the archive that it follows`,
    );
  });

  it('do not hold where the names of their files say nothing and a link is missing', async () => {
    const plain = (made: Made, name: string): Made => ({ ...made, file: { ...made.file, name } });
    const [a, c] = [plain(first, 'a.zip'), plain(third, 'c.zip')];
    expect((await verdictOf(a.file, c.file)).code).to.equal('archive_chain_broken');
    expect((await verdictOf(plain(second, 'b.zip').file, c.file)).code).to.equal('verified');
  });

  it('do not hold where two follow the same one', async () => {
    const fork = makeArchive(2, ['x.asice'], first.link);
    expect((await verdictOf(first.file, second.file, fork.file)).code).to.equal('archive_chain_broken');
  });

  it('may be of several groups, each a chain of its own', async () => {
    const group = { group: 'BG_GOV_1' };
    const [mine, next] = [makeArchive(1, ['m.asice'], undefined, group)].flatMap((made) => [
      made,
      makeArchive(2, ['n.asice'], made.link, group),
    ]);
    if (mine === undefined || next === undefined) throw new Error('not made');
    expect((await verdictOf(first.file, next.file, second.file, mine.file)).code).to.equal('verified');
    const { code, notes } = await verdictOf(first.file, second.file, next.file);
    expect({ code, notes }).to.deep.equal({ code: 'verified', notes: [notGiven(next, mine)] });
  });

  it('may be given twice, which is told', async () => {
    const { code, notes } = await verdictOf(first.file, first.file);
    expect(code).to.equal('verified');
    expect(notes).to.deep.equal(
      Array.from({ length: 2 }, () => `warning: ${first.file.name}: the same archive was given twice`),
    );
  });

  it('may have other names, unless the name says another digest', async () => {
    const renamed = makeArchive(1, ['a.asice', 'b.asice'], undefined, {
      name: 'mlog-20260301010000-20260301015900-0000000000000000.zip.gpg',
    });
    expect((await verdictOf(renamed.file)).notes).to.deep.equal([
      `warning: ${renamed.file.name}: the digest in the name of the file is not that of the archive`,
    ]);
  });

  for (const [title, made, expected] of [
    [
      'a changed container',
      makeArchive(1, ['a.asice'], undefined, { content: () => Buffer.from('changed') }),
      'archive_digest_mismatch',
    ],
    ['a file that is not listed', makeArchive(1, ['a.asice'], undefined, { more: 'b.asice' }), 'archive_files_differ'],
    [
      'a file that is missing',
      makeArchive(1, ['a.asice'], undefined, { edit: (info) => `${info}${'a'.repeat(128)} b.asice\n` }),
      'archive_files_differ',
    ],
    [
      'a start other than that of its digests',
      makeArchive(2, ['c.asice'], first.link, { edit: (info) => info.replace(/^[0-9a-f]{4}/, '0000') }),
      'archive_digest_mismatch',
    ],
    ['no containers', makeArchive(1, []), 'archive_no_containers'],
    [
      'linking information that is none',
      makeArchive(1, ['a.asice'], undefined, { edit: () => 'x' }),
      'archive_malformed',
    ],
    [
      'no linking information',
      { file: { name: 'x.zip', source: sourceOf(makeZip({ entries: [{ name: 'a.asice', data: bytesOf('a') }] })) } },
      'archive_linking_info_not_found',
    ],
    ['no ZIP file', { file: { name: 'x.zip', source: sourceOf(Buffer.from('x')) } }, 'archive_malformed'],
    ['two containers of one name', makeArchive(1, ['a.asice', 'a.asice']), 'archive_malformed'],
  ] as const) {
    it(`do not hold with ${title}`, async () => {
      expect((await verdictOf(made.file)).code).to.equal(expected);
    });
  }
});

describe('The name of an archive', () => {
  for (const [name, expected] of [
    [
      'mlog-20260301010000-20260301015900-0123456789abcdef.zip',
      { group: '', first: '20260301010000', last: '20260301015900', digestStart: '0123456789abcdef' },
    ],
    [
      'mlog-BG_GOV-1-20260301010000-20260301015900-0123456789abcdef.zip.gpg',
      { group: 'BG_GOV-1', first: '20260301010000', last: '20260301015900', digestStart: '0123456789abcdef' },
    ],
    ['message-archive-0.zip', undefined],
  ] as const) {
    it(name, () => {
      expect(readArchiveName(name)).to.deep.equal(expected);
    });
  }
});
