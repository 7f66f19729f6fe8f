import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { makeFolder } from '#config/folder.ts';
import { listenError } from '#config/listening.ts';
import { fileError, systemCode } from '#config/named-file.ts';
import { LOCK_FILE, ownFolder, type Ownership } from '#config/ownership.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import type { Ecosystem } from './ecosystem.ts';

/** The file that says: this folder is a sandbox's, and may be emptied. */
export const MARKER = '.drum-sandbox';
const SERVER_PORTS = [5500, 5577, 5588, 8080, 8443];

/**
 * Makes the sandbox's folder where it is missing, and this process its owner; what is there must be a sandbox's. Throws what
 * stands in the way.
 */
export async function ownSandboxFolder(folder: string): Promise<Ownership> {
  try {
    makeFolder(folder, 0o700);
    const names = (await readdir(folder)).filter((name) => name !== LOCK_FILE);
    // What is not a sandbox's must never come to be emptied by --fresh.
    if (names.length > 0 && !names.includes(MARKER)) {
      const message = `The folder ${folder} is not empty and not a sandbox's; name an empty or a new one`;
      throw drumError('file_not_usable', message);
    }
    return ownFolder(folder);
  } catch (error) {
    throw fileError(error, `The folder ${folder}`, 'written').at('--data');
  }
}

/** Finds out before anything starts whether all can listen where they are to. */
export async function checkPorts({ authority, centralServer, register, securityServers }: Ecosystem): Promise<void> {
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
