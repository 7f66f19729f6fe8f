import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { temporaryFolders } from '../test/temporary.ts';
import { refusalOf } from '../test/refusal.ts';
import { readSecurityServerFile } from './file.ts';

const OWNER = 'LAB/COM/1002';
const CONSUMER = { client: 'LAB/COM/1001/ConsumerSub' };
const SERVICE = { code: 'echo', url: 'http://127.0.0.1:1/echo' };
const CLIENT = { id: `${OWNER}/ProviderSub`, services: [{ ...SERVICE, accessRights: [CONSUMER] }] };

describe('The file of a security server', () => {
  const folder = temporaryFolders();

  async function read(changes: object) {
    const path = join(folder(), 'server.yaml');
    const file = {
      data: 'data',
      anchor: 'anchor.xml',
      server: { instance: 'LAB', memberClass: 'COM', memberCode: '1002', serverCode: 'ss2' },
      pin: { file: 'pin' },
      clients: [CLIENT],
      ...changes,
    };
    writeFileSync(path, stringify(file));
    return { file: await readSecurityServerFile(path), path };
  }

  it('names PKCS#11 tokens, whose PINs are in files: the signer reads them more than once', async () => {
    const token = { id: 'hsm', module: '/usr/lib/module.so' };
    const { file, path } = await read({ tokens: [{ ...token, pin: { file: 'hsm.pin' } }] });
    expect(file.tokens.map(({ id, pin }) => [id, pin])).to.deep.equal([
      ['hsm', { file: join(dirname(path), 'hsm.pin') }],
    ]);
    expect(await refusalOf(() => read({ tokens: [{ ...token, pin: { descriptor: 5 } }] }))).to.match(
      /^malformed_server_conf: tokens\.0\.pin: /,
    );
  });

  it('keeps its databases in its folder, in one PostgreSQL database by one parameter, or each where it is told', async () => {
    const database = 'postgresql://drum:secret@db.example/drum';
    const elsewhere = { engine: 'postgresql', url: 'postgresql://drum:secret@db.example/log' };
    const where = async (changes: object) => {
      const { messageLog, serverConfigurationDatabase } = (await read(changes)).file;
      return [messageLog, serverConfigurationDatabase];
    };
    const file = { engine: 'sqlite' };
    const inSchema = (schema: string) => ({ engine: 'postgresql', url: database, schema });
    expect(await where({})).to.deep.equal([file, file]);
    expect(await where({ database })).to.deep.equal([inSchema('message_log'), inSchema('server_configuration')]);
    expect(await where({ database, messageLog: elsewhere, serverConfiguration: file })).to.deep.equal([
      elsewhere,
      file,
    ]);
    expect(await refusalOf(() => read({ database: 'mysql://db.example/drum' }))).to.include(
      'database: must be postgresql://user:password@host:port/database',
    );
  });

  it('declares clients, services and rights; paths start from its folder', async () => {
    const { file, path } = await read({});
    expect(file.data).to.equal(join(path, '../data'));
    expect(file.pin).to.deep.equal({ file: join(path, '../pin') });
    expect(file.declared.clients).to.deep.equal([
      {
        id: {
          type: 'SUBSYSTEM',
          instance: 'LAB',
          memberClass: 'COM',
          memberCode: '1002',
          subsystemCode: 'ProviderSub',
        },
        status: 'SAVED',
        connectionType: 'HTTPS',
        tlsCertificates: [],
        localGroups: [],
        services: [
          {
            serviceCode: 'echo',
            type: 'REST',
            url: 'http://127.0.0.1:1/echo',
            timeoutSeconds: 60,
            endpoints: [],
            verifyTls: false,
            rights: [
              {
                subject: {
                  type: 'SUBSYSTEM',
                  instance: 'LAB',
                  memberClass: 'COM',
                  memberCode: '1001',
                  subsystemCode: 'ConsumerSub',
                },
                endpoint: { method: '*', path: '**' },
              },
            ],
          },
        ],
      },
      // The owner is a client of its server, for which the server's own programs may speak.
      {
        id: { type: 'MEMBER', instance: 'LAB', memberClass: 'COM', memberCode: '1002' },
        status: 'SAVED',
        connectionType: 'HTTPS',
        tlsCertificates: [],
        localGroups: [],
        services: [],
      },
    ]);
  });

  const OF_CLIENT = `SUBSYSTEM:${OWNER}/ProviderSub`;
  const twice: Record<string, { changes: object; what: string }> = {
    'a client': { changes: { clients: [CLIENT, CLIENT] }, what: OF_CLIENT },
    'a client, percent-encoded the second time': {
      changes: { clients: [CLIENT, { id: `${OWNER}/Provider%53ub` }] },
      what: OF_CLIENT,
    },
    'a service': {
      changes: { clients: [{ ...CLIENT, services: [SERVICE, SERVICE] }] },
      what: `service echo of ${OF_CLIENT}`,
    },
    'a right': {
      changes: { clients: [{ ...CLIENT, services: [{ ...SERVICE, accessRights: [CONSUMER, CONSUMER] }] }] },
      what: `the right of SUBSYSTEM:LAB/COM/1001/ConsumerSub to * ** of service echo of ${OF_CLIENT}`,
    },
    'a local group': {
      changes: { clients: [{ ...CLIENT, localGroups: [{ code: 'g' }, { code: 'g' }] }] },
      what: `local group g of ${OF_CLIENT}`,
    },
    'a member of a local group': {
      changes: { clients: [{ ...CLIENT, localGroups: [{ code: 'g', members: [OWNER, OWNER] }] }] },
      what: `MEMBER:LAB/COM/1002 of local group g of ${OF_CLIENT}`,
    },
    'a time-stamping service': {
      changes: { timeStampingServices: ['TSA', 'TSA'] },
      what: 'Time-stamping service TSA',
    },
  };
  for (const [title, { changes, what }] of Object.entries(twice)) {
    it(`is refused when it declares ${title} twice`, async () => {
      expect(await refusalOf(() => read(changes))).to.equal(`malformed_server_conf: ${what} is declared twice`);
    });
  }

  it('is refused when it gives a right to a local group that the client does not have', async () => {
    const services = [{ ...SERVICE, accessRights: [{ localGroup: 'h' }] }];
    expect(await refusalOf(() => read({ clients: [{ ...CLIENT, localGroups: [{ code: 'g' }], services }] }))).to.equal(
      `malformed_server_conf: ${OF_CLIENT} has no local group h`,
    );
  });

  it('warns of services that take as long as callers’ servers wait, and refuses none', async () => {
    const services = [
      { ...SERVICE, timeoutSeconds: 119 },
      { ...SERVICE, code: 'slow', timeoutSeconds: 120 },
      { ...SERVICE, code: 'slower', timeoutSeconds: 3_600 },
    ];
    const warned = async (parameters: object) =>
      (await read({ clients: [{ ...CLIENT, services }], parameters })).file.warnings;
    const waits = (code: string, seconds: number, limit: number): string =>
      `Service ${code} of SUBSYSTEM:LAB/COM/1002/ProviderSub may take ${seconds} s, but a security server that calls it waits ` +
      `${limit} s for an answer (proxy.client-httpclient-timeout) and then fails with network_error: raise that parameter at ` +
      'the servers that call the service, and here, or lower timeoutSeconds';
    expect(await warned({})).to.deep.equal([waits('slow', 120, 120), waits('slower', 3_600, 120)]);
    expect(await warned({ 'proxy.client-httpclient-timeout': 3_600_001 })).to.deep.equal([]);
    expect(await warned({ 'proxy.client-httpclient-timeout': 0 }), 'no limit').to.deep.equal([]);
    // What a service does not say, the parameter says for it.
    const unsaid = { clients: [CLIENT], parameters: { 'proxy.service-timeout': 150 } };
    expect((await read(unsaid)).file.warnings).to.deep.equal([waits('echo', 150, 120)]);
    expect((await read({})).file.warnings).to.deep.equal([]);
  });
});
