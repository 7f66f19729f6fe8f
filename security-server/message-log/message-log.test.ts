import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import { messageLogOptions, NOW } from '../../test/message-log/options.ts';
import { CLIENT, SERVICE, signedRecord } from '../../test/message-log/records.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import { openMessageLog, type MessageLog, type MessageLogOptions } from './message-log.ts';
import type { LoggedBody } from './record.ts';

const body = (content: LoggedBody['content'], sizeBytes: number): LoggedBody => ({
  sizeBytes,
  digest: digest('SHA-512', Buffer.from(`body of ${sizeBytes}`)),
  content,
});

describeOnBothEngines('the message log', (engine) => {
  let folder: string;
  let options: MessageLogOptions;
  let log: MessageLog;

  beforeEach(async () => {
    folder = engine.folder();
    options = messageLogOptions(folder, { database: await engine.fresh() });
    log = await openMessageLog(options);
  });
  afterEach(() => log.close());

  async function reopen(change: Parameters<typeof messageLogOptions>[1] = {}): Promise<void> {
    await log.close();
    log = await openMessageLog(messageLogOptions(folder, { database: options.database, ...change }));
  }

  const bodyFiles = () => (engine.name === 'SQLite' ? readdirSync(join(folder, 'bodies')) : []);

  it('finds a record for its owner: the client on the client’s side, the provider on the provider’s', async () => {
    const record = await signedRecord('q-1', { decision: { legalBasis: 'чл. 106 ЗГР', case: 'УРИ-7' } });
    const provider = { ...CLIENT, memberClass: 'GOV', memberCode: '831661388', subsystemCode: 'civil-registration' };
    expect(await log.append(record)).to.equal(1);
    expect(await log.append({ ...record, side: 'provider', direction: 'response' })).to.equal(2);
    const [found, ...more] = await log.find({ queryId: 'q-1', client: CLIENT });
    expect(more).to.deep.equal([]);
    expect(found).to.deep.equal({
      id: 1,
      queryId: 'q-1',
      requestId: 'request-q-1',
      direction: 'request',
      side: 'client',
      client: 'SUBSYSTEM:BG/MUN/000696327/services',
      service: 'SERVICE:BG/GOV/831661388/civil-registration/person',
      time: record.time,
      timestamped: false,
      archived: false,
      decision: { legalBasis: 'чл. 106 ЗГР', case: 'УРИ-7' },
    });
    expect((await log.find({ queryId: 'q-1', client: provider })).map(({ id }) => id)).to.deep.equal([2]);
    expect(await log.find({ queryId: 'q-1', client: provider, direction: 'request' })).to.deep.equal([]);
  });

  it('commits the records of concurrent exchanges together', async () => {
    const record = await signedRecord('q');
    const ids = await Promise.all(Array.from({ length: 500 }, (_, n) => log.append({ ...record, queryId: `q-${n}` })));
    expect(ids).to.deep.equal(Array.from({ length: 500 }, (_, n) => n + 1));
    const { writer } = log.state;
    expect(writer).to.include({ state: 'ready', records: 500, queuedRecords: 0, queuedBytes: 0 });
    expect(writer.commits).to.be.within(2, 20);
  });

  it('keeps a large body outside of the record, under a name that tells nothing', async () => {
    const file = join(engine.folder(), 'spilled');
    writeFileSync(file, Buffer.alloc(200_000, 1));
    const bytes = Buffer.alloc(2_500_000, 2);
    await log.append(await signedRecord('in-file', { bodies: [body({ file }, 200_000)] }));
    await log.append(await signedRecord('in-memory', { bodies: [body(bytes, bytes.length)] }));
    await log.append(await signedRecord('small', { bodies: [body(Buffer.from('x'), 1)] }));
    for (const name of bodyFiles()) expect(name).to.match(/^[0-9a-f-]{36}$/);
    expect(bodyFiles()).to.have.length(engine.name === 'SQLite' ? 2 : 0);
    rmSync(file);
    await reopen();
    expect(log.state.missingBodies).to.deep.equal({ count: 0, recordIds: [] });
  });

  it('leaves no body behind when its record cannot be written', async () => {
    const record = await signedRecord('q'.repeat(256), { bodies: [body(Buffer.alloc(100_000), 100_000)] });
    expect(await refusalOf(() => log.append(record))).to.equal(
      'logging_failed: A message id has more than 255 characters',
    );
    expect(bodyFiles()).to.deep.equal([]);
  });

  it('refuses a body that is larger than can be logged, or logs its beginning where that is allowed', async () => {
    const parameters = { maxLoggableMessageBodyBytes: 100_000 };
    await reopen({ parameters });
    const tooLarge = await signedRecord('q', { bodies: [body(Buffer.alloc(100_001), 100_001)] });
    expect(await refusalOf(() => log.append(tooLarge))).to.equal(
      'logging_failed: The message body has more than 100000 bytes, which is all that can be logged (message-log.max-loggable-message-body-size)',
    );
    expect(await log.find({ queryId: 'q', client: CLIENT })).to.deep.equal([]);
    await reopen({ parameters: { ...parameters, truncatedBodyAllowed: true } });
    expect(await refusalOf(() => log.append(tooLarge))).to.equal('accepted');
    const file = join(engine.folder(), 'spilled');
    writeFileSync(file, Buffer.alloc(300_000, 1));
    await log.append(await signedRecord('cut', { bodies: [body({ file }, 300_000)] }));
    for (const name of bodyFiles()) expect(statSync(join(folder, 'bodies', name)).size).to.equal(100_000);
    await reopen({ parameters: { maxLoggableMessageBodyBytes: 0 } });
    expect(await refusalOf(() => log.append(tooLarge))).to.equal('accepted');
  });

  it('refuses messages when no time-stamping service is set up', async () => {
    await reopen({ timestampingUrls: () => [] });
    const refused = 'mlog.no_timestamping_provider_found: No time-stamping service is set up';
    const record = await signedRecord('q');
    expect(await refusalOf(() => log.append(record))).to.equal(refused);
    expect(
      await refusalOf(() =>
        Promise.resolve().then(() => {
          log.assertAcceptable(NOW);
        }),
      ),
    ).to.equal(refused);
    expect(log.state.timestamping.state).to.equal('not-configured');
  });

  it('gives no container for what is not there or not time-stamped', async () => {
    const id = await log.append(await signedRecord('q', { service: { ...SERVICE, serviceVersion: 'v1' } }));
    expect(await refusalOf(() => log.container(id))).to.equal('timestamping_failed: The message has no time-stamp yet');
    expect(await refusalOf(() => log.container(77))).to.equal('not_found: The message log has no record 77');
  });
});
