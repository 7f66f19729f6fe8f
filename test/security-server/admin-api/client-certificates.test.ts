import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { told, type Operator } from '../../operator.ts';
import { until } from '../../country/poll.ts';
import { issue } from '../../pki/certificates.ts';
import { AdministeredServer } from './administered.ts';

const PATH = '/clients/TEST:GOV:1:is/tls-certificates';
const BYTES = { 'content-type': 'application/octet-stream' };

describe('The TLS certificates of a client, by the admin API of a security server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let officer: Operator;
  let observer: Operator;

  before(async () => {
    server = await AdministeredServer.start({
      clients: [
        {
          id: 'TEST/GOV/1/is',
          connectionType: 'HTTPS',
          services: [{ code: 'hello', type: 'REST', accessRights: [{ client: 'TEST/GOV/1/is' }] }],
        },
      ],
    });
    officer = await server.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    observer = await server.operator('observer', ['XROAD_SECURITYSERVER_OBSERVER']);
  });
  after(() => server.stop());

  it('let information systems in, until they are deleted', async () => {
    const system = issue({ subject: 'Information system' });
    const key = system.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const pem = new X509Certificate(system.certificate.der).toString();
    const tls = { key, cert: pem };
    const ask = async () => {
      const question = { service: 'TEST/GOV/1/is/hello/x', client: 'TEST/GOV/1/is', tls };
      const { status, code } = await server.country.ask('ss1', question);
      return code ?? status;
    };
    const becomes = (outcome: string | number) => until(String(outcome), async () => (await ask()) === outcome);
    await becomes('server.clientproxy.ssl_authentication_failed');
    const add = (body: string, by = officer) => by.api('POST', PATH, body, BYTES);
    expect(told(await add(pem, observer))).to.deep.equal([403, 'permission_missing']);
    const added = await add(pem);
    expect(added.status).to.equal(201);
    const { hash } = added.body as { readonly hash: string };
    expect(added.body).to.include({ subject_common_name: 'Information system' });
    await becomes(200);
    expect(told(await add(pem))).to.deep.equal([409, 'certificate_already_exists']);
    expect(told(await add('nothing'))).to.deep.equal([400, 'invalid_certificate']);
    expect((await observer.api('GET', PATH)).body).to.deep.equal([added.body]);
    expect((await observer.api('GET', `${PATH}/${hash.toLowerCase()}`)).body).to.deep.equal(added.body);
    expect((await officer.api('DELETE', `${PATH}/${hash}`)).status).to.equal(204);
    expect(told(await officer.api('DELETE', `${PATH}/${hash}`))).to.deep.equal([404, 'certificate_not_found']);
    expect(told(await observer.api('GET', `${PATH}/${hash}`))).to.deep.equal([404, 'certificate_not_found']);
    await becomes('server.clientproxy.ssl_authentication_failed');
    const events = (await server.events()).map(({ event, outcome }) => `${event}: ${outcome}`);
    expect(events).to.include.members([
      ...['Add internal TLS certificate: success', 'Delete internal TLS certificate: success'],
    ]);
  });
});
