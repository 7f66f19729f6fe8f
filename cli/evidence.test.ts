import { expect } from 'chai';
import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixedClock } from '#config/clock.ts';
import { makeAllEvidence, packed } from '../test/evidence/containers.ts';
import { configurationFiles, rsaSigner, STAMPED_AT } from '../test/evidence/country.ts';
import { makeZip } from '../test/hostile/zip-maker.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { archiveCommand } from './archive.ts';
import type { Io } from './io.ts';
import { verifyCommand } from './verify.ts';

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exit: number | string;
}

const clock = fixedClock(new Date('2030-01-01T00:00:00Z'));

/** Runs a command as `drum` does, with its errors of usage caught. */
async function run(...args: string[]): Promise<Outcome> {
  const told = { out: '', err: '', exit: 'none' as number | string };
  const io: Io = {
    out: (text) => void (told.out += text),
    err: (text) => void (told.err += text),
    exit: (code) => void (told.exit = code),
  };
  const drum = new Command('drum');
  for (const command of [verifyCommand(io, clock), archiveCommand(io)]) drum.addCommand(command);
  for (const command of [drum, ...drum.commands, ...drum.commands.flatMap((child) => child.commands)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        io.out(text);
      },
      writeErr: (text) => {
        io.err(text);
      },
    });
  }
  try {
    await drum.parseAsync(args, { from: 'user' });
  } catch (error) {
    return { ...told, exit: error instanceof Error ? error.name : 'error' };
  }
  return told;
}

interface Printed {
  readonly verified: boolean;
  readonly code: string | null;
  readonly checks: readonly { readonly name: string; readonly outcome: string; readonly detail: string }[];
  readonly signer: string | null;
  readonly signedAt: string | null;
  readonly timestampedAt: string | null;
}

