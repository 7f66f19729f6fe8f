import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import SqliteFile from 'better-sqlite3';
import { expect } from 'chai';
import pg from 'pg';
import { APPENDING_PROCESS } from '../../test/message-log/appending-process.ts';
import { messageLogOptions } from '../../test/message-log/options.ts';
import { CLIENT, signedRecord } from '../../test/message-log/records.ts';
import { until } from '../../test/country/poll.ts';
import { asOrdinaryUser } from '../../test/ordinary-user.ts';
import { freshPostgresDatabase } from '../../test/postgres.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { openMessageLog, type MessageLog } from './message-log.ts';

const NOT_RECORDED = 'logging_failed: The message could not be recorded in the message log';
/** More than the writer waits before it tries again. */
const STILL_FAILING_MS = 1_500;
const LARGE = { sizeBytes: 100_000, digest: Buffer.alloc(64), content: Buffer.alloc(100_000, 3) };

describeOnBothEngines('a message log whose process is killed', (engine) => {
  it('has every record that was acknowledged, with its body', async () => {
    const folder = engine.folder();
    const database = await engine.fresh();
    const acknowledged = await appendUntilKilled(folder, JSON.stringify(database));
    const log = await openMessageLog(messageLogOptions(folder, { database }));
    const found = await Promise.all(acknowledged.map((queryId) => log.find({ queryId, client: CLIENT })));
    expect(found.filter((records) => records.length !== 1)).to.deep.equal([]);
    expect(log.state.missingBodies.count).to.equal(0);
    expect(acknowledged.length).to.be.greaterThan(100);
    expect(await log.append(await signedRecord('afterwards'))).to.be.greaterThan(acknowledged.length);
    await log.close();
  });

  async function appendUntilKilled(folder: string, database: string): Promise<string[]> {
    const child = spawn(process.execPath, [APPENDING_PROCESS, folder, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.length > 4000) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    // The last line may be cut.
    return printed.split('\n').slice(0, -1);
  }
});

describe('a message log with a fault (SQLite)', () => {
  const temporary = temporaryFolders();
  let folder: string;
  let log: MessageLog | undefined;

  beforeEach(() => {
    folder = temporary();
  });
  afterEach(async () => {
    await log?.close();
    log = undefined;
  });

  const path = () => join(folder, 'message-log.sqlite');

  it('refuses messages while the disk is full, says so, and goes on by itself when it is not', async () => {
    const database = { engine: 'sqlite', path: path(), fileBytesMax: 1_000_000 } as const;
    log = await openMessageLog(messageLogOptions(folder, { database }));
    const record = await signedRecord('q', { message: Buffer.alloc(200_000) });
    let kept = 0;
    while ((await refusalOf(async () => log?.append(record))) === 'accepted') kept += 1;
    expect(kept).to.be.within(2, 4);
    expect(await refusalOf(async () => log?.append(record))).to.equal(NOT_RECORDED);
    const { writer } = log.state;
    expect(writer.state).to.equal('failing');
    expect(writer.failing?.reason).to.equal(
      `Database ${path()}: there is no space left; free disk space or raise the limit, work goes on by itself`,
    );
    expect(await log.find({ queryId: 'q', client: CLIENT })).to.have.length(kept);

    const other = new SqliteFile(path());
    other.exec('delete from message_content where record_id = 1');
    other.close();
    // Whoever asks for its state sees that it can log again before any message is sent to it.
    const recovered = () => log?.state.writer.state === 'ready' && log.state.writer;
    expect(await until('the log is ready', recovered))
      .to.include({ records: kept })
      .and.not.to.have.property('failing');
    expect(await refusalOf(async () => log?.append(record))).to.equal('accepted');
    expect(await log.find({ queryId: 'q', client: CLIENT })).to.have.length(kept + 1);
  });

  it('refuses messages whose body cannot be kept, says so, and goes on by itself', async () => {
    log = await openMessageLog(messageLogOptions(folder));
    rmSync(join(folder, 'bodies'), { recursive: true });
    const record = await signedRecord('q', { bodies: [LARGE] });
    expect(await refusalOf(async () => log?.append(record))).to.equal(NOT_RECORDED);
    expect(log.state.writer.failing?.reason).to.match(
      /the path does not exist; create the folder or correct the path$/,
    );
    await delay(STILL_FAILING_MS);
    expect(log.state.writer.state).to.equal('failing');
    mkdirSync(join(folder, 'bodies'));
    await until('the log is ready', () => log?.state.writer.state === 'ready');
    expect(readdirSync(join(folder, 'bodies'))).to.deep.equal([]);
    expect(await refusalOf(async () => log?.append(record))).to.equal('accepted');
  });

  it('names a folder that it may not write in', async () => {
    chmodSync(folder, 0o555);
    const refused = await asOrdinaryUser(() => refusalOf(() => openMessageLog(messageLogOptions(folder))));
    expect(refused).to.equal(
      `database_error: Database ${path()}: the file cannot be opened; check that the folder exists and that this program may write in it`,
    );
  });

  it('refuses to open what another owner has open, and opens it when that one has closed it', async () => {
    log = await openMessageLog(messageLogOptions(folder));
    expect(await refusalOf(() => openMessageLog(messageLogOptions(folder)))).to.equal(
      `data_in_use: Database ${path()}: another process works with it; stop that process first`,
    );
    await log.close();
    log = await openMessageLog(messageLogOptions(folder));
  });

  it('removes bodies that no record has, leaves other files alone, and names records whose body is lost', async () => {
    log = await openMessageLog(messageLogOptions(folder));
    const lost = await log.append(await signedRecord('lost', { bodies: [LARGE] }));
    const [name = ''] = readdirSync(join(folder, 'bodies'));
    await log.append(await signedRecord('kept', { bodies: [LARGE] }));
    await log.close();
    rmSync(join(folder, 'bodies', name));
    const orphan = join(folder, 'bodies', '00000000-0000-4000-8000-000000000000');
    const foreign = join(folder, 'bodies', 'not-ours.txt');
    writeFileSync(orphan, 'a crash came before the record');
    writeFileSync(foreign, 'somebody else’s');
    log = await openMessageLog(messageLogOptions(folder));
    expect(existsSync(orphan)).to.equal(false);
    expect(existsSync(foreign)).to.equal(true);
    expect(log.state.missingBodies).to.deep.equal({ count: 1, recordIds: [lost] });
  });

  it('refuses what its writer’s thread was doing when it broke, and starts a new one', async () => {
    const threads: Worker[] = [];
    const onThread = (worker: Worker) => threads.push(worker);
    process.on('worker', onThread);
    log = await openMessageLog(messageLogOptions(folder, { parameters: { writerRestartDelayMs: 100 } }));
    const record = await signedRecord('q');
    await log.append(record);
    const underWay = refusalOf(async () => log?.append({ ...record, queryId: 'under way' }));
    await threads.at(-1)?.terminate();
    expect(await underWay).to.be.oneOf(['accepted', NOT_RECORDED]);
    expect(await refusalOf(async () => log?.append(record))).to.equal(NOT_RECORDED);
    expect(log.state.writer.failing?.reason).to.equal(
      'The message log’s writer has stopped and is being started again; see the log',
    );
    await delay(150);
    expect(await refusalOf(async () => log?.append(record))).to.equal('accepted');
    expect(await log.find({ queryId: 'q', client: CLIENT })).to.have.length(2);
    expect(threads).to.have.length(2);
    process.off('worker', onThread);
  });
});

describe('a message log with a fault (PostgreSQL)', () => {
  const temporary = temporaryFolders();

  it('refuses messages while its connections are cut, and goes on by itself', async () => {
    const url = await freshPostgresDatabase();
    const log = await openMessageLog(messageLogOptions(temporary(), { database: { engine: 'postgresql', url } }));
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const record = await signedRecord('q');
    await log.append(record);
    // A lock keeps the commit waiting until its connection is gone.
    await admin.query('begin; lock table counter');
    const underWay = refusalOf(() => log.append(record));
    await delay(100);
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    expect(await underWay).to.equal(NOT_RECORDED);
    expect(log.state.writer.state).to.equal('failing');
    const place = `${new URL(url).host}${new URL(url).pathname}`;
    expect(log.state.writer.failing?.reason).to.equal(
      `Database ${place}: the connection was lost; check the server and its log`,
    );
    await admin.query('rollback');
    await admin.end();
    await until('the log is ready', () => log.state.writer.state === 'ready');
    expect(await refusalOf(() => log.append(record))).to.equal('accepted');
    expect(await log.find({ queryId: 'q', client: CLIENT })).to.have.length(2);
    await log.close();
  });
});
