import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { readParameters } from '#config/parameters.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import type { SubsystemId } from '#protocol/identifiers/identifier.ts';
import { configuration, consumer, provider, rsaSigner, sha512, sign, STAMPED_AT } from '../../test/evidence/country.ts';
import { startTestAuthority, type TestAuthority } from '../../test/message-log/authority.ts';
import { messageLogOptions, NOW, stampedBy } from '../../test/message-log/options.ts';
import { refusal } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import type { ServerContext } from '../context.ts';
import { healthChecks, type HealthSources } from '../health-checks.ts';
import { messageLogParameters } from '../message-log-parameters.ts';
import { keptInWords } from './containers.ts';
import { openMessageLog, type MessageLog } from './message-log.ts';
import type { NewMessageRecord } from './record.ts';

const KEPT =
  'POST\r\n/r1/BG/GOV/1002/sub/persons\r\nX-Road-Client:BG/GOV/1001/sub\r\n' +
  'x-road-request-id:5ae7a4ee-3d12-4a0c-8b1a-000000000001\r\nx-road-id:BG-0001\r\n';
const MESSAGE = Buffer.from(KEPT.replace('/persons', '/persons/8001011234') + 'Cookie:secret\r\n');
const sub: SubsystemId = { ...provider, type: 'SUBSYSTEM', subsystemCode: 'sub' };

async function signedRequest(change: Partial<NewMessageRecord> = {}): Promise<NewMessageRecord> {
  return {
    queryId: 'BG-0001',
    requestId: '5ae7a4ee-3d12-4a0c-8b1a-000000000001',
    direction: 'request',
    side: 'client',
    client: consumer,
    service: { ...sub, type: 'SERVICE', serviceCode: 'persons' },
    time: STAMPED_AT,
    message: MESSAGE,
    signature: await sign(rsaSigner, '/message.xml', MESSAGE),
    bodies: [],
    ...change,
  };
}

