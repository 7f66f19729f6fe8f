import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyBytes, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { refusalOf } from '../../test/refusal.ts';
import {
  EC,
  killed,
  newKey,
  PIN,
  publicKey,
  signature,
  signerProcesses,
  TOKEN,
  until,
} from '../../test/signer-processes.ts';
import type { GenerateKey, SignerState } from './messages.ts';
import type { RunningSigner } from './start.ts';

const RSA: GenerateKey['spec'] = { kind: 'rsa', bits: 2048 };
const DATA = Buffer.from('<ds:SignedInfo>…</ds:SignedInfo>');

describe('The signer’s process', function () {
  this.timeout(60_000);
  const { folder, preparedDirectory, start, startPrepared, startForSuite } = signerProcesses();

  describe('signing', () => {
    let signer: RunningSigner;

    before(async () => {
      signer = await startForSuite();
    });
    after(() => signer.stop());

    it('signs with RSA and EC keys, in the form asked for', async () => {
      const cases: [GenerateKey['spec'], SignatureAlgorithm][] = [
        [RSA, 'SHA512withRSA'],
        [RSA, 'SHA512withRSAandMGF1'],
        [EC, 'SHA512withECDSA'],
      ];
      for (const [spec, algorithm] of cases) {
        const keyId = await newKey(signer, 'SIGNING', spec);
        for (const form of ['der', 'ieee-p1363'] as const) {
          const signature = await signer.client.sign({ keyId, algorithm, form, data: DATA });
          expect(verifyBytes(algorithm, await publicKey(signer, keyId), DATA, signature, form), algorithm).to.equal(
            true,
          );
        }
      }
    });

    it('answers many requests over one connection, each with the signature of its own data', async () => {
      const keyId = await newKey(signer, 'SIGNING', EC);
      const key = await publicKey(signer, keyId);
      const datas = Array.from({ length: 500 }, (_, index) => Buffer.from(`message ${index}`));
      const signatures = await Promise.all(datas.map((data) => signature(signer, keyId, data)));
      signatures.forEach((value, index) => {
        expect(verifyBytes('SHA512withECDSA', key, datas[index] ?? DATA, value, 'ieee-p1363')).to.equal(true);
      });
    });

    it('says which key, algorithm or login is missing', async () => {
      const keyId = await newKey(signer, 'SIGNING', EC);
      const sign = (id: string, algorithm: SignatureAlgorithm) =>
        refusalOf(() => signer.client.sign({ keyId: id, algorithm, form: 'der', data: DATA }));
      expect(await sign('no-such-key', 'SHA512withECDSA')).to.equal('key_not_found: There is no such key');
      expect(await sign(keyId, 'SHA512withRSA')).to.match(/^unsupported_sign_algorithm: /);
      expect(await sign(keyId, 'MD5withRSA' as SignatureAlgorithm)).to.match(/^unsupported_sign_algorithm: /);
      await signer.client.logout(TOKEN);
      expect(await sign(keyId, 'SHA512withECDSA')).to.equal('token_not_active: Token 0 is not logged in');
      expect(await refusalOf(() => newKey(signer, 'SIGNING', EC))).to.equal(
        'token_not_active: Token 0 is not logged in',
      );
      await signer.client.login(TOKEN, PIN);
    });

    it('never gives a signing key away, and gives an authentication key to the server', async () => {
      const signingKey = await newKey(signer, 'SIGNING', EC);
      const authenticationKey = await newKey(signer, 'AUTHENTICATION', RSA);
      expect(await refusalOf(() => signer.client.authenticationKey(signingKey))).to.equal(
        'wrong_cert_usage: A signing key never leaves the signer',
      );
      const key = await signer.client.authenticationKey(authenticationKey);
      expect(
        createPublicKey(createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }))).equals(
          await publicKey(signer, authenticationKey),
        ),
      ).to.equal(true);
      expect(await refusalOf(() => signer.client.authenticationKey('none'))).to.equal(
        'key_not_found: There is no such key',
      );
    });

    it('keeps keys and their order over a restart', async () => {
      const directory = preparedDirectory();
      const first = await start({ directory, pin: { kind: 'held', pin: PIN } });
      const ids = [await newKey(first, 'SIGNING', EC), await newKey(first, 'AUTHENTICATION', EC)];
      await first.stop();
      const second = await start({ directory, pin: { kind: 'held', pin: PIN } });
      const { tokens } = await second.client.keys();
      expect(tokens.flatMap(({ keys }) => keys.map(({ id, usage }) => ({ id, usage })))).to.deep.equal([
        { id: ids[0], usage: 'SIGNING' },
        { id: ids[1], usage: 'AUTHENTICATION' },
      ]);
      expect(await signature(second, ids[0] ?? '', DATA)).to.have.length(64);
    });

    it('tells its clients when something has changed', async () => {
      const before = await signer.client.keys();
      const changed = new Promise<void>((resolve) => {
        signer.client.onChange(resolve);
      });
      const keyId = await newKey(signer, 'SIGNING', EC);
      await changed;
      const after = await signer.client.keys();
      const idsOf = ({ tokens }: SignerState) => tokens.flatMap(({ keys }) => keys.map(({ id }) => id));
      expect(idsOf(after)).to.deep.equal([...idsOf(before), keyId]);
      await signer.client.deleteKey(keyId);
      expect(await refusalOf(() => signature(signer, keyId, DATA))).to.equal('key_not_found: There is no such key');
    });
  });

  describe('life and death', () => {
    it('answers or fails every request while it is killed under load, and comes back', async () => {
      const signer = await startPrepared();
      const keyId = await newKey(signer, 'SIGNING', EC);
      const outcomes = new Map<string, number>();
      let loaded = true;
      const lane = async () => {
        while (loaded) {
          const outcome = await refusalOf(() => signature(signer, keyId, DATA));
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      };
      const lanes = Array.from({ length: 32 }, lane);
      for (let round = 0; round < 2; round += 1) {
        await wait(200);
        await killed(signer);
      }
      loaded = false;
      await Promise.all(lanes);
      expect([...outcomes.keys()].filter((outcome) => !/^(accepted$|cannot_sign: )/.test(outcome))).to.deep.equal([]);
      expect(outcomes.get('accepted')).to.be.greaterThan(100);
      expect(await signature(signer, keyId, DATA)).to.have.length(64);
    });

    it('does again what it died over when that is safe, and fails what is not', async () => {
      const signer = await startPrepared();
      const keyId = await newKey(signer, 'SIGNING', EC);
      const { pid } = signer;
      if (pid === undefined) throw new Error('The signer runs');
      process.kill(pid, 'SIGSTOP');
      const signed = signature(signer, keyId, DATA);
      const made = refusalOf(() => newKey(signer, 'SIGNING', EC));
      await wait(100);
      process.kill(pid, 'SIGKILL');
      expect(await made).to.equal('token_not_available: The signer died before it answered');
      expect(await signed).to.have.length(64);
      expect(signer.pid).to.not.equal(pid);
    });

    it('that is silent costs no request more than the timeout', async () => {
      const signer = await startPrepared({ clientTimeoutMs: 300 });
      const keyId = await newKey(signer, 'SIGNING', EC);
      process.kill(signer.pid ?? 0, 'SIGSTOP');
      const began = performance.now();
      expect(await refusalOf(() => signature(signer, keyId, DATA))).to.equal(
        'cannot_sign: The signer did not answer within 300 ms',
      );
      expect(performance.now() - began).to.be.within(290, 10_000);
      expect(await refusalOf(() => signer.client.status())).to.equal(
        'token_not_available: The signer did not answer within 300 ms',
      );
      process.kill(signer.pid ?? 0, 'SIGCONT');
      expect(await signature(signer, keyId, DATA)).to.have.length(64);
    });

    it('fails what waits when it is stopped, and asks nothing more', async () => {
      const signer = await startPrepared();
      const keyId = await newKey(signer, 'SIGNING', EC);
      process.kill(signer.pid ?? 0, 'SIGSTOP');
      const waiting = refusalOf(() => signature(signer, keyId, DATA));
      signer.client.close();
      expect(await waiting).to.equal('cannot_sign: The signer is no longer asked');
      expect(await refusalOf(() => signature(signer, keyId, DATA))).to.equal(
        'cannot_sign: The signer is no longer asked',
      );
      process.kill(signer.pid ?? 0, 'SIGCONT');
    });

    it('does not end, nor open a debugger, by signals that are sent to all processes of a group or user', async () => {
      const signer = await startPrepared();
      const { pid } = signer;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.kill(pid ?? 0, signal);
      await wait(100);
      expect((await signer.client.status()).pid).to.equal(pid);
    });

    it('ends with the process that started it, and has told nobody its PIN', async () => {
      const directory = preparedDirectory();
      const program = `
        import { startSigner } from ${JSON.stringify(join(import.meta.dirname, 'start.ts'))};
        const nothing = () => undefined;
        const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
        const pin = { kind: 'held', pin: ${JSON.stringify(PIN)} };
        const signer = await startSigner({ directory: ${JSON.stringify(directory)}, pin, clientTimeoutMs: 1000, log, logLevel: 'debug' });
        await signer.client.generateKey({ tokenId: '0', label: 'k', usage: 'SIGNING', spec: { kind: 'ec', curve: 'P-256' } });
        await signer.client.login('0', ${JSON.stringify(`${PIN}-not`)}).catch(nothing);
        process.stdout.write(String(signer.pid));
      `;
      const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let errors = '';
      parent.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      const [bytes] = (await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')])) as [Buffer | number];
      const signerPid = Number(bytes.toString());
      expect(bytes, errors).to.be.instanceOf(Buffer);
      expect(isAlive(signerPid)).to.equal(true);
      parent.kill('SIGKILL');
      await until(() => Promise.resolve(!isAlive(signerPid)));
      expect(errors).to.include('A key has been made').and.not.include(PIN);
    });
  });

  it('goes on when nobody reads its log any more', async () => {
    const program = `
      import { once } from 'node:events';
      import { startSigner } from ${JSON.stringify(join(import.meta.dirname, 'start.ts'))};
      const nothing = () => undefined;
      const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
      const pin = { kind: 'held', pin: ${JSON.stringify(PIN)} };
      const signer = await startSigner({ directory: ${JSON.stringify(preparedDirectory())}, pin, clientTimeoutMs: 5000, log });
      const { pid } = signer;
      process.stdout.write('started');
      await once(process.stdin, 'data');
      for (let i = 0; i < 3; i += 1) await signer.client.logout('0');
      process.stdout.write(String((await signer.client.status()).pid === pid));
      await signer.stop();
      process.exit();
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'pipe'] });
    await once(parent.stdout, 'data');
    parent.stderr.destroy();
    parent.stdin.write('go');
    const [answer] = (await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')])) as [Buffer | number];
    expect(String(answer)).to.equal('true');
    await once(parent, 'exit');
  });

  describe('its socket', () => {
    it('is private, as is its folder', async () => {
      const signer = await start();
      expect(statSync(signer.socketPath).mode & 0o777).to.equal(0o600);
      expect(statSync(dirname(signer.socketPath)).mode & 0o777).to.equal(0o700);
    });

    it('lies in a short place when the directory’s path is too long for a socket', async () => {
      const directory = join(folder(), 'a'.repeat(120));
      const signer = await start({ directory });
      expect(Buffer.byteLength(signer.socketPath)).to.be.at.most(103);
      expect((await signer.client.status()).pid).to.equal(signer.pid);
      expect(statSync(dirname(signer.socketPath)).mode & 0o777).to.equal(0o700);
    });

    it('at a path that is too long is refused, with the reason', async () => {
      const socketPath = join(folder(), `${'a'.repeat(120)}.sock`);
      expect(await refusalOf(() => start({ socketPath }))).to.equal(
        `malformed_server_conf: The path of the signer's socket is ${Buffer.byteLength(socketPath)} bytes long; 103 are allowed: ${socketPath}`,
      );
    });

    it('passes to the next signer when the last one, whose server is gone, has ended, and not before', async () => {
      const directory = preparedDirectory();
      const options = { directory, pin: { kind: 'held', pin: PIN } } as const;
      const first = await start(options);
      const { pid = 0 } = first;
      const stopped = first.stop();
      // It is about to end, and cannot yet: as while it answers what is under way.
      process.kill(pid, 'SIGSTOP');
      let isStarted = false;
      const starting = start(options).then((second) => {
        isStarted = true;
        return second;
      });
      await wait(1_000);
      expect(isStarted).to.equal(false);
      process.kill(pid, 'SIGCONT');
      const second = await starting;
      expect((await second.client.status()).tokens[0]?.loggedIn).to.equal(true);
      await stopped;
    });

    it('of a living signer is not taken by a second one', async () => {
      const first = await start();
      const directory = dirname(first.socketPath);
      expect(await refusalOf(() => start({ directory }))).to.equal(
        `data_in_use: The folder ${directory} is in use by another process; stop that process first`,
      );
      expect((await first.client.status()).pid).to.equal(first.pid);
    });
  });

  it('does not start with a key configuration that cannot be read', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'keyconf.json'), '{"version":1,"tokens":[{"id":"0","label":"","keys":[]}]}');
    expect(await refusalOf(() => start({ directory }))).to.match(
      /^malformed_server_conf: keyconf\.json: tokens\.0\.label: /,
    );
  });

  it('does not start with a key or certificate that is none', async () => {
    const directory = folder();
    const key = { id: 'A1', label: 'k', usage: 'SIGNING', publicKey: 'AAAA', certificates: [], requests: [] };
    const configuration = { version: 1, tokens: [{ id: TOKEN, label: 't', keys: [key] }] };
    writeFileSync(join(directory, 'keyconf.json'), JSON.stringify(configuration));
    expect(await refusalOf(() => start({ directory }))).to.equal(
      'malformed_server_conf: keyconf.json: the public key or a certificate of key A1 cannot be read',
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
