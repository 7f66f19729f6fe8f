import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { shiftedClock } from '#config/clock.ts';
import { readSignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { until } from '../../country/poll.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { addKey, EmptyServer, initial, PIN } from './empty-server.ts';
import { told, type Operator } from './administered.ts';

/** More than a configuration is valid, and less than a session. */
const LATER_MS = 900_000;

describeOnBothEngines('The first set-up of a central server', (engine) => {
  let central: EmptyServer;
  let operator: Operator;

  before(async () => {
    const options = await engine.fresh();
    central = await EmptyServer.write(
      engine.folder(),
      options.engine === 'postgresql' ? { postgres: options.url } : {},
    );
    await central.start();
    operator = await central.operator('integrator');
  });
  after(() => central.end());

  const tokens = async () => (await operator.api('GET', '/tokens')).body as Record<string, unknown>[];
  const anchor = async (source: string): Promise<string> => {
    const answer = await operator.api('GET', `/configuration-sources/${source}/anchor/download`);
    expect(answer.status).to.equal(200);
    return String(answer.body);
  };
  const nodeStatus = async (): Promise<unknown> => {
    const { body } = await operator.api('GET', '/system/high-availability-cluster/status');
    return (body as { nodes: { status: string }[] }).nodes[0]?.status;
  };

  it('starts with nothing', async () => {
    const status = await operator.api('GET', '/initialization/status');
    expect(status.body).to.deep.equal({
      instance_identifier: '',
      central_server_address: '',
      software_token_init_status: 'NOT_INITIALIZED',
    });
    expect(await tokens()).to.deep.equal([
      {
        ...{ id: '0', name: 'softToken-0', active: false, logged_in: false, available: true },
        ...{ status: 'NOT_INITIALIZED', possible_actions: [], configuration_signing_keys: [] },
      },
    ]);
    expect(await central.published()).to.equal(404);
    expect((await operator.api('GET', '/configuration-sources/INTERNAL/anchor')).body).to.deep.equal({});
    for (const path of ['/anchor/download', '/download-url']) {
      const answer = await operator.api('GET', `/configuration-sources/INTERNAL${path}`);
      expect(told(answer)).to.deep.equal([404, 'configuration_not_found']);
    }
    expect(told(await operator.api('PUT', '/configuration-sources/INTERNAL/anchor/re-create'))).to.deep.equal([
      ...[400, 'instance_identifier_not_set'],
    ]);
    expect(told(await addKey(operator, 'INTERNAL', 'first'))).to.deep.equal([400, 'instance_identifier_not_set']);
    expect(told(await operator.api('PUT', '/tokens/0/login', { password: PIN }))).to.deep.equal([
      ...[400, 'token_action_not_possible'],
    ]);
    const member = { member_id: { member_class: 'GOV', member_code: '1' }, member_name: 'One' };
    expect(told(await operator.api('POST', '/members', member))).to.deep.equal([400, 'instance_identifier_not_set']);
    expect((await operator.api('GET', '/clients')).status).to.equal(200);
    expect(await nodeStatus()).to.equal('UNKNOWN');
  });

  it('refuses what cannot be, and keeps nothing of it', async () => {
    for (const [more, status, code] of [
      [{ instance_identifier: 'A:B' }, 400, 'validation_failure'],
      [{ instance_identifier: '' }, 400, 'validation_failure'],
      [{ central_server_address: '' }, 400, 'validation_failure'],
      [{ central_server_address: 'http://cs.example' }, 400, 'validation_failure'],
      [{ central_server_address: 'cs.example:70000' }, 400, 'validation_failure'],
      [{ software_token_pin: '' }, 400, 'validation_failure'],
      [{ software_token_pin: undefined }, 400, 'validation_failure'],
    ] as const) {
      const answer = await operator.api('POST', '/initialization', initial(central.address, more));
      expect([more, ...told(answer)]).to.deep.equal([more, status, code]);
    }
    const { body } = await operator.api('GET', '/initialization/status');
    expect(body).to.include({ instance_identifier: '', software_token_init_status: 'NOT_INITIALIZED' });
  });

  it('is done once, and logs in the token', async () => {
    const answer = await operator.api('POST', '/initialization', initial(central.address));
    expect([answer.status, answer.body]).to.deep.equal([200, '']);
    expect((await operator.api('GET', '/system/status')).body).to.deep.equal({
      initialization_status: {
        ...{ instance_identifier: 'DEV', central_server_address: central.address },
        software_token_init_status: 'INITIALIZED',
      },
      high_availability_status: { is_ha_configured: false, node_name: 'node_0' },
    });
    expect((await tokens())[0]).to.deep.include({
      ...{ active: true, logged_in: true, status: 'OK' },
      possible_actions: ['LOGOUT', 'GENERATE_INTERNAL_KEY', 'GENERATE_EXTERNAL_KEY', 'CHANGE_PIN'],
    });
    const again = await operator.api('POST', '/initialization', initial(central.address));
    expect(told(again)).to.deep.equal([409, 'init_already_initialized']);
    expect(told(await operator.api('PUT', '/tokens/0/login', { password: PIN }))).to.deep.equal([
      ...[400, 'token_action_not_possible'],
    ]);
    expect(told(await operator.api('PUT', '/configuration-sources/EXTERNAL/anchor/re-create'))).to.deep.equal([
      ...[400, 'no_configuration_signing_keys_configured'],
    ]);
  });

  it('publishes as soon as both sources have a key', async () => {
    const memberClass = { code: 'GOV', description: 'Държавни институции' };
    expect((await operator.api('POST', '/member-classes', memberClass)).status).to.equal(201);
    const internal = await addKey(operator, 'INTERNAL', 'Internal signing key');
    expect(internal.status).to.equal(200);
    expect(internal.body).to.deep.include({
      label: { label: 'Internal signing key' },
      active: true,
      token_id: '0',
      key_algorithm: 'EC',
    });
    expect(internal.body).to.deep.include({ possible_actions: [], available: true, source_type: 'INTERNAL' });
    expect(await central.published()).to.equal(404);
    expect((await addKey(operator, 'EXTERNAL', 'External signing key')).status).to.equal(200);
    await until('it is published', async () => (await central.published()) === 200);
    const configuration = await central.configuration(await anchor('INTERNAL'), engine.folder());
    expect(configuration.instance).to.equal('DEV');
    expect(configuration.shared('DEV').memberClasses).to.deep.equal([memberClass]);
    // A configuration is served a moment before the database knows of it.
    await until('the node is known to publish', async () => (await nodeStatus()) === 'OK');
    const shown = (await operator.api('GET', '/configuration-sources/INTERNAL/anchor')).body;
    expect(shown).to.have.nested.property('anchor.hash');
    expect(readFileSync(join(central.home, 'data', 'anchor-internal.xml'), 'utf8')).to.equal(await anchor('INTERNAL'));
  });

  it('takes two keys of a source, of which one signs', async () => {
    const second = (await addKey(operator, 'INTERNAL', 'second')).body as { id: string };
    expect(second).to.deep.include({ active: false, possible_actions: ['DELETE', 'ACTIVATE'] });
    expect(told(await addKey(operator, 'INTERNAL', 'third'))).to.deep.equal([400, 'token_action_not_possible']);
    const [token] = (await tokens()) as { possible_actions: string[]; configuration_signing_keys: { id: string }[] }[];
    expect(token?.possible_actions).not.to.include('GENERATE_INTERNAL_KEY');
    const first = token?.configuration_signing_keys[0]?.id;
    expect(told(await operator.api('DELETE', `/signing-keys/${first}`))).to.deep.equal([
      ...[400, 'signing_key_action_not_possible'],
    ]);
    const before = await signer();
    expect((await operator.api('PUT', `/signing-keys/${second.id}/activate`)).status).to.equal(204);
    await until('the second key signs', async () => (await signer()) !== before);
    expect((await operator.api('DELETE', `/signing-keys/${first}`)).status).to.equal(204);
    expect(told(await operator.api('DELETE', `/signing-keys/${first}`))).to.deep.equal([404, 'signing_key_not_found']);
    expect(told(await operator.api('PUT', `/signing-keys/${second.id}/activate`))).to.deep.equal([
      ...[400, 'signing_key_action_not_possible'],
    ]);
    await until('the first key is gone', async () => {
      const configuration = await central.configuration(await anchor('INTERNAL'), engine.folder());
      return configuration.shared('DEV').sources[0]?.internalVerificationCertificates.length === 1;
    });
  });

  /** The SHA-512 of the certificate that internal configuration is signed with. */
  async function signer(): Promise<string> {
    const answer = await fetch(`http://${central.address}/internalconf?version=6`);
    return readSignedDirectory(new Uint8Array(await answer.arrayBuffer())).certificateHash.value.toString('hex');
  }

  it('makes an anchor anew, and has it after that', async () => {
    const before = await anchor('EXTERNAL');
    const made = await operator.api('PUT', '/configuration-sources/EXTERNAL/anchor/re-create');
    expect(made.status).to.equal(200);
    expect(await anchor('EXTERNAL')).not.to.equal(before);
    expect((await operator.api('GET', '/configuration-sources/EXTERNAL/anchor')).body).to.deep.equal({
      anchor: made.body,
    });
  });

  it('moves to another address, which anchors and configuration tell', async () => {
    for (const bad of ['', 'a b', '-x', 'x:0']) {
      const answer = await operator.api('PUT', '/system/server-address', { central_server_address: bad });
      expect(told(answer)).to.deep.equal([400, 'validation_failure']);
    }
    const moved = `localhost:${central.port}`;
    const answer = await operator.api('PUT', '/system/server-address', { central_server_address: moved });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.have.nested.property('initialization_status.central_server_address', moved);
    expect(await anchor('INTERNAL')).to.include(`http://${moved}/internalconf`);
    expect(await anchor('EXTERNAL')).to.include(`http://${moved}/externalconf`);
    await until('it is published', async () => {
      const configuration = await central.configuration(await anchor('INTERNAL'), engine.folder());
      return configuration.shared('DEV').sources[0]?.address === moved;
    });
    await operator.api('PUT', '/system/server-address', { central_server_address: central.address });
  });

  it('waits for a log-in after a restart, serves what was published, and then goes on', async () => {
    await until('the way back is published', async () => {
      const configuration = await central.configuration(await anchor('INTERNAL'), engine.folder());
      return configuration.shared('DEV').sources[0]?.address === central.address;
    });
    const before = await anchor('INTERNAL');
    await central.stop();
    const clock = shiftedClock(LATER_MS);
    await central.start(clock);
    operator = await central.operator('integrator');
    expect((await tokens())[0]).to.deep.include({ logged_in: false, active: false, status: 'OK' });
    expect((await tokens())[0]).to.deep.include({ possible_actions: ['LOGIN', 'EDIT_FRIENDLY_NAME'] });
    expect(await central.published()).to.equal(200);
    expect(await nodeStatus()).to.equal('ERROR');
    expect(told(await addKey(operator, 'INTERNAL', 'x'))).to.deep.equal([400, 'token_action_not_possible']);
    const answer = await operator.api('PUT', '/tokens/0/login', { password: PIN });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include({ logged_in: true, status: 'OK' });
    await until('publication goes on', async () => (await nodeStatus()) === 'OK');
    expect(await anchor('INTERNAL')).to.equal(before);
    const configuration = await central.configuration(before, engine.folder(), clock);
    expect(configuration.shared('DEV').memberClasses).to.have.length(1);
  });

  it('stops publishing when the token is logged out of', async () => {
    expect((await operator.api('PUT', '/tokens/0/logout')).body).to.include({ logged_in: false });
    expect(told(await operator.api('PUT', '/tokens/0/logout'))).to.deep.equal([400, 'token_action_not_possible']);
    const [token] = (await tokens()) as { configuration_signing_keys: { id: string; possible_actions: string[] }[] }[];
    const key = token?.configuration_signing_keys[0];
    expect(key?.possible_actions).to.deep.equal([]);
    for (const [method, path] of [
      ['PUT', `/signing-keys/${key?.id}/activate`],
      ['DELETE', `/signing-keys/${key?.id}`],
    ] as const) {
      expect(told(await operator.api(method, path))).to.deep.equal([400, 'signing_key_action_not_possible']);
    }
    expect(told(await operator.api('PUT', '/tokens/7/logout'))).to.deep.equal([404, 'token_not_found']);
  });

  it('tries a few wrong PINs, and then none for a while', async () => {
    const attempt = async (password?: string) => told(await operator.api('PUT', '/tokens/0/login', { password }));
    const status = async (): Promise<unknown> => (await tokens())[0]?.status;
    expect(await attempt()).to.deep.equal([400, 'validation_failure']);
    expect(told(await operator.api('PUT', '/tokens/7/login', { password: PIN }))).to.deep.equal([
      ...[404, 'token_not_found'],
    ]);
    for (let wrong = 1; wrong <= 3; wrong += 1) {
      expect(await attempt('wrong')).to.deep.equal([400, 'token_activation_failed']);
      expect(await status()).to.equal('USER_PIN_INCORRECT');
    }
    // Those that come together are counted one by one.
    const together = await Promise.all([attempt('wrong'), attempt('wrong')]);
    expect(together.map(([, code]) => code)).to.have.members(['token_pin_final_try', 'token_pin_locked']);
    expect(await attempt(PIN)).to.deep.equal([400, 'token_pin_locked']);
    expect(await status()).to.equal('USER_PIN_LOCKED');
  });

  it('has told of all that in the audit log, and never of a PIN', async () => {
    const events = await central.events();
    const named = (outcome: string): Set<string> =>
      new Set(events.filter((each) => each.outcome === outcome).map(({ event }) => event));
    expect([...named('success')]).to.include.members([
      'Initialize central server',
      'Generate internal configuration signing key',
      'Generate external configuration signing key',
      'Activate internal configuration signing key',
      'Delete internal configuration signing key',
      'Re-create external configuration anchor',
      'Edit central server address',
      'Log in to token',
      'Log out from token',
    ]);
    expect([...named('failure')]).to.include.members([
      ...['Initialize central server', 'Log in to token', 'Log out from token', 'Generate key'],
      ...[
        'Activate signing key',
        'Delete signing key',
        'Re-create configuration anchor',
        'Edit central server address',
      ],
    ]);
    expect(JSON.stringify(events)).not.to.include(PIN);
    const initialised = events.find(
      ({ event, outcome }) => event === 'Initialize central server' && outcome === 'success',
    );
    expect(JSON.parse(initialised?.data ?? '')).to.have.nested.property('after.instance_identifier', 'DEV');
  });
});
