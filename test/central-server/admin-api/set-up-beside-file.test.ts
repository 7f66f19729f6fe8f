import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { readCentralServerFile } from '#central-server/file.ts';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { Processes } from '#cli/sandbox/processes.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { until } from '../../country/poll.ts';
import { freePort } from '../../free-port.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { addKey, EmptyServer, initial, PIN } from './empty-server.ts';
import { told, type Operator } from './administered.ts';

const INSTANCE = 'instance: FILE';

describe('A central server that is set up partly by its file', () => {
  const folders = temporaryFolders();
  const servers: EmptyServer[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.end();
  });

  async function started(options: Parameters<typeof EmptyServer.write>[1] = {}): Promise<[EmptyServer, Operator]> {
    const server = await EmptyServer.write(folders(), options);
    servers.push(server);
    await server.start();
    return [server, await server.operator('integrator')];
  }

  const initialise = (operator: Operator, address: string, more: object = {}) =>
    operator.api('POST', '/initialization', initial(address, more));

  it('keeps to what the file declares, and lets the API set the rest', async () => {
    const [server, operator] = await started({ more: `${INSTANCE}\npublicAddress: cs.example` });
    expect((await operator.api('GET', '/initialization/status')).body).to.deep.equal({
      ...{ instance_identifier: 'FILE', central_server_address: 'cs.example' },
      software_token_init_status: 'NOT_INITIALIZED',
    });
    for (const [instance, address] of [
      ['OTHER', 'cs.example'],
      ['FILE', server.address],
    ] as const) {
      const answer = await initialise(operator, address, { instance_identifier: instance });
      expect(told(answer)).to.deep.equal([409, 'declared_in_file']);
    }
    expect((await initialise(operator, 'cs.example', { instance_identifier: 'FILE' })).status).to.equal(200);
    const move = (address: string) =>
      operator.api('PUT', '/system/server-address', { central_server_address: address });
    expect(told(await move('elsewhere.example'))).to.deep.equal([409, 'declared_in_file']);
    expect((await move('cs.example')).status).to.equal(200);
  });

  it('takes the PIN of the file, makes no key by itself, and publishes after a restart without a log-in', async () => {
    const [server, operator] = await started({ more: 'pin: { file: pin }' });
    expect((await operator.api('GET', '/initialization/status')).body).to.include({
      software_token_init_status: 'INITIALIZED',
    });
    const other = { software_token_pin: 'another', instance_identifier: 'DEV' };
    expect((await initialise(operator, server.address, other)).status).to.equal(200);
    expect(((await operator.api('GET', '/tokens')).body as object[])[0]).to.deep.include({
      configuration_signing_keys: [],
    });
    for (const source of ['INTERNAL', 'EXTERNAL']) expect((await addKey(operator, source, 'key')).status).to.equal(200);
    await until('it is published', async () => (await server.published()) === 200);
    await server.stop();
    rmSync(join(server.home, 'data', 'public'), { recursive: true });
    await server.start();
    expect(await server.published()).to.equal(200);
  });

  it('makes the keys that its file declares after the log-in, and lets nobody else change them', async () => {
    const declared = 'signingKeys: { internal: { active: first, others: [next] }, external: { active: first } }';
    const [server, operator] = await started({ more: declared });
    expect((await initialise(operator, server.address)).status).to.equal(200);
    await until('it is published', async () => (await server.published()) === 200);
    const [token] = (await operator.api('GET', '/tokens')).body as {
      possible_actions: string[];
      configuration_signing_keys: {
        id: string;
        label: { label: string };
        active: boolean;
        possible_actions: string[];
      }[];
    }[];
    expect(token?.possible_actions).to.deep.equal(['LOGOUT', 'CHANGE_PIN', 'EDIT_FRIENDLY_NAME']);
    const next = token?.configuration_signing_keys.find(({ label }) => label.label === 'next');
    expect(next).to.deep.include({ active: false, possible_actions: [] });
    expect(told(await addKey(operator, 'INTERNAL', 'x'))).to.deep.equal([409, 'declared_in_file']);
    for (const [method, path] of [
      ['PUT', `/signing-keys/${next?.id}/activate`],
      ['DELETE', `/signing-keys/${next?.id}`],
    ] as const) {
      expect(told(await operator.api(method, path))).to.deep.equal([409, 'declared_in_file']);
    }
    const anchor = await operator.api('GET', '/configuration-sources/INTERNAL/anchor/download');
    expect(readAnchor(Buffer.from(String(anchor.body))).sources[0]?.verificationCertificates).to.have.length(2);
  });

  it('holds a first PIN against the policy, where there is one', async () => {
    const [server, operator] = await started({ parameters: { 'signer.enforce-token-pin-policy': true } });
    for (const [pin, code] of [
      ['short1A', 'token_weak_pin'],
      ['onlysmallletters', 'token_weak_pin'],
      ['Тайна1234567', 'token_invalid_characters'],
    ] as const) {
      const answer = await initialise(operator, server.address, { software_token_pin: pin });
      expect([pin, ...told(answer)]).to.deep.equal([pin, 400, code]);
      expect(JSON.stringify(answer.body)).not.to.include(pin);
    }
    expect((await initialise(operator, server.address)).status).to.equal(200);
  });

  it('keeps nothing of a first set-up whose token fails', async () => {
    const server = await EmptyServer.write(folders());
    servers.push(server);
    const folder = join(server.home, 'data', 'token');
    const token = await SoftwareToken.open({ folder, kdfIterations: 50 });
    await token.initialise(PIN);
    await token.login(PIN);
    await token.generateKey({ kind: 'ec', curve: 'P-256' }, 'of somebody');
    await token.close();
    rmSync(join(folder, 'pin.p12'));
    await server.start();
    const operator = await server.operator('integrator');
    expect(told(await initialise(operator, server.address))).to.deep.equal([409, 'init_software_token_failed']);
    expect((await operator.api('GET', '/initialization/status')).body).to.include({
      ...{ instance_identifier: '', central_server_address: '' },
      software_token_init_status: 'NOT_INITIALIZED',
    });
  });

  it('has its management services as soon as it is initialised', async () => {
    const ports = [await freePort(), await freePort()];
    const parameters = {
      'center.registration-service-port': ports[0],
      'center.management-service-port': ports[1],
    };
    const [server, operator] = await started({ more: 'managementServices: {}', parameters });
    for (const port of ports) expect(await answers(port)).to.equal(false);
    expect((await initialise(operator, server.address)).status).to.equal(200);
    for (const port of ports) await until(`port ${port} answers`, () => answers(port));
  });

  const answers = (port: number | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: port ?? 0, rejectUnauthorized: false }, () => {
        socket.end();
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });

  it('is of one instance for good, also when its file names another later', async () => {
    const [server, operator] = await started();
    expect((await initialise(operator, server.address)).status).to.equal(200);
    await server.stop();
    appendFileSync(join(server.home, 'central.yaml'), INSTANCE);
    expect(await refusalOf(() => server.start())).to.equal(
      'malformed_server_conf: instance: the catalogue is of instance DEV, which stays for good',
    );
  });

  for (const [more, what] of [
    [
      'members: [{ memberClass: GOV, memberCode: x, name: X }]\nmemberClasses: [{ code: GOV, description: G }]',
      'members',
    ],
    ['managementServiceProvider: A/GOV/1/sub', 'managementServiceProvider'],
    ['monitoringClient: A/GOV/1', 'monitoringClient'],
  ] as const) {
    it(`says that ${what} need an instance`, async () => {
      const { home } = await EmptyServer.write(folders(), { more });
      expect(await refusalOf(() => readCentralServerFile(join(home, 'central.yaml')))).to.match(
        new RegExp(`^malformed_server_conf: instance: must be declared where the file has ${what}`),
      );
    });
  }

  it('needs an admin API where its file leaves something open', async () => {
    const { home } = await EmptyServer.write(folders(), { more: INSTANCE });
    const path = join(home, 'central.yaml');
    const text = `data: data\n${INSTANCE}\n`;
    rmSync(path);
    appendFileSync(path, text);
    expect(await refusalOf(() => readCentralServerFile(path))).to.equal(
      'malformed_server_conf: publicAddress, pin: must be declared where there is no administration',
    );
  });

  describe('as one of two nodes', () => {
    const node = (name: string, other: string) => ({ more: `node: { name: ${name}, others: [${other}] }` });
    const parameters = { 'center.configuration-generation-interval': 1 };

    it('has an address and keys of its own, the instance of both, and the anchors of both', async () => {
      const postgres = await freshPostgresDatabase();
      const [one, first] = await started({ postgres, parameters, ...node('one', 'two') });
      const [two, second] = await started({ postgres, parameters, ...node('two', 'one') });
      expect((await initialise(first, one.address)).status).to.equal(200);
      expect((await second.api('GET', '/initialization/status')).body).to.deep.equal({
        ...{ instance_identifier: 'DEV', central_server_address: '', software_token_init_status: 'NOT_INITIALIZED' },
      });
      const other = await initialise(second, two.address, { instance_identifier: 'OTHER' });
      expect(told(other)).to.deep.equal([400, 'init_invalid_params']);
      expect((await initialise(second, two.address)).status).to.equal(200);
      for (const operator of [first, second]) {
        for (const source of ['INTERNAL', 'EXTERNAL']) {
          expect((await addKey(operator, source, 'key')).status).to.equal(200);
        }
      }
      for (const server of [one, two]) await until('it is published', async () => (await server.published()) === 200);
      const anchors = await Promise.all(
        [first, second].map((each) => each.api('GET', '/configuration-sources/INTERNAL/anchor/download')),
      );
      const text = String(anchors[0]?.body);
      expect(anchors[1]?.body).to.equal(text);
      expect(readAnchor(Buffer.from(text)).sources.map(({ downloadUrl }) => downloadUrl)).to.deep.equal([
        ...[`http://${one.address}/internalconf`, `http://${two.address}/internalconf`],
      ]);
      await until('the first node tells of the second', async () => {
        const configuration = await one.configuration(text, folders());
        return configuration.shared('DEV').sources.length === 2;
      });
      const [token] = (await second.api('GET', '/tokens')).body as { configuration_signing_keys: { id: string }[] }[];
      expect(token?.configuration_signing_keys).to.have.length(2);
      const foreign = `/signing-keys/${token?.configuration_signing_keys[0]?.id}/activate`;
      expect(told(await first.api('PUT', foreign))).to.deep.equal([404, 'signing_key_not_found']);
      const status = async () =>
        (await first.api('GET', '/system/high-availability-cluster/status')).body as {
          nodes: { node_address: string; status: string }[];
          all_nodes_ok: boolean;
        };
      await until('both nodes do well', async () => (await status()).all_nodes_ok);
      expect((await status()).nodes.map(({ node_address: address, status: how }) => [address, how])).to.deep.equal([
        [one.address, 'OK'],
        [two.address, 'OK'],
      ]);
    });

    it('agrees with the other on the instance when both are initialised at once', async () => {
      const postgres = await freshPostgresDatabase();
      const [one, first] = await started({ postgres, parameters, ...node('one', 'two') });
      const [two, second] = await started({ postgres, parameters, ...node('two', 'one') });
      const answers = await Promise.all([
        initialise(first, one.address, { instance_identifier: 'A' }),
        initialise(second, two.address, { instance_identifier: 'B' }),
      ]);
      expect(answers.map(({ status }) => status)).to.have.members([200, 400]);
      const [seen, alsoSeen] = await Promise.all(
        [first, second].map(async (each) => (await each.api('GET', '/initialization/status')).body as object),
      );
      const instance = answers[0].status === 200 ? 'A' : 'B';
      for (const status of [seen, alsoSeen]) expect(status).to.include({ instance_identifier: instance });
    });
  });

  it('goes on after it was killed', async () => {
    const adminPort = await freePort();
    const server = await EmptyServer.write(folders(), { parameters: { 'admin-service.port': adminPort } });
    servers.push(server);
    const processes = new Processes(() => undefined);
    const start = () =>
      processes.start('central-server', ['central-server', '--config', join(server.home, 'central.yaml')], server.home);
    try {
      expect(await start())
        .to.include({ ready: true, adminPort })
        .and.not.have.property('instance');
      const operator = await server.operator('integrator', undefined, adminPort);
      expect((await initialise(operator, server.address)).status).to.equal(200);
      for (const source of ['INTERNAL', 'EXTERNAL']) {
        expect((await addKey(operator, source, 'key')).status).to.equal(200);
      }
      await until('it is published', async () => (await server.published()) === 200);
      await processes.end('central-server', 'SIGKILL');
      await start();
      expect(await server.published()).to.equal(200);
      const again = await server.operator('integrator', undefined, adminPort);
      const publishedAt = async (): Promise<unknown> => {
        const { body } = await again.api('GET', '/system/high-availability-cluster/status');
        return (body as { nodes: { configuration_generated: string }[] }).nodes[0]?.configuration_generated;
      };
      const before = await publishedAt();
      expect((await again.api('PUT', '/tokens/0/login', { password: PIN })).status).to.equal(200);
      await until('publication goes on', async () => (await publishedAt()) !== before);
    } finally {
      await processes.end('central-server');
    }
  });
});
