import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { newProtection, writePkcs12 } from '#certs/pkcs12.ts';
import { begin } from '../bodies/ask.ts';
import { startBodiesCountry } from '../bodies/country.ts';
import { askForEvidence, download, drumVerify, warningsOf } from '../bodies/evidence.ts';
import type { Country } from '../country.ts';
import { describeWithGnupg, gnupgHome, type GnupgHome } from '../gnupg.ts';

const START_MS_MAX = 60_000;
const SECRET = '8001011234';
const BODY = Buffer.alloc(100_000, SECRET);
const QUICK = { 'message-log.timestamp-interval': 1, 'message-log.timestamp-immediately': true };

async function exchange(country: Country, id: string): Promise<Buffer> {
  const { request, answer } = begin(country, { id, headers: { 'Content-Length': BODY.length } });
  request.end(BODY);
  return buffer(await answer);
}

/** Every file below a folder that is neither on its way nor a socket. */
function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

describeWithGnupg('servers that encrypt what they log, or log metadata alone', function () {
  this.timeout(START_MS_MAX);
  let country: Country;
  let home: GnupgHome;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drum-modes-'));
    home = gnupgHome();
    home.newKey('server@example.org');
    const secrets = [{ secret: Buffer.from('a secret'), friendlyName: 'key1' }];
    writeFileSync(join(folder, 'log.p12'), await writePkcs12({ secrets }, newProtection('password', 1000)));
    writeFileSync(join(folder, 'password'), 'password\n');
    country = await startBodiesCountry(QUICK, {
      consumer: {
        'proxy.workers': 1,
        'message-log.messagelog-encryption-enabled': true,
        'message-log.messagelog-keystore': join(folder, 'log.p12'),
        'message-log.messagelog-keystore-password-file': join(folder, 'password'),
        'message-log.messagelog-key-id': 'key1',
        'message-log.archive-encryption-enabled': true,
        'message-log.archive-gpg-home-directory': home.folder,
        'message-log.archive-interval': 1,
      },
      provider: { 'message-log.disabled-body-logging-local-producer-subsystems': 'TEST/GOV/1/registry' },
    });
    country.provider.script = (call, response) => {
      response.end(call.body);
    };
    expect((await exchange(country, 'q')).equals(BODY)).to.equal(true);
  });
  after(async () => {
    await country.stop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('give evidence encrypted with OpenPGP, which verifies', async () => {
    const answer = await askForEvidence(country, { server: 'consumer', direction: 'request', id: 'q' });
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).to.include({ 'content-type': 'application/octet-stream', 'x-drum-logged-body': 'whole' });
    expect(answer.headers['content-disposition']).to.match(/filename="q-request-\w+\.asice\.gpg"$/);
    const file = join(folder, 'q.asice');
    writeFileSync(file, home.run(['--decrypt'], await buffer(answer)));
    expect(await drumVerify(country, file)).to.include({ verified: true, code: null });
  });

  it('have nothing of a message in clear in their folders', () => {
    for (const server of ['consumer', 'provider']) {
      const files = filesBelow(join(country.folder(server), 'data'));
      expect(files.some((file) => file.includes('q'))).to.equal(true);
      expect(files.filter((file) => file.includes(SECRET))).to.deep.equal([]);
    }
  });

  it('say of metadata that it is not evidence', async () => {
    const file = join(folder, 'metadata.asice');
    const wanted = { server: 'provider', direction: 'response', id: 'q' } as const;
    expect(await download(country, wanted, file)).to.equal('metadata');
    const verdict = await drumVerify(country, file);
    expect(verdict.verified).to.equal(false);
    expect(warningsOf(verdict).join()).to.include('nothing here proves what was sent');
  });
});

describe('servers that log nothing', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    country = await startBodiesCountry(
      { ...QUICK, 'message-log.enabled': false },
      { consumer: { 'proxy.workers': 1 } },
    );
    country.provider.script = (call, response) => {
      response.end(call.body);
    };
  });
  after(() => country.stop());

  it('exchange messages, have no record of them, and say so', async () => {
    expect((await exchange(country, 'q')).equals(BODY)).to.equal(true);
    for (const server of ['consumer', 'provider'] as const) {
      expect(country.logged(server)).to.deep.equal([]);
      expect((await askForEvidence(country, { server, direction: 'request', id: 'q' })).statusCode).to.equal(404);
      const health = await fetch(`http://${country.address(server)}:5588/`);
      expect(await health.text()).to.include('Messages are not logged (message-log.enabled)');
    }
  });
});
