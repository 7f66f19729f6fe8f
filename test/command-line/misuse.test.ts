import { expect } from 'chai';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLoggedInToken } from '#cli/open-token.ts';
import { ownFolder } from '#config/ownership.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import { errorEntry } from '#protocol/errors.ts';
import { anchorOf } from '../configuration-source.ts';
import { makeAllEvidence, packed } from '../evidence/containers.ts';
import { configurationFiles } from '../evidence/country.ts';
import { asOrdinaryUser } from '../ordinary-user.ts';
import { temporaryFolders } from '../temporary.ts';
import { whileListening } from '../while-listening.ts';
import { drum, type Said } from './drum.ts';

/** What a file that a command names may be instead of what is needed. */
type Kind = 'missing' | 'a folder' | 'below a file' | 'unreadable' | 'empty' | 'of another kind';
/** What the first line says: the code, and the words that follow the file's name. */
type Saying = readonly [code: string, words: string];

const PROGRAMS = [
  ['authority'],
  ['central-server'],
  ['configuration-proxy'],
  ['security-server'],
  ['register', 'civil-registration'],
] as const;

const YAML: Readonly<Record<Kind, Saying>> = {
  missing: ['file_not_found', 'does not exist'],
  'a folder': ['file_not_usable', 'is a folder, not a file'],
  'below a file': ['file_not_found', 'does not exist: a part of its path is a file, not a folder'],
  unreadable: ['file_not_usable', 'may not be read by the user who runs this'],
  empty: ['malformed_server_conf', 'the file is empty'],
  'of another kind': ['malformed_server_conf', 'the file is no YAML of the form "name: value"'],
};
const ANCHOR: Readonly<Record<Kind, Saying>> = {
  missing: ['anchor_file_not_found', 'does not exist'],
  'a folder': ['anchor_file_not_found', 'is a folder, not a file'],
  'below a file': ['anchor_file_not_found', 'does not exist: a part of its path is a file, not a folder'],
  unreadable: ['anchor_file_not_found', 'may not be read by the user who runs this'],
  empty: ['malformed_anchor', 'The document is not well-formed XML in UTF-8'],
  'of another kind': ['malformed_anchor', 'The document is not well-formed XML in UTF-8'],
};
const FOLDER: Readonly<Record<Kind, Saying>> = {
  missing: ['file_not_found', 'does not exist'],
  'a folder': ['malformed_global_conf', 'holds no global configuration: the file instance-identifier is missing'],
  'below a file': ['file_not_found', 'does not exist: a part of its path is a file, not a folder'],
  unreadable: ['file_not_usable', 'is a file, not a folder'],
  empty: ['file_not_usable', 'is a file, not a folder'],
  'of another kind': ['file_not_usable', 'is a file, not a folder'],
};
/** Those that say nothing of evidence: an empty file or another kind of file is evidence that does not hold. */
const EVIDENCE: Readonly<Partial<Record<Kind, Saying>>> = {
  missing: ['file_not_found', 'does not exist'],
  'a folder': ['file_not_usable', 'is a folder, not a file'],
  'below a file': ['file_not_found', 'does not exist: a part of its path is a file, not a folder'],
  unreadable: ['file_not_usable', 'may not be read by the user who runs this'],
};

/** That a person is told what happened, to what, and what to do next, and nothing of the program's inside. */
function expectTold({ code, out, err }: Said, [errorCode, ...words]: readonly string[]): void {
  expect(err).to.match(new RegExp(`(^|: |\\n)${errorCode}: `));
  for (const each of words) expect(err).to.include(each);
  // The registry's next step, or that of the code's case.
  const entry = errorEntry(errorCode ?? '');
  const steps = [entry, ...Object.values(entry?.cases ?? {})].map((each) => each?.next.en ?? '');
  expect(steps.filter((step) => err.includes(`  ${step}\n`))).to.have.lengthOf(1);
  expect(err).not.to.match(/internal_error|\n\s+at |ENOENT|EISDIR|EACCES|EADDRINUSE/);
  expect([code, out]).to.deep.equal([2, '']);
}

