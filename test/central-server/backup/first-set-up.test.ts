import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { FormData } from 'undici';
import { fingerprintOf, trustKey } from '#central-server/backup/signing.ts';
import { drum } from '../../command-line/drum.ts';
import { until } from '../../country/poll.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { told, type Operator } from '../admin-api/administered.ts';
import { addKey, EmptyServer, initial, PIN } from '../admin-api/empty-server.ts';
import { handmade, LABEL, linesOf, newKey } from './handmade.ts';

const RUN_MS_MAX = 60_000;
const HEAD = { id: '1', audit_id: '0', audit_hash: '0'.repeat(64), api_key_id: '0', notice_id: '0' };

describeOnBothEngines('Backups of a central server that its admin API sets up', function (engine) {
  let central: EmptyServer;
  let operator: Operator;
  /** Of the server as it was set up first. */
  let name: string;
  let anchor: string;

  const fresh = async (): Promise<EmptyServer> => {
    const options = await engine.fresh();
    return EmptyServer.write(engine.folder(), options.engine === 'postgresql' ? { postgres: options.url } : {});
  };
  before(async () => {
    central = await fresh();
    await central.start();
    operator = await central.operator('integrator');
  });
  after(() => central.end());

  const config = (server: EmptyServer) => ['--config', join(server.home, 'central.yaml')] as const;
  const inBackups = (...path: string[]): string => join(central.home, 'data', 'backup', ...path);
  const anchorNow = async (): Promise<string> =>
    String((await operator.api('GET', '/configuration-sources/INTERNAL/anchor/download')).body);
  const restore = async (wanted: string) => {
    const answer = await operator.api('PUT', `/backups/${wanted}/restore`);
    if (answer.status === 200) operator = await central.operator('integrator');
    return answer;
  };

  it('are neither made nor taken before there is an instance', async () => {
    const key = newKey();
    await trustKey(join(central.home, 'data'), fingerprintOf(createPublicKey(key)));
    const bytes = await handmade({ key });
    writeFileSync(inBackups('x.drum'), bytes);
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), 'y.drum');
    for (const answer of [
      await operator.api('POST', '/backups'),
      await operator.api('POST', '/backups/upload', form),
      await operator.api('PUT', '/backups/x.drum/restore'),
    ]) {
      expect(told(answer)).to.deep.equal([400, 'instance_identifier_not_set']);
    }
    expect((await drum('backup', 'create', ...config(central))).err).to.match(/^instance_identifier_not_set: /);
    expect(existsSync(inBackups('y.drum'))).to.equal(false);
  });

  it('bring a running server back to its address, its keys and its anchors', async () => {
    await operator.api('POST', '/initialization', initial(central.address));
    for (const source of ['INTERNAL', 'EXTERNAL']) await addKey(operator, source, 'first');
    await until('it is published', async () => (await central.published()) === 200);
    anchor = await anchorNow();
    name = ((await operator.api('POST', '/backups')).body as { filename: string }).filename;
    const second = (await addKey(operator, 'INTERNAL', 'second')).body as { id: string };
    expect((await operator.api('PUT', `/signing-keys/${second.id}/activate`)).status).to.equal(204);
    const moved = { central_server_address: 'elsewhere.example' };
    expect((await operator.api('PUT', '/system/server-address', moved)).status).to.equal(200);
    expect(await anchorNow()).to.include('elsewhere.example');

    expect((await restore(name)).status).to.equal(200);
    expect(await anchorNow()).to.equal(anchor);
    await until(
      'the file has come back',
      () => readFileSync(join(central.home, 'data', 'anchor-internal.xml'), 'utf8') === anchor,
    );
    // Until the next publication what was signed before is served on.
    const configuration = await until('it is published by the keys of the backup', () =>
      central.configuration(anchor, engine.folder()).catch(() => undefined),
    );
    expect(configuration.instance).to.equal('DEV');
    const { body } = await operator.api('GET', '/initialization/status');
    expect(body).to.deep.include({ instance_identifier: 'DEV', central_server_address: central.address });
  }).timeout(RUN_MS_MAX);

  it('are made and restored while nobody is logged in to the token, but for keys that it does not have any more', async () => {
    await central.stop();
    await central.start();
    operator = await central.operator('integrator');
    expect((await operator.api('POST', '/backups')).status).to.equal(201);
    expect((await restore(name)).body).to.deep.equal({ hsm_tokens_logged_out: false });
    expect(await central.published(), 'what was published is served on').to.equal(200);
    expect((await operator.api('PUT', '/tokens/0/login', { password: PIN })).status).to.equal(200);
    const second = (await addKey(operator, 'INTERNAL', 'second')).body as { id: string };
    const withSecond = ((await operator.api('POST', '/backups')).body as { filename: string }).filename;
    expect((await operator.api('DELETE', `/signing-keys/${second.id}`)).status).to.equal(204);
    await operator.api('PUT', '/tokens/0/logout');
    const refused = await restore(withSecond);
    expect(told(refused)).to.deep.equal([500, 'restore_process_failed']);
    expect(JSON.stringify(refused.body)).to.include('token_not_active: ');
    await operator.api('PUT', '/tokens/0/login', { password: PIN });
    expect((await restore(withSecond)).status).to.equal(200);
    expect(JSON.stringify((await operator.api('GET', '/tokens')).body)).to.include(second.id);
  }).timeout(RUN_MS_MAX);

  it('with the rows of another instance than they tell are refused', async () => {
    const key = newKey();
    await trustKey(join(central.home, 'data'), fingerprintOf(createPublicKey(key)));
    const setting = [{ name: 'instance', value: 'OTHER', declared: '0' }];
    const lines = await linesOf({ administration_head: [HEAD], setting });
    writeFileSync(inBackups('other.drum'), await handmade({ key, label: { ...LABEL, instance: 'DEV' }, lines }));
    const refused = await restore('other.drum');
    expect(JSON.stringify(refused.body)).to.include('invalid_backup_file: ');
  });

  it('fill another machine, which has started empty or not at all, and takes their instance', async () => {
    await central.stop();
    for (const hasStarted of [true, false]) {
      const machine = await fresh();
      const yaml = join(machine.home, 'central.yaml');
      if (hasStarted) {
        await machine.start();
        await machine.operator('petar');
        await machine.stop();
      }
      // It takes the place of the other, where that was.
      writeFileSync(
        yaml,
        readFileSync(yaml, 'utf8').replace(machine.address.split(':')[1] ?? '', central.address.split(':')[1] ?? ''),
      );
      const backup = join(engine.folder(), 'backup.drum');
      cpSync(inBackups(name), backup);
      mkdirSync(join(machine.home, 'data'), { recursive: true });
      const key = hasStarted
        ? ['--signed-by', /key ([0-9a-f]{64})/.exec((await drum('backup', 'verify', backup)).out)?.[1] ?? '']
        : [];
      expect(await drum('backup', 'restore', ...config(machine), '--backup', backup, ...key)).to.include({
        code: 0,
        err: '',
      });
      await machine.start();
      const there = await machine.operator('integrator');
      try {
        expect((await there.api('GET', '/initialization/status')).body).to.deep.equal({
          ...{ instance_identifier: 'DEV', central_server_address: central.address },
          software_token_init_status: 'INITIALIZED',
        });
        expect((await there.api('PUT', '/tokens/0/login', { password: PIN })).status).to.equal(200);
        await until('it is published', async () => (await central.published()) === 200);
        expect((await central.configuration(anchor, engine.folder())).instance).to.equal('DEV');
        const now = await there.api('GET', '/configuration-sources/INTERNAL/anchor/download');
        expect(now.body).to.equal(anchor);
      } finally {
        await machine.end();
      }
      expect((await drum('audit-log', 'verify', ...config(machine))).code).to.equal(0);
      const other = join(engine.folder(), 'other.drum');
      const foreign = newKey();
      writeFileSync(other, await handmade({ key: foreign }));
      const fingerprint = fingerprintOf(createPublicKey(foreign));
      const refused = await drum(
        'backup',
        'restore',
        ...config(machine),
        '--backup',
        other,
        '--signed-by',
        fingerprint,
      );
      expect(refused.err).to.match(/^backup_of_another_server: .* of DEV/);
    }
  }).timeout(RUN_MS_MAX);
});
