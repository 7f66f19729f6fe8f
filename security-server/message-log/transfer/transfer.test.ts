import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixedClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import { startTestAuthority, type TestAuthority } from '../../../test/message-log/authority.ts';
import { messageLogOptions, NOW, stampedBy } from '../../../test/message-log/options.ts';
import { signedRecord } from '../../../test/message-log/records.ts';
import { refusal, refusalOf } from '../../../test/refusal.ts';
import { temporaryFolders } from '../../../test/temporary.ts';
import type { ServerContext } from '../../context.ts';
import { healthChecks, type HealthSources } from '../../health-checks.ts';
import { archiveTransfers } from '../../message-log-parameters.ts';
import { openMessageLog, type MessageLog } from '../message-log.ts';
import { wordsOfCommand } from './command-line.ts';

const transfersBy = (command: string) =>
  archiveTransfers(readParameters({ 'message-log.archive-transfer-command': command }), fixedClock(NOW));

describe('the words of a transfer command', () => {
  it('are parted by blanks, and nothing in them is a shell’s', () => {
    for (const [line, words] of [
      ['', []],
      [' /usr/bin/copy  -r to ', ['/usr/bin/copy', '-r', 'to']],
      [`"/a b/c" --name='two words' x"y z"w ""`, ['/a b/c', '--name=two words', 'xy zw', '']],
      ['a; rm -rf $HOME > `b` \\n *', ['a;', 'rm', '-rf', '$HOME', '>', '`b`', '\\n', '*']],
    ] as const) {
      expect(wordsOfCommand(line)).to.deep.equal(words);
    }
    expect(refusal(() => wordsOfCommand('a "b'))).to.match(
      /^malformed_server_conf: .*a quote is opened and not closed$/,
    );
  });
});

describe('the transfer of archives by a command', () => {
  const temporary = temporaryFolders();
  let authority: TestAuthority;
  let folder: string;
  let log: MessageLog | undefined;
  let failures: string[];

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = NOW;
  });
  after(() => authority.close());
  beforeEach(() => {
    folder = temporary();
    failures = [];
  });
  afterEach(() => log?.close());

  const open = async (command: string): Promise<MessageLog> => {
    log = await openMessageLog(
      messageLogOptions(folder, {
        transfers: transfersBy(command),
        onFailure: (work, error) => failures.push(`${work}: ${(error as Error).message}`),
        ...stampedBy(authority),
      }),
    );
    await log.append(await signedRecord('q'));
    await log.stamp();
    return log;
  };
  const script = (text: string): string => {
    const path = join(folder, 'a transfer');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const healthOfLog = (opened: MessageLog) =>
    healthChecks({
      context: { parameters: readParameters(), clock: { now: () => NOW } } as ServerContext,
      messageLog: opened,
    } as HealthSources)
      .find(({ name }) => name === 'message-log')
      ?.check();

  it('runs it in the folder of the archives with its arguments as they are, after each archiving', async () => {
    const path = script('printf "%s|" "$@" >> ../told; mv mlog-*.zip ..');
    const opened = await open(`'${path}' '$HOME two' ;`);
    const [name = ''] = await opened.archive();
    expect(readFileSync(join(folder, 'told'), 'utf8')).to.equal('$HOME two|;|');
    expect(existsSync(join(folder, name))).to.equal(true);
    expect(readdirSync(join(folder, 'archive'))).to.deep.equal([]);
    expect(opened.state.transferring).to.deep.equal({ lastSuccess: NOW });
    // The chain goes on, though the archive that it links to is elsewhere.
    writeFileSync(join(folder, 'archive', 'mlog-left.zip'), '');
    await opened.archive();
    expect(readdirSync(join(folder, 'archive'))).to.deep.equal([]);
    expect(await healthOfLog(opened)).to.equal('Time-stamping: ok');
  });

  it('tells log and health when it fails, and archives all the same', async () => {
    const opened = await open(`"${script('echo "no way" >&2; exit 3')}"`);
    expect(await opened.archive()).to.have.length(1);
    const message = 'Archives could not be transferred: the command ended with exit code 3 and said: no way';
    expect(failures).to.deep.equal([`transfer of archives: ${message}`]);
    expect(opened.state.archiving).to.deep.equal({ lastSuccess: NOW });
    expect(opened.state.transferring.error).to.deep.include({ code: 'archive_transfer_failed', message });
    expect(await healthOfLog(opened)).to.equal(
      `Time-stamping: ok; transferring failed at ${NOW.toISOString()}: archive_transfer_failed: ${message}`,
    );
  });

  it('tells of a command that cannot be run', async () => {
    const opened = await open('/no/such/program');
    await opened.archive();
    expect(failures.join()).to.include('the command could not be run: ');
    const transfer = transfersBy('/no/such/program')[0];
    expect(await refusalOf(async () => transfer?.(folder, AbortSignal.timeout(1000)))).to.match(
      /^archive_transfer_failed/,
    );
  });

  it('is ended when the log closes', async () => {
    const opened = await open(`"${script('touch ../begun; exec sleep 600')}"`);
    const archiving = opened.archive();
    while (!existsSync(join(folder, 'begun'))) await new Promise((resolve) => setTimeout(resolve, 10));
    await opened.close();
    log = undefined;
    expect(await archiving).to.have.length(1);
    expect(failures).to.have.length(1);
  });
});
