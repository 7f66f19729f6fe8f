import { constants, existsSync } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { listenError } from '#config/listening.ts';
import { fileError, systemCode } from '#config/named-file.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import type { Ecosystem } from './ecosystem.ts';

/** The file that says: this folder is a sandbox's, and may be emptied. */
export const MARKER = '.drum-sandbox';
const SERVER_PORTS = [5500, 5577, 5588, 8080, 8443];

/** Finds out before anything starts what would keep the sandbox from starting. Throws it, with what to do. */
export async function preflight(ecosystem: Ecosystem, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileError(error, `The folder ${folder}`, 'written').at('--data');
  }
  // What is not a sandbox's must never come to be emptied by --fresh.
  if (!existsSync(join(folder, MARKER)) && (await readdir(folder)).length > 0) {
    throw drumError(
      'file_not_usable',
      `--data: The folder ${folder} is not empty and not a sandbox's; name an empty or a new one`,
    );
  }
  const { authority, centralServer, register, securityServers } = ecosystem;
  const wanted = [
    ...[authority, centralServer, ...(register === undefined ? [] : [register])],
    { address: authority.address, port: authority.port + 1 },
    ...securityServers.flatMap(({ address }) => SERVER_PORTS.map((port) => ({ address, port }))),
  ];
  for (const { address, port } of wanted) await checkPort(address, port);
}

async function checkPort(address: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      reject(hinted(listenError(error, address, port), address));
    });
    probe.listen({ host: address, port }, () => {
      probe.close(() => {
        resolve();
      });
    });
  });
}

/** What is likeliest here. */
function hinted(error: DrumError, address: string): DrumError {
  switch (systemCode(error.cause)) {
    case 'EADDRINUSE':
      return drumError('port_not_available', `${error.message}, perhaps another sandbox`, error.cause);
    case 'EADDRNOTAVAIL':
      return drumError(
        'port_not_available',
        `${error.message}. On macOS: sudo ifconfig lo0 alias ${address} up`,
        error.cause,
      );
    default:
      return error;
  }
}