describeOnBothEngines('logging modes', (engine) => {
  let authority: TestAuthority;
  let folder: string;
  let log: MessageLog;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = STAMPED_AT;
  });
  after(() => authority.close());
  afterEach(() => log.close());

  const open = async (overrides: Readonly<Record<string, unknown>>) => {
    folder = engine.folder();
    const parameters = messageLogParameters(
      readParameters(
        Object.fromEntries(Object.entries(overrides).map(([name, value]) => [`message-log.${name}`, value])),
      ),
    );
    log = await openMessageLog(
      messageLogOptions(folder, {
        database: await engine.fresh(),
        ...stampedBy(authority),
        parameters,
      }),
    );
  };
  const logged = async (record: NewMessageRecord) => {
    const id = await log.append(record);
    await log.stampRecord(id);
    const container = await log.container(id);
    const bytes = await buffer(container.stream());
    const { verified, code, checks } = await verifyContainer({
      source: sourceOf(bytes),
      configuration: {
        trust: configuration.trust.bind(configuration),
        signingMember: configuration.signingMember.bind(configuration),
        tsaCertificates: () => [authority.certificate],
      },
    });
    return { words: keptInWords(container), bytes, verified, code, checks: checks.map(({ name }) => name) };
  };

  const REMOTE = 'BG/GOV/1002/other, BG/GOV/1002/sub';
  for (const [policy, parameters, kept] of [
    ['as by default', {}, { client: 'whole', provider: 'whole' }],
    ['without bodies', { 'message-body-logging': false }, { client: 'metadata', provider: 'metadata' }],
    [
      'but of services called from here',
      { 'disabled-body-logging-remote-producer-subsystems': REMOTE },
      { client: 'metadata', provider: 'whole' },
    ],
    [
      'but of own services',
      { 'disabled-body-logging-local-producer-subsystems': REMOTE },
      { client: 'whole', provider: 'metadata' },
    ],
    [
      'without bodies but of services called from here',
      { 'message-body-logging': false, 'enabled-body-logging-remote-producer-subsystems': REMOTE },
      { client: 'whole', provider: 'metadata' },
    ],
    [
      'without bodies but of own services',
      { 'message-body-logging': false, 'enabled-body-logging-local-producer-subsystems': REMOTE },
      { client: 'metadata', provider: 'whole' },
    ],
  ] as const) {
    it(`logs ${policy}`, async () => {
      await open(parameters);
      for (const side of ['client', 'provider'] as const) {
        const { words, verified, code, checks } = await logged(await signedRequest({ side }));
        const isWhole = kept[side] === 'whole';
        expect({ side, words, verified }).to.deep.equal({
          side,
          words: isWhole ? 'none' : 'metadata',
          verified: isWhole,
        });
        if (!isWhole) {
          expect(code).to.equal('invalid_signature_value');
          expect(checks.at(-1)).to.equal('metadata-only');
        }
      }
    });
  }

  it('keeps nothing of a message but its metadata, also in archives', async () => {
    await open({ 'message-body-logging': false, 'max-loggable-message-body-size': 10 });
    const content = Buffer.from('8001011234 '.repeat(10_000));
    const exchange = await signedRequest();
    // Nobody refuses it for its size, because it is not logged.
    log.assertLoggable(content.length, exchange);
    const bodies = [{ sizeBytes: content.length, digest: sha512(content), content }];
    const { bytes } = await logged(await signedRequest({ bodies }));
    const [archive = ''] = await log.archive();
    await log.close();
    for (const place of [bytes, readFileSync(join(folder, 'archive', archive))]) {
      expect(place.includes('8001011234')).to.equal(false);
      expect(place.includes('attachment')).to.equal(false);
    }
    const database = join(folder, 'message-log.sqlite');
    if (existsSync(database)) expect(readFileSync(database).includes('8001011234')).to.equal(false);
    if (engine.name === 'SQLite') expect(readdirSync(join(folder, 'bodies'))).to.deep.equal([]);
    await open({});
  });

  it('makes no record where it is off, and needs no time-stamps', async () => {
    await open({ enabled: false, 'max-loggable-message-body-size': 10 });
    const record = await signedRequest();
    log.assertLoggable(1_000_000, record);
    log.assertAcceptable(new Date(NOW.getTime() + 1e12));
    expect(await log.append(record)).to.equal(0);
    expect(await log.find({ queryId: record.queryId, client: consumer })).to.deep.equal([]);
    expect(log.state.writer).to.include({ records: 0, commits: 0 });
    const context = { parameters: readParameters({ 'message-log.enabled': false }) } as ServerContext;
    const checks = healthChecks({ context, messageLog: log } as HealthSources);
    expect(await checks.find(({ name }) => name === 'message-log')?.check()).to.equal(
      'Messages are not logged (message-log.enabled)',
    );
  });
});

describe('the lists of subsystems with another logging mode', () => {
  const read = (parameters: Readonly<Record<string, unknown>>) =>
    refusal(() => messageLogParameters(readParameters(parameters)));

  it('are refused where the server’s own mode makes them meaningless', () => {
    expect(read({ 'message-log.enabled-body-logging-local-producer-subsystems': 'BG/GOV/1/a' })).to.equal(
      'malformed_server_conf: Parameter message-log.enabled-body-logging-local-producer-subsystems: is not used while message-log.message-body-logging is true; empty it',
    );
    expect(
      read({
        'message-log.message-body-logging': false,
        'message-log.disabled-body-logging-remote-producer-subsystems': 'BG/GOV/1/a',
      }),
    ).to.match(/^malformed_server_conf: .* is not used while message-log.message-body-logging is false/);
  });

  it('name subsystems', () => {
    expect(read({ 'message-log.disabled-body-logging-local-producer-subsystems': 'BG/GOV/1/a,BG/GOV/1' })).to.equal(
      'malformed_server_conf: Parameter message-log.disabled-body-logging-local-producer-subsystems: "BG/GOV/1" is no subsystem; write instance/class/member/subsystem',
    );
  });
});
