import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { until } from '../country/poll.ts';
import { softHsm, type SoftHsm } from '../softhsm.ts';
import { temporaryFolders } from '../temporary.ts';
import { told, type Operator } from './admin-api/administered.ts';
import { addKey, EmptyServer, initial } from './admin-api/empty-server.ts';

const TOKEN_PIN = 'device-1234';

interface TokenShape {
  readonly id: string;
  readonly status: string;
  readonly available: boolean;
  readonly logged_in: boolean;
  readonly serial_number?: string;
  readonly configuration_signing_keys: readonly { readonly available: boolean; readonly active: boolean }[];
}

describe('A central server whose signing keys are in a hardware token', () => {
  const folders = temporaryFolders();
  let hsm: SoftHsm;
  let central: EmptyServer;
  let operator: Operator;

  before(async () => {
    hsm = softHsm();
    hsm.newToken('signing', TOKEN_PIN);
    const home = folders();
    writeFileSync(join(home, 'token-pin'), TOKEN_PIN);
    central = await EmptyServer.write(home, {
      more: `tokens: [{ id: hsm, module: ${hsm.module}, label: signing }]`,
    });
    await central.start();
    operator = await central.operator('integrator');
    await operator.api('POST', '/initialization', initial(central.address));
  });
  after(async () => {
    await central.end();
    hsm.remove();
  });

  const token = async (): Promise<TokenShape | undefined> => {
    const { body } = await operator.api('GET', '/tokens');
    return (body as TokenShape[]).find(({ id }) => id === 'hsm');
  };

  async function configuration(): Promise<GlobalConfiguration> {
    const { body } = await operator.api('GET', '/configuration-sources/INTERNAL/anchor/download');
    return central.configuration(String(body), folders());
  }

  it('lists it beside the one of files', async () => {
    const found = await token();
    expect(found).to.include({ status: 'OK', available: true, logged_in: false });
    expect(found?.serial_number).to.match(/^[0-9a-f]{16}$/);
  });

  it('logs in to it, and says when a PIN is wrong', async () => {
    const wrong = await operator.api('PUT', '/tokens/hsm/login', { password: 'wrong-1234' });
    expect(told(wrong)).to.deep.equal([400, 'token_activation_failed']);
    expect((await operator.api('PUT', '/tokens/hsm/login', { password: TOKEN_PIN })).status).to.equal(200);
    expect(await token()).to.include({ logged_in: true });
  });

  it('makes keys there and publishes what they sign', async () => {
    for (const source of ['INTERNAL', 'EXTERNAL']) {
      expect((await addKey(operator, source, 'in the device', 'hsm')).status).to.equal(200);
    }
    await until('published', async () => (await central.published()) === 200);
    expect((await token())?.configuration_signing_keys).to.have.length(2);
    expect(await configuration()).to.have.property('instance', 'DEV');
  });

  it('goes on serving when it is pulled out, says so, and publishes again when it is back', async () => {
    const putBack = hsm.takeAway('signing');
    const member = { member_id: { member_class: 'COM', member_code: '1' }, member_name: 'One' };
    await operator.api('POST', '/member-classes', { code: 'COM', description: 'Companies' });
    expect((await operator.api('POST', '/members', member)).status).to.equal(201);
    await until('the token is away', async () => (await token())?.available === false);
    expect(await central.published()).to.equal(200);
    putBack();
    await until('the token is back', async () => (await token())?.available === true, 30_000);
    await operator.api('POST', '/members', { ...member, member_id: { member_class: 'COM', member_code: '2' } });
    await until('publication goes on', async () => (await configuration()).shared('DEV').members.length === 2);
  });

  it('logs in by itself at the next start where the file says how', async () => {
    await central.stop();
    const path = join(central.home, 'central.yaml');
    const yaml = readFileSync(path, 'utf8');
    writeFileSync(path, yaml.replace('label: signing }', 'label: signing, pin: { file: token-pin } }'));
    await central.start();
    operator = await central.operator('integrator');
    expect(await token()).to.include({ available: true, logged_in: true });
  });
});