describe('A command that is given', () => {
  const newFolder = temporaryFolders();
  let evidence: string;
  let configuration: string;

  before(async () => {
    const [made] = await makeAllEvidence();
    if (made === undefined) throw new Error('none');
    const folder = newFolder();
    chmodSync(folder, 0o755);
    evidence = join(folder, 'good.asice');
    writeFileSync(evidence, await packed(made.contents));
    configuration = join(folder, 'configuration');
    for (const [name, bytes] of configurationFiles()) {
      mkdirSync(dirname(join(configuration, name)), { recursive: true });
      writeFileSync(join(configuration, name), bytes);
    }
  });

  /** A path where there is what the kind says. */
  function place(kind: Kind): string {
    const folder = newFolder();
    // The user who must not read the file may look into its folder.
    chmodSync(folder, 0o755);
    const path = join(folder, 'given');
    switch (kind) {
      case 'missing':
        break;
      case 'a folder':
        mkdirSync(path);
        break;
      case 'below a file':
        writeFileSync(path, '');
        return join(path, 'inside');
      case 'unreadable':
        writeFileSync(path, 'secret: true\n', { mode: 0o000 });
        break;
      case 'empty':
        writeFileSync(path, '');
        break;
      case 'of another kind':
        writeFileSync(path, 'just words');
        break;
    }
    return path;
  }

  /** A row for each kind of file that an option or argument may name. */
  function rows(
    what: string,
    option: string,
    sayings: Readonly<Partial<Record<Kind, Saying>>>,
    args: (path: string) => readonly string[],
  ): void {
    for (const [kind, [code, words]] of Object.entries(sayings) as [Kind, Saying][]) {
      it(`${what} that is ${kind} says so, names it and the next step, and exits with 2`, async () => {
        const path = place(kind);
        const said = await asOrdinaryUser(() => drum(...args(path)));
        expectTold(said, [code, option, path, words]);
      });
    }
  }

  rows('evidence to verify', '', EVIDENCE, (path) => ['verify', path, '--configuration', configuration]);
  rows('verify --configuration', '--configuration: ', FOLDER, (path) => ['verify', evidence, '--configuration', path]);
  rows('archives to verify', '', EVIDENCE, (path) => ['archive', 'verify', path]);
  rows('configuration fetch --anchor', '--anchor: ', ANCHOR, (path) => {
    return ['configuration', 'fetch', '--anchor', path, '--into', join(dirname(path), 'into')];
  });
  for (const program of PROGRAMS) {
    rows(`${program.join(' ')} --config`, '--config: ', YAML, (path) => [...program, '--config', path]);
  }
  rows('sandbox --ecosystem', '--ecosystem: ', YAML, (path) => ['sandbox', '--ecosystem', path]);

  for (const args of [
    ['verify', 'x'],
    ['configuration', 'fetch', '--anchor', 'x'],
    ['configuration', 'fetch', '--into', 'x'],
    ...PROGRAMS,
  ]) {
    it(`no required option says which, and where to read on: ${args.join(' ')}`, async () => {
      const { code, err } = await drum(...args);
      expect(err).to.match(/^error: required option '--\w+ <\w+>' not specified\n\(add --help for what there is\)\n$/);
      expect(code).to.equal(2);
    });
  }

  for (const [args, meant] of [
    [['verify', 'x', '--cnfiguration', 'y'], '--configuration'],
    [['archive', 'verify', 'x', '--jsn'], '--json'],
    [['configuration', 'fetch', '--anchr', 'x'], '--anchor'],
    ...PROGRAMS.map((program) => [[...program, '--confg', 'x'], '--config'] as const),
    [['sandbox', '--ecosytem', 'x'], '--ecosystem'],
  ] as const) {
    it(`a mistyped option says what was meant: ${args.join(' ')}`, async () => {
      const { code, err } = await drum(...args);
      expect(err).to.match(/^error: unknown option /);
      expect(err).to.include(`(Did you mean ${meant}?)\n(add --help for what there is)\n`);
      expect(code).to.equal(2);
    });
  }

  const anchor = (folder: string): string => {
    const path = join(folder, 'anchor.xml');
    writeFileSync(path, writeAnchor(anchorOf('http://127.0.0.1:1/internalconf')));
    return path;
  };

  it('a file to keep configuration in says that it is none', async () => {
    const path = place('of another kind');
    const args = ['--anchor', anchor(newFolder()), '--into', path];
    expectTold(await drum('configuration', 'fetch', ...args), [
      'file_not_usable',
      '--into: ',
      `${path} is a file, not a folder`,
    ]);
  });

  it('a folder for a sandbox that is a file, or that it may not write to, says so', async () => {
    const file = place('of another kind');
    expectTold(await drum('sandbox', '--data', file), [
      'file_not_usable',
      '--data: ',
      `${file} is a file, not a folder`,
    ]);
    const locked = newFolder();
    chmodSync(locked, 0o555);
    expectTold(await asOrdinaryUser(() => drum('sandbox', '--data', locked)), [
      'file_not_usable',
      '--data: ',
      `${locked} may not be written by the user who runs this`,
    ]);
  });

  describe('a YAML of', () => {
    /** A folder with a program's YAML; its port is one that is taken, or free. */
    function prepared(program: 'authority' | 'central-server' | 'register', port: number, more = ''): string {
      const folder = newFolder();
      const texts = {
        authority: `name: Test\ndata: data\nseed: s\nport: ${port}\n`,
        'central-server': `data: data\ninstance: TEST\nlisten: { address: 127.0.0.1, port: ${port} }\npublicAddress: a\npin: { file: pin }\nsigningKeyType: EC\n`,
        register: `data: data\nport: ${port}\npopulation: { persons: 100 }\n`,
      };
      writeFileSync(join(folder, 'pin'), 'secret-1234\n');
      writeFileSync(join(folder, 'program.yaml'), texts[program] + more);
      return folder;
    }
    const start = (program: 'authority' | 'central-server' | 'register', folder: string): Promise<Said> =>
      drum(
        ...(program === 'register' ? ['register', 'civil-registration'] : [program]),
        '--config',
        join(folder, 'program.yaml'),
      );

    for (const program of ['authority', 'central-server', 'register'] as const) {
      it(`${program} whose port is in use says which, and how to find who has it`, async () => {
        await whileListening('127.0.0.1', 0, async (port) => {
          const said = await start(program, prepared(program, port));
          expectTold(said, ['port_not_available', `Port ${port} of 127.0.0.1 is in use by another program`]);
        });
      });

      it(`${program} whose data another process uses names the folder, and says to stop that process`, async () => {
        const folder = prepared(program, 0);
        const ownership = ownFolder(join(folder, 'data'));
        try {
          const message = `The folder ${join(folder, 'data')} is in use by another process; stop that process first`;
          expectTold(await start(program, folder), ['data_in_use', message]);
        } finally {
          ownership.release();
        }
      });

      it(`${program} whose data folder is a file says so`, async () => {
        const folder = prepared(program, 0);
        writeFileSync(join(folder, 'data'), '');
        expectTold(await start(program, folder), [
          'file_not_usable',
          `${join(folder, 'data')} is a file, not a folder`,
        ]);
      });
    }

    it('a central server that gets no PIN, or a wrong one, names the file that should hold it', async () => {
      const folder = prepared('central-server', 0);
      const pin = join(folder, 'pin');
      const token = join(folder, 'data', 'token');
      await (await openLoggedInToken(token, { file: pin })).close();
      writeFileSync(pin, 'another');
      expectTold(await start('central-server', folder), ['pin_incorrect', `The PIN from ${pin}: The PIN is wrong`]);
      rmSync(pin);
      expectTold(await start('central-server', folder), ['file_not_found', `The file ${pin} does not exist`]);
      rmSync(token, { recursive: true });
      writeFileSync(pin, '');
      const empty = `The PIN from ${pin}: A PIN must not be empty`;
      expectTold(await start('central-server', folder), ['token_pin_policy_failure', empty]);
    });

    it('a server that names a certificate that is not there, or none, names both files', async () => {
      const service = 'timeStampingServices: [{ name: T, url: http://t, certificate: tsa.pem }]\n';
      const folder = prepared('central-server', 0, service);
      const [yaml, certificate] = [join(folder, 'program.yaml'), join(folder, 'tsa.pem')];
      const missing = `${yaml}: The file ${certificate} does not exist`;
      expectTold(await start('central-server', folder), ['file_not_found', missing]);
      writeFileSync(certificate, 'just words');
      const none = `${yaml}: ${certificate} is not a readable certificate in PEM`;
      expectTold(await start('central-server', folder), ['malformed_server_conf', none]);
    });
  });
});
