import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { verifyArchives } from '#protocol/container/archive/verify-chain.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { until } from '../../test/country/poll.ts';
import { startTestAuthority, type TestAuthority } from '../../test/message-log/authority.ts';
import { messageLogOptions, NOW, stampedBy } from '../../test/message-log/options.ts';
import { CLIENT, SERVICE, signedRecord } from '../../test/message-log/records.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import { openMessageLog, type MessageLog } from './message-log.ts';
import type { MessageLogParameters } from './parameters.ts';

const DAY_MS = 86_400_000;
/** Enough to close the log while they are archived. */
const RECORDS = 500;
const SIGNED_AT = new Date('2026-11-22T23:58:50Z');

describeOnBothEngines('archiving of the message log', (engine) => {
  let authority: TestAuthority;
  let folder: string;
  let log: MessageLog;
  let now = NOW;
  let database: Parameters<typeof openMessageLog>[0]['database'];

  before(async () => {
    authority = await startTestAuthority('Authority');
  });
  after(() => authority.close());

  beforeEach(async () => {
    now = NOW;
    folder = engine.folder();
    database = await engine.fresh();
    await open();
  });
  afterEach(() => log.close());

  async function open(parameters: Partial<MessageLogParameters> = {}): Promise<void> {
    log = await openMessageLog(
      messageLogOptions(folder, {
        database,
        clock: { kind: 'fixed', now: () => now },
        ...stampedBy(authority),
        parameters,
      }),
    );
  }
  async function reopen(parameters: Partial<MessageLogParameters>): Promise<void> {
    await log.close();
    await open(parameters);
  }

  const archives = () => readdirSync(join(folder, 'archive')).toSorted();
  const verified = async (names = archives()) => {
    const files = names.map((name) => ({ name, source: sourceOf(readFileSync(join(folder, 'archive', name))) }));
    const report = await verifyArchives(files);
    return {
      verified: report.verified,
      code: report.code,
      containers: report.archives.map(({ link }) => link?.containers),
    };
  };
  const append = async (...queryIds: string[]) => {
    for (const queryId of queryIds) await log.append(await signedRecord(queryId));
  };

  it('moves time-stamped records into an archive that verifies, under X-Road’s name for it', async () => {
    await append('a', 'b', 'c');
    await log.append(await signedRecord('later', { time: new Date('2026-11-22T23:58:59Z') }));
    await log.stamp();
    await append('without time-stamp');
    const [name = '', ...more] = await log.archive();
    expect(more).to.deep.equal([]);
    expect(name).to.match(/^mlog-20261122235850-20261122235859-[0-9a-f]{16}\.zip$/);
    expect(archives()).to.deep.equal([name]);
    expect(await verified()).to.deep.equal({ verified: true, code: null, containers: [4] });
    expect((await log.find({ queryId: 'a', client: CLIENT })).map(({ archived }) => archived)).to.deep.equal([true]);
    expect((await log.find({ queryId: 'without time-stamp', client: CLIENT }))[0]?.archived).to.equal(false);
    expect(await log.archive()).to.deep.equal([]);
    expect(log.state.archiving).to.deep.equal({ lastSuccess: NOW });
  });

  it('begins a new archive when one is large enough, and links each to the one before, over restarts', async () => {
    await reopen({ archiveFileBytesMax: 10_000 });
    await append('a', 'b', 'c', 'd', 'e');
    await log.stamp();
    const first = await log.archive();
    expect(first.length).to.be.greaterThan(1);
    await reopen({ archiveFileBytesMax: 10_000 });
    await append('f');
    await log.stamp();
    const second = await log.archive();
    const report = await verified();
    expect(report).to.include({ verified: true, code: null });
    expect(report.containers.reduce((sum: number, count) => sum + (count ?? 0), 0)).to.equal(6);
    expect(await verified([...first.slice(1), ...second])).to.include({ verified: true });
    expect(await verified([...first.slice(0, 1), ...second])).to.include({ verified: false });
  });

  it('puts into the archive the bytes that are given for the record itself, with its body', async () => {
    const body = Buffer.alloc(3_000_000, 'body');
    const id = await log.append(
      await signedRecord('q', { bodies: [{ sizeBytes: body.length, digest: Buffer.alloc(64), content: body }] }),
    );
    await log.stamp();
    const container = await buffer((await log.container(id)).stream());
    const [name = ''] = await log.archive();
    expect(readFileSync(join(folder, 'archive', name)).includes(container)).to.equal(true);
  });

  it('keeps a chain of archives for each member or each subsystem where that is set', async () => {
    await reopen({ archiveGrouping: 'member' });
    const other = { ...CLIENT, subsystemCode: 'other: one' };
    await append('a');
    await log.append(await signedRecord('b', { client: other }));
    await log.append(await signedRecord('c', { side: 'provider' }));
    await log.stamp();
    const names = await log.archive();
    expect(names.map((name) => /^mlog-(.+)-\d{14}-\d{14}-/.exec(name)?.[1])).to.deep.equal([
      'BG_GOV_831661388',
      'BG_MUN_000696327',
    ]);
    await reopen({ archiveGrouping: 'subsystem' });
    await log.append(await signedRecord('d', { client: other, service: SERVICE }));
    await log.stamp();
    const [name = ''] = await log.archive();
    expect(name).to.match(/^mlog-BG_MUN_000696327_other__one-\d{14}-/);
    expect(await verified()).to.include({ verified: true });
  });

  it('finishes an archive whose writing was cut short after it counted', async () => {
    await append('a');
    await log.stamp();
    const [name = ''] = await log.archive();
    const path = join(folder, 'archive', name);
    renameSync(path, `${path}.tmp`);
    await append('b');
    await log.stamp();
    const [next = ''] = await log.archive();
    expect(archives()).to.deep.equal([name, next].toSorted());
    expect(await verified()).to.deep.equal({ verified: true, code: null, containers: [1, 1] });
  });

  it('ends with the record that it is at when the log is closed, and goes on with the next at the next start', async () => {
    const record = await signedRecord('many');
    await Promise.all(Array.from({ length: RECORDS }, () => log.append(record)));
    await log.stamp();
    const archiving = log.archive();
    await until('an archive is being written', () => existsSync(join(folder, 'archive')) && archives().length > 0);
    await log.close();
    expect(await archiving).to.have.length(1);
    const before = (await verified()).containers[0] ?? 0;
    expect(before).to.be.within(1, RECORDS - 1);
    await open();
    const closed = log.archive();
    await log.close();
    expect(await closed).to.deep.equal([]);
    await open();
    await log.archive();
    expect(await verified()).to.deep.equal({ verified: true, code: null, containers: [before, RECORDS - before] });
  });

  it('removes what a run that died left behind, a day later', async () => {
    await append('a');
    await log.stamp();
    await log.archive();
    const left = join(folder, 'archive', 'left-behind.tmp');
    writeFileSync(left, 'half an archive');
    const at = new Date(now.getTime() - DAY_MS / 2);
    utimesSync(left, at, at);
    await append('b');
    await log.stamp();
    await log.archive();
    expect(archives()).to.include('left-behind.tmp');
    now = new Date(now.getTime() + DAY_MS);
    await append('c');
    await log.stamp();
    await log.archive();
    expect(archives()).not.to.include('left-behind.tmp');
  });

  it('marks nothing archived when the archive cannot be written, and says why', async () => {
    await append('a');
    await log.stamp();
    writeFileSync(join(folder, 'archive'), 'a file where the folder should be');
    expect(await refusalOf(() => log.archive())).to.equal(
      `io_error: Archive folder ${join(folder, 'archive')}: something else is there; choose another path`,
    );
    expect(log.state.archiving.error).to.include({ code: 'io_error', at: NOW });
    rmSync(join(folder, 'archive'));
    mkdirSync(join(folder, 'archive'));
    expect(await log.archive()).to.have.length(1);
    expect(log.state.archiving).to.not.have.property('error');
  });

  // With PostgreSQL a body lies in its database, and is read or not as the record itself is.
  if (engine.name === 'SQLite') {
    it('gives up an archive when a body cannot be read, and writes it when it can', async () => {
      const body = { sizeBytes: 100_000, digest: Buffer.alloc(64), content: Buffer.alloc(100_000) };
      await log.append(await signedRecord('a', { bodies: [body] }));
      await log.stamp();
      const [name = ''] = readdirSync(join(folder, 'bodies'));
      const path = join(folder, 'bodies', name);
      renameSync(path, `${path}.good`);
      mkdirSync(path);
      expect(await refusalOf(() => log.archive())).to.match(/^io_error: /);
      expect(archives()).to.deep.equal([]);
      rmSync(path, { recursive: true });
      renameSync(`${path}.good`, path);
      expect(await log.archive()).to.have.length(1);
      expect(await verified()).to.deep.equal({ verified: true, code: null, containers: [1] });
    });
  }

  it('deletes archived records with their bodies when they have been kept long enough, and no others', async () => {
    const body = { sizeBytes: 100_000, digest: Buffer.alloc(64), content: Buffer.alloc(100_000) };
    const archived = await log.append(await signedRecord('archived', { bodies: [body, body, body] }));
    await log.stamp();
    await log.archive();
    await log.append(await signedRecord('waiting', { bodies: [body] }));
    now = new Date(SIGNED_AT.getTime() + 30 * DAY_MS);
    expect(await log.clean()).to.equal(0);
    now = new Date(now.getTime() + 1);
    expect(await log.clean()).to.equal(1);
    expect(await log.find({ queryId: 'archived', client: CLIENT })).to.deep.equal([]);
    expect(await refusalOf(() => log.container(archived))).to.equal(
      `not_found: The message log has no record ${archived}`,
    );
    expect(await log.find({ queryId: 'waiting', client: CLIENT })).to.have.length(1);
    if (engine.name === 'SQLite') expect(readdirSync(join(folder, 'bodies'))).to.have.length(1);
    expect(log.state.cleaning).to.deep.equal({ lastSuccess: now });
    expect(await verified()).to.include({ verified: true });
  });
});
