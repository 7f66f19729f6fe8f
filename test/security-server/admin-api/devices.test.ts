import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { told, type Operator } from '../../operator.ts';
import { softHsm, type SoftHsm } from '../../softhsm.ts';
import { AdministeredServer } from './administered.ts';

const PIN = 'device-1234';

describe('The hardware tokens of a security server, by its admin API', function () {
  this.timeout(90_000);
  let hsm: SoftHsm;
  let folder: string;
  let server: AdministeredServer;
  let operator: Operator;

  before(async () => {
    hsm = softHsm();
    hsm.newToken('signing', PIN);
    folder = mkdtempSync(join(tmpdir(), 'drum-pins-'));
    const file = join(folder, 'pin');
    writeFileSync(file, `${PIN}\n`);
    server = await AdministeredServer.start({
      tokens: [{ id: 'hsm', module: hsm.module, label: 'signing', pin: { file } }],
    });
    operator = await server.operator('owner');
  });
  after(async () => {
    await server.stop();
    hsm.remove();
    rmSync(folder, { recursive: true });
  });

  it('are shown with their keys', async () => {
    const shown = (await operator.api('GET', '/tokens/hsm')).body as { keys: { usage: string }[] };
    expect(shown).to.include({ name: 'signing', type: 'HARDWARE', status: 'OK', logged_in: true, available: true });
    expect(shown).to.have.property('serial_number').that.is.a('string');
    expect(shown.keys.map(({ usage }) => usage)).to.deep.equal(['SIGNING']);
  });

  it('hold signing keys that are made and deleted there, and no authentication keys', async () => {
    const [authority] = (await operator.api('GET', '/certificate-authorities')).body as { name: string }[];
    const request = { ca_name: authority?.name, csr_format: 'PEM', subject_field_values: {} };
    const make = (more: object) =>
      operator.api('POST', '/tokens/hsm/keys-with-csrs', {
        ...{ key_label: 'key', csr_generate_request: { ...request, ...more } },
      });
    const made = await make({ key_usage_type: 'SIGNING', member_id: 'TEST:GOV:1' });
    expect(made.status).to.equal(200);
    const { key } = made.body as { key: { id: string } };
    expect((await operator.api('DELETE', `/keys/${key.id}`)).status).to.equal(204);
    expect(told(await make({ key_usage_type: 'AUTHENTICATION' }))).to.deep.equal([400, 'cert_wrong_usage']);
    const plain = (await operator.api('POST', '/tokens/hsm/keys', {})).body as {
      id: string;
      possible_actions: string[];
    };
    expect(plain.possible_actions).to.deep.equal(['DELETE', 'GENERATE_SIGN_CSR', 'EDIT_FRIENDLY_NAME']);
    const refused = await operator.api('POST', `/keys/${plain.id}/csrs`, {
      ...request,
      key_usage_type: 'AUTHENTICATION',
    });
    expect(told(refused)).to.deep.equal([409, 'action_not_possible']);
  });

  it('are logged out of and in to, and have their PINs changed elsewhere', async () => {
    expect(told(await operator.api('PUT', '/tokens/hsm/pin', { old_pin: PIN, new_pin: 'x' }))).to.deep.equal([
      409,
      'action_not_possible',
    ]);
    expect((await operator.api('PUT', '/tokens/hsm/logout')).body).to.include({ logged_in: false });
    const wrong = await operator.api('PUT', '/tokens/hsm/login', { password: 'wrong-1234' });
    expect(told(wrong)).to.deep.equal([400, 'pin_incorrect']);
    expect((await operator.api('PUT', '/tokens/hsm/login', { password: PIN })).body).to.include({ logged_in: true });
  });
});
