import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { drumError } from '#protocol/errors.ts';

/** `sockaddr_un.sun_path` holds 108 bytes on Linux and 104 on macOS, with a closing zero. */
const PATH_BYTES_MAX = 103;
const SOCKET = 'signer.sock';

/**
 * Where the signer of a directory answers: in the directory itself or, where that makes the path longer than a socket's may
 * be, in a short folder of ours among the temporary files. The same directory always has the same socket.
 */
export function signerSocketPath(directory: string): string {
  const path = join(resolve(directory), SOCKET);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return path;
  const short = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16);
  return join(tmpdir(), `drum-${userInfo().uid}-${short}`, SOCKET);
}

/** Throws `malformed_server_conf` for a path that no Unix socket can have. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= PATH_BYTES_MAX) return;
  throw drumError(
    'malformed_server_conf',
    `The path of the signer's socket is ${bytes} bytes long; ${PATH_BYTES_MAX} are allowed: ${path}`,
  );
}

/** Makes a folder that only its owner may enter. Throws `malformed_server_conf` when it belongs to someone else. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Among the temporary files a stranger could have put a folder or a link in its place.
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) {
    throw drumError('malformed_server_conf', `${folder} is not a folder of the user who runs the signer`);
  }
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/**
 * Makes room for a socket: its folder, private, and no file in the way. A socket that a dead signer left is removed; where a
 * living one answers, `data_in_use` is thrown, because two signers on one directory would undo each other's changes.
 */
export async function clearSocketPath(path: string): Promise<void> {
  checkSocketPath(path);
  makePrivateFolder(dirname(path));
  if (await signerAnswers(path)) throw drumError('data_in_use', `Another signer already answers at ${path}`);
  rmSync(path, { force: true });
}

/** Whether a living signer answers there. */
export function signerAnswers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}
