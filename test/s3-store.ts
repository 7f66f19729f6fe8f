import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './country/poll.ts';

const present = spawnSync('versitygw', ['--version']).status === 0;

/** A suite against a real S3 server that checks signatures and digests. Where it is absent that is said, loudly, and there is no test. */
export function describeWithS3(title: string, suite: (this: Mocha.Suite) => void): void {
  if (present) {
    describe(title, suite);
  } else {
    process.stderr.write(
      `\n*** NOT TESTED AGAINST A REAL STORE: "${title}": there is no versitygw command (go install github.com/versity/versitygw/cmd/versitygw@latest) ***\n\n`,
    );
  }
}

export interface S3Store {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where it keeps its buckets, as folders of objects. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** A store in a process of its own, without buckets. */
export async function startS3Store(): Promise<S3Store> {
  const home = mkdtempSync(join(tmpdir(), 'drum-s3-'));
  const folder = join(home, 'data');
  const [port, accessKeyId, secretAccessKey] = [await freePort(), 'drum-test', 'a-secret/of+the-tests'];
  for (const name of ['data', 'attributes']) mkdirSync(join(home, name));
  const child = spawn(
    'versitygw',
    ['--port', `127.0.0.1:${port}`, '--access', accessKeyId, '--secret', secretAccessKey].concat(
      '--quiet',
      'posix',
      '--sidecar',
      join(home, 'attributes'),
      folder,
    ),
    { stdio: 'ignore' },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  await until('the store listens', async () => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId,
    secretAccessKey,
    folder,
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
