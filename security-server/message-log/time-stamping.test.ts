import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import { readTimestampToken } from '#certs/timestamp/token.ts';
import { verifyTimestampToken } from '#certs/timestamp/verification.ts';
import { drumError } from '#protocol/errors.ts';
import type { EntryKey } from '#protocol/container/entries.ts';
import { readContainer } from '#protocol/container/read.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyHashChain } from '#protocol/signature/hash-chain/verify.ts';
import { readSignature } from '#protocol/signature/read.ts';
import { signatureTimestamp } from '#protocol/signature/unsigned-properties.ts';
import { startTestAuthority, type Behaviour, type TestAuthority } from '../../test/message-log/authority.ts';
import { messageLogOptions, NOW } from '../../test/message-log/options.ts';
import { CLIENT, signedRecord } from '../../test/message-log/records.ts';
import { refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import { openMessageLog, type MessageLog, type MessageLogOptions } from './message-log.ts';

describeOnBothEngines('time-stamping of the message log', (engine) => {
  let first: TestAuthority;
  let second: TestAuthority;
  let options: MessageLogOptions;
  let log: MessageLog;
  let now = NOW;
  let urls: string[];
  let approved: TestAuthority[];

  before(async () => {
    first = await startTestAuthority('First authority');
    second = await startTestAuthority('Second authority');
  });
  after(async () => {
    await first.close();
    await second.close();
  });

  beforeEach(async () => {
    now = NOW;
    urls = [first.url, second.url];
    approved = [first, second];
    for (const authority of [first, second]) {
      authority.behaviour = 'good';
      authority.requests.length = 0;
    }
    options = messageLogOptions(engine.folder(), {
      database: await engine.fresh(),
      clock: { kind: 'fixed', now: () => now },
      timestampingUrls: () => urls,
      configuration: () => ({
        assertValid: () => undefined,
        tsaCertificates: () => approved.map(({ certificate }) => certificate),
        private: { timeStampingIntervalSeconds: 60 },
      }),
      parameters: { timestamperConnectTimeoutMs: 500, timestamperReadTimeoutMs: 500 },
    });
    log = await openMessageLog(options);
  });
  afterEach(() => log.close());

  async function reopen(change: Partial<MessageLogOptions>): Promise<void> {
    await log.close();
    options = { ...options, ...change };
    log = await openMessageLog(options);
  }
  const parameters = (change: Partial<MessageLogOptions['parameters']>) => ({
    parameters: { ...options.parameters, ...change },
  });
  const append = async (...queryIds: string[]) => {
    const ids: number[] = [];
    for (const queryId of queryIds) ids.push(await log.append(await signedRecord(queryId)));
    return ids;
  };
  const stamped = async (queryId: string) =>
    (await log.find({ queryId, client: CLIENT })).map(({ timestamped }) => timestamped);
  const containerOf = async (id: number) => readContainer(sourceOf(await buffer((await log.container(id)).stream())));

  it('stamps the value of a single signature and puts the token into it', async () => {
    const record = await signedRecord('q');
    const id = await log.append(record);
    expect(await log.stamp()).to.equal(1);
    const { entries } = await containerOf(id);
    const token = readTimestampToken(signatureTimestamp(readSignature(entries.get('signature') ?? Buffer.alloc(0))));
    const data = readSignature(record.signature).value;
    const verified = verifyTimestampToken({ token, data, tsaCertificates: [first.certificate] });
    expect(verified.genTime).to.deep.equal(first.time);
    expect(token.embedded).to.deep.equal([first.certificate.der]);
    expect(entries.has('timestamp')).to.equal(false);
    expect(await stamped('q')).to.deep.equal([true]);
  });

  it('stamps several records with one request, each with its own chain to the one result', async () => {
    const ids = await append('a', 'b', 'c');
    expect(await log.stamp()).to.equal(3);
    expect(first.requests).to.have.length(1);
    for (const id of ids) {
      const { entries } = await containerOf(id);
      const part = (key: EntryKey) => entries.get(key) ?? Buffer.alloc(0);
      const token = readTimestampToken(part('timestamp'));
      const data = part('stampedChainResult');
      expect(verifyTimestampToken({ token, data, tsaCertificates: [first.certificate] }).genTime).to.deep.equal(
        first.time,
      );
      const covered = verifyHashChain({
        result: data,
        chain: (uri) => (uri === '/ts-hashchain.xml' ? part('stampedChain') : undefined),
        inputs: [
          {
            uri: '/META-INF/signatures.xml',
            content: { digest: (algorithm) => digest(algorithm, part('signature')), bytes: part('signature') },
          },
        ],
        absent: 'refuse',
      });
      expect(covered.map(({ uri, confirmed }) => [uri, confirmed])).to.deep.equal([['/META-INF/signatures.xml', true]]);
    }
  });

  it('gives the same bytes of evidence each time', async () => {
    const [id = 0] = await append('a', 'b');
    await log.stamp();
    const bytes = async () => buffer((await log.container(id)).stream());
    const before = await bytes();
    await reopen({});
    expect(before.equals(await bytes())).to.equal(true);
    expect((await log.container(id)).name).to.equal('a-request-1.asice');
  });

  it('takes another batch while there is a full one', async () => {
    await reopen(parameters({ timestampRecordsMax: 3 }));
    await append('a', 'b', 'c', 'd', 'e', 'f', 'g');
    expect(await log.stamp()).to.equal(7);
    expect(first.requests).to.have.length(3);
  });

  it('stamps all the same when its limit of records makes no sense', async () => {
    await reopen(parameters({ timestampRecordsMax: 0 }));
    await append('a', 'b');
    expect(await log.stamp()).to.equal(2);
  });

  it('asks the next service when one fails, and says of each how it went', async () => {
    first.behaviour = 'HTTP 503';
    await append('a');
    expect(await log.stamp()).to.equal(1);
    expect(log.state.timestamping).to.deep.include({ state: 'ok', lastSuccess: NOW });
    expect(log.state.timestamping.services).to.deep.equal([
      {
        url: first.url,
        at: NOW,
        error: { code: 'mlog.timestamping_non_ok_response', message: 'It answered with HTTP status 503' },
      },
      { url: second.url, at: NOW },
    ]);
  });

  const failures: readonly (readonly [Behaviour, code: string, message: string | RegExp])[] = [
    ['silent', 'mlog.timestamp_provider_connection_failed', 'It did not answer in time'],
    [
      'another imprint',
      'mlog.timestamp_response_validation_failed',
      'The time-stamp is over another imprint than was sent',
    ],
    ['another signer', 'mlog.timestamp_signer_verification_failed', /^The time-stamp does not hold: /],
    ['refuses', 'mlog.timestamp_non_granted_response', 'The authority refused with status 2: "no quota left"'],
    ['HTTP 503', 'mlog.timestamping_non_ok_response', 'It answered with HTTP status 503'],
    ['no answer of its kind', 'mlog.reading_timestamp_response_failed', /^The time-stamp response /],
    ['endless', 'mlog.reading_timestamp_response_failed', 'Its answer has more than 262144 bytes'],
  ];
  for (const [behaviour, code, message] of failures) {
    it(`takes no time-stamp from a service whose answer is: ${behaviour}`, async () => {
      urls = [first.url];
      first.behaviour = behaviour;
      await append('a');
      expect(await refusalOf(() => log.stamp())).to.match(
        /^timestamper_failed: No time-stamping service gave a time-stamp/,
      );
      const { state, failingSince, services } = log.state.timestamping;
      expect({ state, failingSince }).to.deep.equal({ state: 'failing', failingSince: NOW });
      expect(services[0]?.error?.code).to.equal(code);
      if (typeof message === 'string') expect(services[0]?.error?.message).to.equal(message);
      else expect(services[0]?.error?.message).to.match(message);
      expect(await stamped('a')).to.deep.equal([false]);
    });
  }

  it('takes no time-stamp that an approved certificate did not sign, and none from where nobody listens', async () => {
    urls = ['http://127.0.0.1:1/', 'not an address', first.url];
    approved = [second];
    await append('a');
    await refusalOf(() => log.stamp());
    expect(
      log.state.timestamping.services.map(({ error }) => `${error?.code ?? ''}: ${error?.message ?? ''}`),
    ).to.deep.equal([
      'mlog.timestamp_provider_connection_failed: It could not be reached (ECONNREFUSED)',
      'mlog.timestamp_provider_connection_failed: It could not be reached (ERR_INVALID_URL)',
      'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
    ]);
  });

  it('waits for a service that is late but in time, and logs what comes meanwhile', async () => {
    first.behaviour = 'late';
    await append('a', 'b');
    const round = log.stamp();
    expect(await append('meanwhile')).to.deep.equal([3]);
    expect(await round).to.equal(2);
    expect(await stamped('b')).to.deep.equal([true]);
    expect(await stamped('meanwhile')).to.deep.equal([false]);
  });

  it('tries one record after a failure, and all the others as soon as that one succeeds', async () => {
    first.behaviour = 'HTTP 503';
    second.behaviour = 'HTTP 503';
    await append('a', 'b', 'c');
    await refusalOf(() => log.stamp());
    first.behaviour = 'good';
    first.requests.length = 0;
    expect(await log.stamp()).to.equal(3);
    const { entries } = await containerOf(1);
    expect(entries.has('timestamp')).to.equal(false);
    expect((await containerOf(2)).entries.has('timestamp')).to.equal(true);
    expect(first.requests).to.have.length(2);
    expect(log.state.timestamping.state).to.equal('ok');
  });

  it('refuses messages when it has failed for longer than is acceptable, also after a restart, until it succeeds', async () => {
    first.behaviour = 'HTTP 503';
    second.behaviour = 'HTTP 503';
    await append('a');
    await refusalOf(() => log.stamp());
    const graceMs = options.parameters.acceptableTimestampFailurePeriodSeconds * 1000;
    const record = await signedRecord('b');
    now = new Date(NOW.getTime() + graceMs);
    expect(await refusalOf(() => log.append(record))).to.equal('accepted');
    now = new Date(NOW.getTime() + graceMs + 1);
    const refused = 'timestamping_failed: Time-stamping has been failing since 2026-11-22T23:59:00.000Z';
    expect(await refusalOf(() => log.append(record))).to.equal(refused);
    await refusalOf(() => log.stamp());
    await reopen({});
    expect(await refusalOf(() => log.append(record))).to.equal(refused);
    await reopen(parameters({ acceptableTimestampFailurePeriodSeconds: 0 }));
    expect(await refusalOf(() => log.append(record))).to.equal('accepted');
    await reopen(parameters({ acceptableTimestampFailurePeriodSeconds: graceMs / 1000 }));
    first.behaviour = 'good';
    await log.stamp();
    expect(await refusalOf(() => log.append(record))).to.equal('accepted');
  });

  it('in immediate mode acknowledges a record only when it is time-stamped', async () => {
    await reopen(parameters({ timestampImmediately: true }));
    await append('a');
    expect(await stamped('a')).to.deep.equal([true]);
    first.behaviour = 'silent';
    second.behaviour = 'refuses';
    const record = await signedRecord('b');
    expect(await refusalOf(() => log.append(record))).to.match(/^timestamper_failed: /);
    expect(await stamped('b')).to.deep.equal([false]);
  });

  it('stamps one record at once when asked, and not twice', async () => {
    const [a = 0] = await append('a', 'b');
    await log.stampRecord(a);
    await log.stampRecord(a);
    expect(first.requests).to.have.length(1);
    expect(await stamped('a')).to.deep.equal([true]);
    expect(await stamped('b')).to.deep.equal([false]);
  });

  it('asks nobody while the global configuration has expired', async () => {
    const expired = drumError('global_conf_outdated', 'expired');
    await reopen({
      configuration: () => ({
        assertValid: () => {
          throw expired;
        },
        tsaCertificates: () => [first.certificate],
        private: undefined,
      }),
    });
    await append('a');
    expect(await refusalOf(() => log.stamp())).to.equal('global_conf_outdated: expired');
    expect(log.state.timestamping.error).to.deep.equal({ code: 'global_conf_outdated', message: 'expired', at: NOW });
    expect(first.requests).to.deep.equal([]);
  });

  it('stamps by interval once it is started, sooner after a failure', async () => {
    await reopen(
      parameters({ timestampInitialDelaySeconds: 0, timestampIntervalSeconds: 0.2, timestampRetryDelaySeconds: 0.05 }),
    );
    first.behaviour = 'HTTP 503';
    second.behaviour = 'HTTP 503';
    await append('a', 'b');
    log.start();
    const until = async (reached: () => boolean | Promise<boolean>) => {
      while (!(await reached())) await delay(10);
    };
    await until(() => first.requests.length >= 3);
    first.behaviour = 'good';
    await until(async () => (await stamped('b'))[0] === true);
    await append('c');
    await until(async () => (await stamped('c'))[0] === true);
  });
});
