import { createPublicKey } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fingerprintOf } from '#central-server/backup/signing.ts';
import { drum } from '../../command-line/drum.ts';
import { until } from '../../country/poll.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { told, type Answer, type Operator } from '../admin-api/administered.ts';
import { addKey, EmptyServer, initial, PIN } from '../admin-api/empty-server.ts';
import { handmade, LABEL, newKey } from './handmade.ts';

const RUN_MS_MAX = 60_000;
/** More than the API takes. */
const TOO_LARGE_BYTES = 10_000_001;
const MEMBER = { member_id: { member_class: 'GOV', member_code: '180680495' }, member_name: 'МЕУ' };
const TLS_FILE = 'management-service.pem';
const NOTHING = {
  ...{ instance_identifier: '', central_server_address: '' },
  software_token_init_status: 'NOT_INITIALIZED',
};

describeOnBothEngines('A backup on a central server that has started empty', function (engine) {
  /** The server that the backup is of: it has stopped. */
  let address: string;
  let anchor: string;
  let bytes: Buffer;
  let signer: string;
  /** TLS key and certificate of the management service. */
  let tls: string;
  /** The new one, at the same address. */
  let machine: EmptyServer;
  let operator: Operator;

  const fresh = async (more = ''): Promise<EmptyServer> => {
    const options = await engine.fresh();
    return EmptyServer.write(engine.folder(), {
      more,
      ...(options.engine === 'postgresql' ? { postgres: options.url } : {}),
    });
  };
  before(async function () {
    this.timeout(RUN_MS_MAX);
    const central = await fresh();
    await central.start();
    const integrator = await central.operator('integrator');
    await integrator.api('POST', '/initialization', initial(central.address));
    for (const source of ['INTERNAL', 'EXTERNAL']) await addKey(integrator, source, 'first');
    await integrator.api('POST', '/member-classes', { code: 'GOV', description: 'Държавни органи' });
    await integrator.api('POST', '/members', MEMBER);
    await until('it is published', async () => (await central.published()) === 200);
    anchor = String((await integrator.api('GET', '/configuration-sources/INTERNAL/anchor/download')).body);
    await integrator.api('POST', '/management-services-configuration/certificate');
    const { filename } = (await integrator.api('POST', '/backups')).body as { filename: string };
    ({ bytes } = await integrator.raw(`/api/v1/backups/${filename}/download`));
    await central.end();
    address = central.address;
    tls = readFileSync(join(central.home, 'data', TLS_FILE), 'utf8');
    const key = createPublicKey(readFileSync(join(central.home, 'data', 'backup-signing-key.pem')));
    signer = fingerprintOf(key);
    machine = await fresh();
    takeThePlace(machine);
    await machine.start();
    operator = await machine.operator('first');
  });
  after(() => machine.end());

  const takeThePlace = ({ home, address: own }: EmptyServer): void => {
    const yaml = join(home, 'central.yaml');
    const [port = '', wanted = ''] = [own, address].map((each) => each.split(':')[1]);
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(port, wanted));
  };
  const check = (file = bytes, who = operator): Promise<Answer> =>
    who.upload('POST', '/drum/restoration/check', { file }, 'the backup.drum');
  const restore = (
    { file = bytes, signed_by = signer, pin = PIN }: { file?: Buffer; signed_by?: string; pin?: string } = {},
    who = operator,
  ): Promise<Answer> => who.upload('POST', '/drum/restoration', { file, signed_by, pin }, 'the backup.drum');
  const status = async (who = operator): Promise<unknown> => (await who.api('GET', '/initialization/status')).body;
  const inData = (...path: string[]): string => join(machine.home, 'data', ...path);

  it('is read whole and told, and not kept', async () => {
    const { status: code, body } = await check();
    expect([code, body]).to.deep.include.members([200]);
    const { created_at, program, rows, audit_events, ...rest } = body as Record<string, unknown>;
    expect(rest).to.deep.equal({
      ...{ type: 'central', instance: 'DEV', node: 'node_0', signed_by: signer },
      ...{ encrypted: false, audit_log_holds: true },
    });
    expect(Date.parse(String(created_at))).to.be.greaterThan(0);
    expect(program).to.match(/^\d+\.\d+/);
    expect(rows).to.be.greaterThan(20);
    expect(audit_events).to.be.greaterThan(5);
    expect(readdirSync(inData('backup'))).to.deep.equal([]);
    expect(await status()).to.deep.equal(NOTHING);
  });

  it('is refused where anything does not fit, and nothing has changed then', async () => {
    const key = newKey();
    const byKey = { signed_by: fingerprintOf(createPublicKey(key)) };
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 1, damaged.length >> 1);
    const otherNode = await handmade({ key, label: { ...LABEL, node: 'node_1' } });
    const newer = await handmade({ key, label: { ...LABEL, migrations: [...LABEL.migrations, 'of tomorrow'] } });
    const withoutEnd = await handmade({ key, label: LABEL, lines: [] });
    const weak = await machine.operator('officer', ['XROAD_SECURITY_OFFICER']);
    for (const [answer, ...expected] of [
      [await restore({ pin: 'Wrong1234' }), 400, 'pin_incorrect'],
      [await restore(byKey), 400, 'backup_not_trusted'],
      [await restore({ signed_by: 'the one of yesterday' }), 400, 'validation_failure'],
      [await restore({ file: otherNode, ...byKey }), 400, 'backup_of_another_server'],
      [await restore({ file: newer, ...byKey }), 400, 'backup_too_new'],
      [await restore({ file: withoutEnd, ...byKey }), 400, 'invalid_backup_file'],
      [await restore({ file: damaged }), 400, 'backup_not_trusted'],
      [await restore({ file: bytes.subarray(0, -50) }), 400, 'invalid_backup_file'],
      [await restore({ file: Buffer.from('something else') }), 400, 'invalid_file_content_type'],
      [await restore({ file: Buffer.alloc(TOO_LARGE_BYTES) }), 413, 'validation_failure'],
      [await operator.upload('POST', '/drum/restoration', { file: bytes }), 400, 'validation_failure'],
      [await restore({}, weak), 403, 'permission_missing'],
      [await check(otherNode), 400, 'backup_of_another_server'],
      [await check(damaged), 400, 'backup_not_trusted'],
      [await check(withoutEnd), 400, 'invalid_backup_file'],
      [await check(bytes, weak), 403, 'permission_missing'],
    ] as const) {
      expect(told(answer)).to.deep.equal(expected);
    }
    expect(await status()).to.deep.equal(NOTHING);
    expect(readdirSync(inData('backup'))).to.deep.equal([]);
    expect(readdirSync(inData())).not.to.include('backup-trusted-keys');
    const refused = (await machine.events()).filter(
      ({ event, outcome }) => event === 'Restore configuration' && outcome === 'failure',
    );
    expect(refused.map(({ reason }) => reason)).to.include.members(['pin_incorrect', 'backup_not_trusted']);
  }).timeout(RUN_MS_MAX);

  it('that could not be restored to its end leaves the server empty', async () => {
    // The last that is written: the token has its PIN and its keys by then.
    mkdirSync(inData('backup-trusted-keys'));
    expect((await restore()).status).to.be.greaterThanOrEqual(400);
    rmdirSync(inData('backup-trusted-keys'));
    expect(await status()).to.deep.equal({ ...NOTHING, software_token_init_status: 'INITIALIZED' });
    expect((await operator.api('GET', '/members')).status, 'the session goes on').not.to.equal(401);
    expect(told(await restore({ pin: 'Wrong1234' }))).to.deep.equal([400, 'pin_incorrect']);
  }).timeout(RUN_MS_MAX);

  it('makes it the old server, which publishes for the old anchor without a restart', async () => {
    const signed_by = (signer.toUpperCase().match(/../g) ?? []).join(': ');
    const answer = await restore({ signed_by });
    expect([answer.status, answer.body]).to.deep.equal([200, { hsm_tokens_logged_out: false }]);
    expect((await operator.api('GET', '/user')).status, 'all sessions end').to.equal(401);
    const integrator = await machine.operator('integrator');
    expect(await status(integrator)).to.deep.equal({
      ...{ instance_identifier: 'DEV', central_server_address: address },
      software_token_init_status: 'INITIALIZED',
    });
    expect((await integrator.api('GET', '/members/DEV:GOV:180680495')).status).to.equal(200);
    await until('it is published', async () => (await fetch(`http://${address}/internalconf?version=6`)).ok);
    expect((await machine.configuration(anchor, engine.folder())).instance).to.equal('DEV');
    const now = await integrator.api('GET', '/configuration-sources/INTERNAL/anchor/download');
    expect(now.body).to.equal(anchor);
    await until('its file is there', () => readFileSync(inData('anchor-internal.xml'), 'utf8') === anchor);
    expect(readFileSync(inData('backup-trusted-keys'), 'utf8')).to.equal(`${signer}\n`);
    expect(readFileSync(inData(TLS_FILE), 'utf8')).to.equal(tls);
    const log = JSON.stringify(await machine.events());
    expect(log).to.include('the backup.drum').and.include(signer);
    expect(log).not.to.include(PIN);
    expect((await drum('audit-log', 'verify', '--config', join(machine.home, 'central.yaml'))).code).to.equal(0);
  }).timeout(RUN_MS_MAX);

  it('is refused where the server has an instance', async () => {
    const integrator = await machine.operator('integrator');
    for (const answer of [await check(bytes, integrator), await restore({}, integrator)]) {
      expect(told(answer)).to.deep.equal([409, 'init_already_initialized']);
    }
  });

  it('must be of the instance that the file names', async () => {
    for (const [instance, expected] of [
      ['OTHER', [400, 'backup_of_another_server']],
      ['DEV', [200, undefined]],
    ] as const) {
      const server = await fresh(`instance: ${instance}`);
      try {
        await server.start();
        const first = await server.operator('first');
        expect(told(await check(bytes, first))).to.deep.equal(expected);
        expect(told(await restore({}, first))).to.deep.equal(expected);
      } finally {
        await server.end();
      }
    }
  }).timeout(RUN_MS_MAX);
});
