import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { drumError, type DrumError } from '#protocol/errors.ts';

/** Of what gpg says on its error output. */
const WORDS_CHARACTERS_MAX = 1000;

const QUIET = ['--batch', '--no-tty', '--yes'];
/** Keys of the keyring alone, each as good as the operator who put it there; the same ciphers whatever a key prefers. */
const ENCRYPTION = [
  ...['--encrypt', '--sign', '--no-auto-key-locate', '--trust-model', 'always'],
  ...['--compress-algo', 'none', '--cipher-algo', 'AES256', '--digest-algo', 'SHA256'],
];

/** Undefined: gpg's own (`GNUPGHOME`, `~/.gnupg`). */
export type GpgHome = string | undefined;

interface Run {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Resolves when gpg has ended well. */
  readonly ended: Promise<void>;
}

function start(home: GpgHome, args: readonly string[]): Run {
  const homeOption = home === undefined ? [] : ['--homedir', home];
  const child = spawn('gpg', [...homeOption, ...QUIET, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  // Whoever reads its output sees how it ended.
  child.stdin.on('error', () => undefined);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-WORDS_CHARACTERS_MAX);
  });
  const ended = once(child, 'close').then(
    ([code]: unknown[]) => {
      if (code !== 0) throw failed(words);
    },
    (error: unknown) => {
      throw failed('it cannot be started; install GnuPG', error);
    },
  );
  ended.catch(() => undefined);
  return { child, ended };
}

const failed = (words: string, cause?: unknown): DrumError =>
  drumError('openpgp_failed', `gpg: ${words.trim().replaceAll('\n', '; ')}`, cause);

/** What gpg makes of a stream. Throws `openpgp_failed`, and what reading the source throws: then nothing of it is complete. */
async function* through(source: AsyncIterable<Uint8Array>, home: GpgHome, args: readonly string[]) {
  const { child, ended } = start(home, args);
  const fed = pipeline(source, child.stdin).catch((error: unknown) => {
    // It must not take a source that broke off for one that has ended.
    if (child.exitCode === null) child.kill('SIGKILL');
    return { error };
  });
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const broken = await fed;
    await ended.catch((error: unknown) => {
      throw child.signalCode === 'SIGKILL' && broken !== undefined ? broken.error : error;
    });
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** Encrypts to keys of the keyring, to the first secret one where none is named, and signs with that. */
export function encrypted(
  source: AsyncIterable<Uint8Array>,
  home: GpgHome,
  recipients: readonly string[],
): AsyncGenerator<Buffer> {
  const to = recipients.length === 0 ? ['--default-recipient-self'] : recipients.flatMap((key) => ['--recipient', key]);
  return through(source, home, [...ENCRYPTION, ...to]);
}

/**
 * Decrypts a file into another, of at most `bytesMax`. Returns the fingerprint of the key that signed it; throws `openpgp_failed`
 * where none did.
 */
export async function decryptFile(home: GpgHome, from: string, to: string, bytesMax?: number): Promise<string> {
  const bound = bytesMax === undefined ? [] : ['--max-output', String(bytesMax)];
  const status = await said(home, ['--status-fd', '1', ...bound, '--output', to, '--decrypt', from]);
  const signer = /^\[GNUPG:\] VALIDSIG ([0-9A-F]+) /m.exec(status)?.[1];
  if (signer === undefined) throw failed('the file is not signed');
  return signer;
}

/** The fingerprint of the key to sign with. Throws `openpgp_failed` where there is no gpg, or no such key in its home. */
export async function requireSigningKey(home: GpgHome): Promise<string> {
  const keys = await said(home, ['--list-secret-keys', '--with-colons']);
  const fingerprint = /^sec:[^]*?^fpr:+([0-9A-F]+):/m.exec(keys)?.[1];
  if (fingerprint === undefined)
    throw failed(`there is no secret key in ${home ?? 'its home'}; create one to sign with`);
  return fingerprint;
}

async function said(home: GpgHome, args: readonly string[]): Promise<string> {
  const { child, ended } = start(home, args);
  child.stdin.end();
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await ended;
  return text;
}
