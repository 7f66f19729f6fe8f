import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Country, memberWith } from '../country.ts';
import { evidenceFault } from '../country/evidence.ts';
import { until } from '../country/poll.ts';
import { softHsm, type SoftHsm } from '../softhsm.ts';

const PIN = 'device-1234';
const MECHANISMS = ['CKM_RSA_PKCS', 'CKM_RSA_PKCS_PSS'] as const;
/** How often a token that is away is looked for again, and more. */
const BACK_MS_MAX = 30_000;

describe('security servers whose signing keys are in hardware tokens', function () {
  this.timeout(90_000);
  let hsm: SoftHsm;
  let country: Country;
  let folder: string;

  before(async () => {
    hsm = softHsm();
    folder = mkdtempSync(join(tmpdir(), 'drum-pins-'));
    const file = join(folder, 'pin');
    writeFileSync(file, `${PIN}\n`);
    const access = { accessRights: MECHANISMS.map((_, at) => ({ client: `TEST/M${at}/1/is` })) };
    country = await Country.running(
      {
        members: MECHANISMS.map((_, at) => memberWith(`M${at}`, 'is')),
        securityServers: MECHANISMS.map((rsaSignMechanism, at) => {
          hsm.newToken(`signing ${at}`, PIN);
          return {
            ...{ name: `ss${at}`, owner: `TEST/M${at}/1`, keys: { kind: 'rsa', bits: 2048 } },
            clients: [{ id: `TEST/M${at}/1/is`, services: [{ code: 'hello', type: 'REST', ...access }] }],
            tokens: [{ id: 'hsm', module: hsm.module, label: `signing ${at}`, pin: { file }, rsaSignMechanism }],
          };
        }),
      },
      ...MECHANISMS.map((_, at) => `ss${at}`),
    );
  });
  after(async () => {
    await country.stop();
    hsm.remove();
    rmSync(folder, { recursive: true });
  });

  const ask = (queryId: string) =>
    country.ask('ss0', {
      ...{ service: 'TEST/M1/1/is/hello', client: 'TEST/M0/1/is', body: 'Видин' },
      headers: { 'X-Road-Id': queryId },
    });

  it('sign by them, and the evidence verifies', async () => {
    const { status, body } = await ask('by-devices');
    expect([status, body.toString()]).to.deep.equal([200, 'hello Видин']);
    for (const direction of ['request', 'response'] as const) {
      const of = { address: country.address('ss0'), data: join(country.folder('ss0'), 'data') };
      const download = { ...of, owner: 'TEST/M0/1/is', queryId: 'by-devices', direction };
      expect(await evidenceFault(download, { force: true })).to.equal(undefined);
    }
  });

  it('say that a token is away, and sign again when it is back, without a restart', async () => {
    const putBack = hsm.takeAway('signing 0');
    await until('it is noticed', async () => (await ask('away')).status === 500, BACK_MS_MAX);
    const refused = await ask('away still');
    expect(refused.headers['x-road-error']).to.equal('server.clientproxy.cannot_create_signature');
    expect(refused.body.toString()).to.include('token hsm cannot be used');
    putBack();
    await until('it is used again', async () => (await ask('back')).status === 200, BACK_MS_MAX);
  });
});
