import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { sql } from 'kysely';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { buildHashChain } from '#protocol/signature/hash-chain/build.ts';
import { PART } from '#protocol/signature/names.ts';
import { openDatabase } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { configuration, consumer, provider, rsaSigner, sha512, sign, STAMPED_AT } from '../../test/evidence/country.ts';
import { startTestAuthority, type TestAuthority } from '../../test/message-log/authority.ts';
import { messageLogOptions, stampedBy } from '../../test/message-log/options.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import { keptInWords } from './containers.ts';
import { openMessageLog, type MessageLog } from './message-log.ts';
import type { MessageLogParameters } from './parameters.ts';
import type { LoggedBody, NewMessageRecord } from './record.ts';
import { MESSAGE_LOG_MIGRATIONS, type MessageLogTables } from './store/schema.ts';
import { openStore } from './store/store.ts';

const MESSAGE = Buffer.from(
  'POST\r\n/r1/BG/GOV/1002/sub/persons\r\nX-Road-Client:BG/GOV/1001/sub\r\n' +
    'x-road-request-id:5ae7a4ee-3d12-4a0c-8b1a-000000000001\r\nx-road-id:BG-0001\r\n',
);
const INLINE = 64 * 1024;
const body = (size: number, fill: number): LoggedBody => {
  const content = Buffer.alloc(size, fill);
  return { sizeBytes: size, digest: sha512(content), content };
};

/** A message with attachments, signed as a client's server does. */
async function signedMessage(bodies: readonly LoggedBody[]): Promise<NewMessageRecord> {
  const digests = [sha512(MESSAGE), ...bodies.map(({ digest }) => Buffer.from(digest))] as const;
  const { result, chains } = buildHashChain([digests], {
    algorithm: 'SHA-512',
    chainUri: PART.signedChain,
    partUri: PART.message,
  });
  return {
    queryId: 'BG-0001',
    requestId: '5ae7a4ee-3d12-4a0c-8b1a-000000000001',
    direction: 'request',
    side: 'client',
    client: consumer,
    service: { ...provider, type: 'SERVICE', subsystemCode: 'sub', serviceCode: 'persons' },
    time: STAMPED_AT,
    message: MESSAGE,
    signature: await sign(rsaSigner, PART.signedChainResult, result),
    hashChainResult: result,
    hashChain: chains[0] ?? Buffer.alloc(0),
    bodies,
  };
}

