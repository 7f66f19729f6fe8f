import { expect } from 'chai';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorFingerprint, writeAnchor } from '#protocol/configuration/anchor.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { anchorOf, ConfigurationServer, published, sharedParametersOf } from '../test/configuration-source.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { configurationCommand } from './configuration.ts';

const EXPIRES = new Date('2100-01-01T00:00:00Z');
const SHARED = published(sharedParametersOf('BG'));

describe('drum configuration fetch', () => {
  const folder = temporaryFolders();
  const servers: ConfigurationServer[] = [];
  after(() => Promise.all(servers.map((server) => server.stop())));

  async function source(): Promise<ConfigurationServer> {
    const server = await new ConfigurationServer().start();
    servers.push(server);
    await server.publish({ files: [SHARED], expiresAt: EXPIRES });
    return server;
  }

  /** Runs the command with an anchor file of that content and tells what came of it. */
  async function run(anchor: Uint8Array | undefined, ...options: string[]) {
    const place = folder();
    const [file, into] = [join(place, 'anchor.xml'), join(place, 'conf')];
    if (anchor !== undefined) writeFileSync(file, anchor);
    let [code, out, err] = [-1, '', ''];
    const command = configurationCommand({
      out: (text) => (out += text),
      err: (text) => (err += text),
      exit: (asked) => (code = asked),
    });
    command.commands.forEach((child) => child.exitOverride().configureOutput({ writeErr: (text) => (err += text) }));
    const args = ['fetch', '--anchor', file, '--into', into, ...options];
    const usage = await command.parseAsync(args, { from: 'user' }).then(
      () => undefined,
      (error: unknown) => (error as { code: string }).code,
    );
    return { code, out, err, usage, file, into };
  }
  const fetched = async (anchor: Uint8Array | undefined, ...options: string[]) => {
    const { out, ...rest } = await run(anchor, '--json', ...options);
    return { ...rest, result: JSON.parse(out) as Record<string, unknown> };
  };

  it('keeps what holds, exits with 0, and says what was looked at', async () => {
    const server = await source();
    const anchor = writeAnchor(anchorOf(`http://${server.host}/internalconf`));
    const { code, out, err, into } = await run(anchor);
    expect([code, err]).to.deep.equal([0, '']);
    expect(out.split('\n')).to.deep.include.members([
      'ok      directory-signature: SHA512withECDSA holds',
      `Configuration of BG, version 6, fetched from http://${server.host}/internalconf?version=6; valid until 2100-01-01T00:00:00Z`,
    ]);
    expect((await readConfigurationDirectory(into)).instance).to.equal('BG');
  });

  it('prints the result as JSON', async () => {
    const server = await source();
    const anchor = writeAnchor(anchorOf(`http://${server.host}/internalconf`));
    const { result } = await fetched(anchor);
    const { checks, attempts, ...rest } = result;
    expect(rest).to.deep.equal({
      verified: true,
      code: null,
      message: null,
      instance: 'BG',
      anchorFingerprint: anchorFingerprint(anchor),
      source: `http://${server.host}/internalconf?version=6`,
      version: 6,
      expiresAt: '2100-01-01T00:00:00Z',
      files: [{ path: 'BG/shared-params.xml', fetched: true }],
      federated: [],
    });
    expect(checks).to.have.lengthOf(5);
    expect((checks as object[])[0]).to.have.all.keys('name', 'outcome', 'detail');
    expect((attempts as { source: string }[]).map((attempt) => attempt.source.split(':')[0])).to.deep.equal(['https']);
  });

  it('exits with 1 and a code for what does not hold, and makes no folder', async () => {
    const server = await source();
    await server.publish({ files: [SHARED], expiresAt: new Date('2020-01-01T00:00:00Z') });
    const anchor = writeAnchor(anchorOf(`http://${server.host}/internalconf`));
    const { code, out, into } = await run(anchor);
    expect(code).to.equal(1);
    expect(out).to.match(/^failed {2}directory-content: The configuration expired at 2020-01-01T00:00:00Z$/m);
    expect(out).to.match(/^global_conf_outdated: The configuration expired at 2020-01-01T00:00:00Z$/m);
    expect(existsSync(into)).to.equal(false);
    const { result } = await fetched(anchor);
    expect(result).to.include({ verified: false, code: 'global_conf_outdated', source: null });
  });

  it('exits with 2 for a file that is no anchor: by it nothing can be judged', async () => {
    const { code, result } = await fetched(Buffer.from('<xml/>'));
    expect(code).to.equal(2);
    expect(result).to.include({ verified: false, code: 'malformed_anchor', instance: null });
  });

  it('exits with 2 where the anchor cannot be opened', async () => {
    const { code, result } = await fetched(undefined);
    expect(code).to.equal(2);
    expect(result).to.include({ verified: false, code: 'anchor_file_not_found' });
  });

  it('exits with 2 where no source can be reached, and says so on standard error', async () => {
    const anchor = writeAnchor(anchorOf('http://127.0.0.1:1/internalconf'));
    const { code, result } = await fetched(anchor);
    expect(code).to.equal(2);
    expect(result).to.include({ verified: false, code: 'global_conf_get_version_failed' });
    const { out, err } = await run(anchor);
    expect(out).to.equal('');
    expect(err.split('\n')).to.deep.include.members([
      'The configuration could not be judged',
      'global_conf_get_version_failed: http://127.0.0.1:1/internalconf?version=6: connect ECONNREFUSED 127.0.0.1:1',
      '  Check that the address in the anchor can be reached from this machine.',
    ]);
  });

  it('exits with 2 where the folder cannot be written or read', async () => {
    const server = await source();
    const anchor = writeAnchor(anchorOf(`http://${server.host}/internalconf`));
    const place = folder();
    writeFileSync(join(place, 'file'), '');
    const written = await fetched(anchor, '--into', join(place, 'file', 'conf'));
    expect([written.code, written.result.code]).to.deep.equal([2, 'global_conf_part_file_save_failure']);
    const read = await fetched(anchor, '--into', join(place, 'file'));
    expect([read.code, read.result.code]).to.deep.equal([2, 'file_not_usable']);
    expect(readdirSync(place)).to.deep.equal(['file']);
  });

  it('takes one version when told to', async () => {
    const server = await source();
    await server.publish({
      files: [published(sharedParametersOf('BG', { version: 5 }))],
      version: 5,
      expiresAt: EXPIRES,
    });
    const { result } = await fetched(
      writeAnchor(anchorOf(`http://${server.host}/internalconf`)),
      '--configuration-version',
      '5',
    );
    expect(result.version).to.equal(5);
  });

  it('refuses an unknown option or version', async () => {
    const unknown = await run(undefined, '--jason');
    expect([unknown.usage, unknown.err]).to.deep.equal([
      'commander.unknownOption',
      "error: unknown option '--jason'\n(Did you mean --json?)\n",
    ]);
    const version = await run(undefined, '--configuration-version', '7');
    expect(version.usage).to.equal('commander.invalidArgument');
    expect(version.err).to.match(/It must be a whole number from 2 to 6\.\n$/);
  });
});