describe('drum verify', () => {
  const folder = temporaryFolders();
  let good: string;
  let changed: string;
  let configuration: string;

  const kept = (bytes: Uint8Array, name: string): string => {
    const path = join(folder(), name);
    writeFileSync(path, bytes);
    return path;
  };
  const keptConfiguration = (expiry?: Date, inside = ''): string => {
    const root = folder();
    for (const [name, bytes] of configurationFiles(expiry)) {
      const path = join(root, inside, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    return root;
  };
  const json = async (...args: string[]): Promise<{ exit: number | string; report: Printed }> => {
    const { out, exit } = await run('verify', ...args, '--json');
    return { exit, report: JSON.parse(out) as Printed };
  };

  before(async () => {
    const [made] = await makeAllEvidence();
    if (made === undefined) throw new Error('none');
    good = kept(await packed(made.contents), 'good.asice');
    changed = kept(await packed({ ...made.contents, attachments: [Buffer.from('added')] }), 'changed.asice');
    configuration = keptConfiguration();
  });

  it('says who, what and when of evidence that holds, and exits with 0', async () => {
    const { out, err, exit } = await run('verify', good, '--configuration', configuration);
    expect({ err, exit }).to.deep.equal({ err: '', exit: 0 });
    expect(out).to.include('good.asice: VERIFIED\n');
    expect(out).to.include('  What          REST request BG-0001\n');
    expect(out).to.include('  Signed by     SUBSYSTEM:BG/GOV/1001/sub\n');
    expect(out).to.include('  Signed at     2026-03-01T12:00:00.250Z (as the signer states it)\n');
    expect(out).to.include('  Time-stamped  2026-03-01T12:00:09.000Z by CN=Authority of time\n');
  });

  it('prints the same as JSON, in the form that others rely on', async () => {
    const { exit, report } = await json(good, '--configuration', configuration);
    expect(exit).to.equal(0);
    expect(Object.keys(report)).to.deep.equal(['verified', 'code', 'checks', 'signer', 'signedAt', 'timestampedAt']);
    expect({ ...report, checks: [] }).to.deep.equal({
      verified: true,
      code: null,
      checks: [],
      signer: 'SUBSYSTEM:BG/GOV/1001/sub',
      signedAt: '2026-03-01T12:00:00.250Z',
      timestampedAt: STAMPED_AT.toISOString(),
    });
    expect(report.checks.map(({ name, outcome }) => `${outcome} ${name}`)).to.deep.equal([
      'ok configuration',
      'ok container',
      'ok message',
      'ok references',
      'ok time-stamp',
      'ok parts-covered',
      'ok signing-certificate',
      'ok signer',
      'ok signature-value',
      'ok signed-properties',
      'ok certificate-path',
    ]);
  });

  it('exits with 1 and X-Road’s code where evidence does not hold, and states nothing', async () => {
    const { exit, report } = await json(changed, '--configuration', configuration);
    expect(exit).to.equal(1);
    expect({ ...report, checks: report.checks.at(-1) }).to.deep.equal({
      verified: false,
      code: 'malformed_signature.hashchain_unused_inputs',
      checks: { name: 'parts-covered', outcome: 'failed', detail: 'The signature does not cover /attachment1' },
      signer: null,
      signedAt: null,
      timestampedAt: null,
    });
    const { out } = await run('verify', changed, '--configuration', configuration);
    expect(out).to.include('changed.asice: NOT VERIFIED\n  malformed_signature.hashchain_unused_inputs\n');
    expect(out).to.include('  A part of the message is not covered by the hash chain, so nobody has signed it.\n');
  });

  it('exits with 1 for a file that opens but is no container', async () => {
    const text = kept(Buffer.from('hello'), 'text.asice');
    const { exit, report } = await json(text, '--configuration', configuration);
    expect({ exit, code: report.code }).to.deep.equal({ exit: 1, code: 'asic_mime_type_not_found' });
    const lacking = kept(
      makeZip({ entries: [{ name: 'mimetype', data: Buffer.from('application/vnd.etsi.asic-e+zip') }] }),
      'x',
    );
    expect((await json(lacking, '--configuration', configuration)).report.code).to.equal('asic_message_not_found');
  });

  it('judges certificates at another time when asked', async () => {
    const late = await json(good, '--configuration', configuration, '--at', '2026-03-02T12:00:00Z');
    expect({ exit: late.exit, code: late.report.code }).to.deep.equal({
      exit: 1,
      code: 'invalid_cert_path.incorrect_validation_info',
    });
    expect((await json(good, '--configuration', configuration, '--at', '2026-03-01T14:30:00+02:00')).exit).to.equal(0);
    const { out } = await run('verify', good, '--configuration', configuration, '--at', '2026-03-02T12:00:00Z');
    expect(out).to.match(
      /\n {2}Certificates were judged for 2026-03-02T12:00:00\.000Z, as --at says; without --at it is the time of the time-stamp\.\n$/,
    );
  });

  for (const [when, at, message] of [
    ['had ended', '2045-01-01T00:00:00Z', 'was no longer valid at 2045-01-01T00:00:00.000Z'],
    ['had not begun', '2015-01-01T00:00:00Z', 'was not yet valid at 2015-01-01T00:00:00.000Z'],
  ] as const) {
    it(`tells that the signer’s certificate ${when} then, and its dates, under the code that it always had`, async () => {
      const args = [good, '--configuration', configuration, '--at', at];
      const { serial } = rsaSigner.issued.certificate;
      const detail = `The certificate ${serial} of Intermediate ${message}: it is valid from 2020-01-01T00:00:00.000Z to 2040-01-01T00:00:00.000Z`;
      const { exit, report } = await json(...args);
      expect({ exit, ...report, checks: report.checks.at(-1) }).to.deep.equal({
        exit: 1,
        verified: false,
        code: 'cannot_create_cert_path',
        checks: { name: 'certificate-path', outcome: 'failed', detail },
        signer: null,
        signedAt: null,
        timestampedAt: null,
      });
      const { out } = await run('verify', ...args);
      expect(out).to.include(`failed  certificate-path: ${detail}\n`);
      expect(out).to.include(
        'NOT VERIFIED\n  cannot_create_cert_path\n  A certificate was not valid at the time that it was judged for.\n',
      );
      expect(out).not.to.include('No chain leads');
    });
  }

  it('warns of configuration that has expired, and judges by it', async () => {
    const { exit, report } = await json(good, '--configuration', keptConfiguration(new Date('2027-01-01T00:00:00Z')));
    expect(exit).to.equal(0);
    expect(report.checks.filter(({ outcome }) => outcome === 'warning')).to.deep.equal([
      { name: 'configuration', outcome: 'warning', detail: 'Configuration of BG expired at 2027-01-01T00:00:00Z' },
    ]);
  });

  it('takes the unpacked answer of /verificationconf', async () => {
    const unpacked = keptConfiguration(undefined, 'verificationconf');
    expect((await json(good, '--configuration', unpacked)).exit).to.equal(0);
  });

  it('exits with 2 where nothing can be judged, and says why', async () => {
    const missing = join(folder(), 'missing');
    const rows: [string[], string, RegExp][] = [
      [
        [missing, '--configuration', configuration],
        'file_not_found',
        /missing could not be judged: file_not_found: The file .*missing does not exist\n {2}Correct the path, .*\n$/,
      ],
      [[configuration, '--configuration', configuration], 'file_not_usable', / is a folder, not a file\n {2}.*\n$/],
      [[good, '--configuration', missing], 'file_not_found', /: --configuration: .*missing does not exist\n {2}.*\n$/],
      [
        [good, '--configuration', folder()],
        'malformed_global_conf',
        /malformed_global_conf: .*\n {2}Name the folder .*\n$/,
      ],
    ];
    for (const [args, code, message] of rows) {
      const { exit, report } = await json(...args);
      expect({ exit, verified: report.verified, code: report.code }).to.deep.equal({ exit: 2, verified: false, code });
      const told = await run('verify', ...args);
      expect({ out: told.out, exit: told.exit }).to.deep.equal({ out: '', exit: 2 });
      expect(told.err).to.match(message);
    }
  });

  it('refuses wrong usage', async () => {
    for (const args of [
      ['verify'],
      ['verify', good],
      ['verify', good, '--configuration', configuration, '--at', 'noon'],
      ['verify', good, '--confguration', 'x'],
    ]) {
      expect((await run(...args)).exit).to.equal('CommanderError');
    }
    const { err } = await run('verify', good, '--configuration', configuration, '--at', '2026-03-01');
    expect(err).to.include('It must be a date and time with a zone, such as 2026-11-22T23:58:50Z.');
  });

  it('lets no text of strangers command the terminal', async () => {
    const entries = [
      { name: 'mimetype', data: Buffer.from('application/\u001b[2Jzip'), method: 0 },
      { name: 'message.xml', data: Buffer.from('x') },
    ];
    const { out, exit } = await run(
      'verify',
      kept(makeZip({ entries }), 'escape.asice'),
      '--configuration',
      configuration,
    );
    expect(exit).to.equal(1);
    expect(out).to.include('The mimetype is "application/\ufffd[2Jzip"');
    expect(out).not.to.include('\u001b');
  });
});

describe('drum archive verify', () => {
  const folder = temporaryFolders();
  const archive = (text: string): string => {
    const path = join(folder(), 'mlog.zip');
    const info = '- - SHA-512\n' + text;
    writeFileSync(
      path,
      makeZip({
        entries: [
          { name: 'a.asice', data: Buffer.from('a') },
          { name: 'linkinginfo', data: Buffer.from(info) },
        ],
      }),
    );
    return path;
  };

  it('exits with 1 and a code for an archive that does not hold', async () => {
    const path = archive(`${'a'.repeat(128)} a.asice\n`);
    const { out, exit } = await run('archive', 'verify', path);
    expect(exit).to.equal(1);
    expect(out).to.include('failed  digests: mlog.zip: a.asice does not fit the chain\n');
    expect(out).to.include('NOT VERIFIED\n  FAILED mlog.zip, 1 containers\n  archive_digest_mismatch\n');
    const { out: printed } = await run('archive', 'verify', path, '--json');
    expect(JSON.parse(printed)).to.deep.include({
      verified: false,
      code: 'archive_digest_mismatch',
      archives: [{ name: 'mlog.zip', containers: 1, follows: null, lastDigest: 'a'.repeat(128) }],
    });
  });

  it('exits with 2 where a file cannot be opened, and for wrong usage', async () => {
    const { err, exit } = await run('archive', 'verify', archive(''), join(folder(), 'missing.zip'));
    expect(exit).to.equal(2);
    expect(err).to.match(
      /^The archives could not be judged: file_not_found: The file .*missing\.zip does not exist\n {2}Correct the path, .*\n$/,
    );
    expect((await run('archive', 'verify')).exit).to.equal('CommanderError');
  });
});