describeOnBothEngines('messages with several bodies', (engine) => {
  let authority: TestAuthority;
  let folder: string;
  let log: MessageLog;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = STAMPED_AT;
  });
  after(() => authority.close());
  afterEach(() => log.close());

  const optionsOf = (parameters: Partial<MessageLogParameters>) =>
    messageLogOptions(folder, {
      ...stampedBy(authority),
      parameters,
    });
  const open = async (parameters: Partial<MessageLogParameters>) => {
    folder = engine.folder();
    const options = { ...optionsOf(parameters), database: await engine.fresh() };
    log = await openMessageLog(options);
    return options;
  };
  const verified = async (container: Buffer) => {
    const { verified: holds, checks } = await verifyContainer({
      source: sourceOf(container),
      configuration: {
        trust: configuration.trust.bind(configuration),
        signingMember: configuration.signingMember.bind(configuration),
        tsaCertificates: () => [authority.certificate],
      },
    });
    return { holds, warnings: checks.filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail) };
  };
  const bodyFiles = () => readdirSync(join(folder, 'bodies'));

  it('keeps each as its size asks, gives them under their numbers, and leaves none behind', async () => {
    await open({ maxLoggableMessageBodyBytes: 200_000, largeBodyByDigest: true, keepRecordsForDays: 0 });
    const bodies = [body(10, 1), body(200_001, 2), body(100_000, 3), body(INLINE, 4), body(0, 5)];
    const id = await log.append(await signedMessage(bodies));
    if (engine.name === 'SQLite') {
      expect(bodyFiles().map((name) => statSync(join(folder, 'bodies', name)).size)).to.deep.equal([100_000]);
    }
    await log.stampRecord(id);
    const container = await log.container(id);
    expect(container.bodies).to.deep.equal(['whole', 'digest', 'whole', 'whole', 'whole']);
    expect(keptInWords(container)).to.equal('digest+whole');
    const bytes = await buffer(container.stream());
    expect(await verified(bytes)).to.deep.equal({
      holds: true,
      warnings: ['Signed, but not in the container, so only their digests are proved: /attachment2'],
    });
    const [archive = ''] = await log.archive();
    expect(readFileSync(join(folder, 'archive', archive)).includes(bytes)).to.equal(true);
    expect(await log.clean()).to.equal(1);
    if (engine.name === 'SQLite') expect(bodyFiles()).to.deep.equal([]);
  });

  it('cuts each that is too large, where that is allowed', async () => {
    await open({ maxLoggableMessageBodyBytes: 1000, truncatedBodyAllowed: true });
    const id = await log.append(await signedMessage([body(5, 1), body(1001, 2), body(1002, 3)]));
    await log.stampRecord(id);
    const container = await log.container(id);
    expect(container.bodies).to.deep.equal(['whole', 'beginning', 'beginning']);
    const cut = (name: string) => `${name} has the first 1000 bytes, as the log kept them; nothing proves them`;
    expect((await verified(await buffer(container.stream()))).warnings).to.deep.equal([
      'Signed, but not in the container, so only their digests are proved: /attachment2, /attachment3',
      cut('beginning-of-attachment2'),
      cut('beginning-of-attachment3'),
    ]);
  });

  it('takes a thousand, whatever they weigh together, and not one more', async () => {
    await open({ commitBytesMax: 1024 * 1024 });
    const bodies = Array.from({ length: 1000 }, (_, n) => body(1100, n % 256));
    const id = await log.append(await signedMessage(bodies));
    // What no longer fits into one commit lies beside the record.
    if (engine.name === 'SQLite') expect(bodyFiles()).to.have.length(1000 - Math.floor((1024 * 1024) / 1100));
    await log.stampRecord(id);
    expect(await verified(await buffer((await log.container(id)).stream()))).to.deep.equal({
      holds: true,
      warnings: [],
    });
    const tooMany = await signedMessage([...bodies, body(1, 1)]);
    expect(await refusalOf(() => log.append(tooMany))).to.equal(
      'logging_failed: The message has more than 1000 attachments',
    );
  });

  it('keeps nothing of a message of which one is refused', async () => {
    await open({ maxLoggableMessageBodyBytes: 150_000 });
    const refused = await signedMessage([body(100_000, 1), body(100_000, 2), body(150_001, 3)]);
    expect(await refusalOf(() => log.append(refused))).to.match(/^logging_failed: .* more than 150000 bytes/);
    const unwritable = { ...(await signedMessage([body(100_000, 1), body(100_000, 2)])), queryId: 'q'.repeat(256) };
    expect(await refusalOf(() => log.append(unwritable))).to.match(/^logging_failed: A message id/);
    if (engine.name === 'SQLite') expect(bodyFiles()).to.deep.equal([]);
  });

  if (engine.name === 'SQLite') {
    it('names a record once, however many of its bodies are lost, and says which', async () => {
      const options = await open({});
      const lost = await log.append(await signedMessage([body(1, 1), body(100_000, 2), body(5, 3), body(100_000, 4)]));
      await log.stampRecord(lost);
      for (const name of bodyFiles()) rmSync(join(folder, 'bodies', name));
      await log.append(await signedMessage([body(1, 1), body(100_000, 2)]));
      await log.close();
      log = await openMessageLog(options);
      expect(log.state.missingBodies).to.deep.equal({ count: 1, recordIds: [lost] });
      expect(bodyFiles()).to.have.length(1);
      expect((await log.container(lost)).bodies).to.deep.equal(['whole', 'lost', 'whole', 'lost']);
    });
  }

  it('finds in a database of before what it holds', async () => {
    folder = engine.folder();
    const database = await engine.fresh();
    const old = await openDatabase<MessageLogTables>(database);
    await migrate(old, MESSAGE_LOG_MIGRATIONS.slice(0, 1));
    const whole = Buffer.from('the body');
    for (const [id, bytes, name] of [
      [1, null, null],
      [2, whole, null],
      [3, null, 'elsewhere'],
    ] as const) {
      const size = id === 1 ? null : 8;
      const digest = id === 1 ? null : sha512(whole);
      await sql`insert into message_record (id, query_id, request_id, direction, side, owner, client, service, time,
        digest_algorithm, signature_digest, body_bytes, body_digest, body_truncated, body_name, decision, time_stamp_id,
        archived) values (${id}, 'q', 'r', 'request', 'client', 'o', 'o', 's', 5, 'SHA-512', ${Buffer.alloc(64)}, ${size},
        ${digest}, 0, ${name}, null, null, 0)`.execute(old.kysely);
      await sql`insert into message_content (record_id, message, signature, hash_chain_result, hash_chain, body)
        values (${id}, ${MESSAGE}, ${Buffer.from('<s/>')}, null, null, ${bytes})`.execute(old.kysely);
    }
    await sql`update counter set value = 3 where name = 'message_record'`.execute(old.kysely);
    await old.close();
    const store = await openStore(database);
    const kept = { sizeBytes: 8, digest: sha512(whole), truncated: false, bytes: null, name: null };
    const evidence = await Promise.all([1, 2, 3].map((id) => store.evidence(id)));
    expect(evidence.map((each) => each?.bodies)).to.deep.equal([
      [],
      [{ ...kept, bytes: whole }],
      [{ ...kept, name: 'elsewhere' }],
    ]);
    expect(evidence.map((each) => each?.message)).to.deep.equal([MESSAGE, MESSAGE, MESSAGE]);
    expect(await store.namedBodies({ id: 0, number: 0 }, 10)).to.deep.equal([{ id: 3, number: 1, name: 'elsewhere' }]);
    await store.close();
    log = await openMessageLog({ ...optionsOf({}), database });
    expect(await log.append(await signedMessage([body(1, 1), body(2, 2)]))).to.equal(4);
  });
});
