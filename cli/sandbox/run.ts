import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import { createLog } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import type { Ecosystem } from './ecosystem.ts';
import {
  foldersOf,
  writeAuthorityFile,
  writeCentralServerFile,
  writeRegisterFile,
  writeSecurityServerFile,
  type SandboxFolders,
} from './files.ts';
import { preflight } from './preflight.ts';
import { Processes, type ReadyLine } from './processes.ts';
import { provisionServer } from './provision.ts';
import { SandboxAuthority } from './trust.ts';

export interface SandboxOptions {
  readonly root: string;
  readonly fresh: boolean;
  /** Tells what is being done. */
  readonly progress: (text: string) => void;
  readonly onDeath: (name: string) => void;
}

export interface RunningSandbox {
  readonly folders: SandboxFolders;
  stop(): Promise<void>;
}

/** The file that says: this folder is a sandbox's, and may be emptied. */
const MARKER = '.drum-sandbox';
const PIN_BYTES = 16;

/** Starts a country: authority, central server, register and security servers, each a process of its own. */
export async function startSandbox(ecosystem: Ecosystem, options: SandboxOptions): Promise<RunningSandbox> {
  const { root, progress } = options;
  const folders = foldersOf(root);
  await preflight(ecosystem, root);
  await prepare(folders, ecosystem, options.fresh);
  const processes = new Processes(options.onDeath);
  try {
    progress('Authority (certificates, OCSP, time-stamps) and civil registration register');
    await Promise.all([
      processes.start(
        'authority',
        ['authority', '--config', await writeAuthorityFile(ecosystem, folders)],
        folders.authority,
      ),
      processes.start(
        'civil-registration',
        ['register', 'civil-registration', '--config', await writeRegisterFile(ecosystem, folders)],
        folders.register,
      ),
    ]);
    progress('Keys and certificates of the security servers');
    const authority = new SandboxAuthority(ecosystem);
    const trust = await authority.writeTrust(folders);
    const log = createLog('sandbox', 'warn');
    for (const server of ecosystem.securityServers) {
      await provisionServer({ ...server, folder: folders.server(server.name) }, authority.issue, log);
    }
    progress('Central server: signs and publishes global configuration');
    const centralServerFile = await writeCentralServerFile(ecosystem, folders, trust);
    const ready = await processes.start(
      'central-server',
      ['central-server', '--config', centralServerFile],
      folders.centralServer,
    );
    progress(`Security servers: ${ecosystem.securityServers.map(({ name }) => name).join(', ')}`);
    await startSecurityServers(ecosystem, folders, processes, internalAnchor(ready));
    return { folders, stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

async function startSecurityServers(
  ecosystem: Ecosystem,
  folders: SandboxFolders,
  processes: Processes,
  anchor: string,
): Promise<void> {
  await Promise.all(
    ecosystem.securityServers.map(async (server) => {
      const file = await writeSecurityServerFile(ecosystem, server, folders, anchor);
      const ready = await processes.start(
        `security-server ${server.name}`,
        ['security-server', '--config', file],
        folders.server(server.name),
      );
      if (ready.health !== 'ok') {
        throw drumError('io_error', `Security server ${server.name} is not ready: ${JSON.stringify(ready.missing)}`);
      }
    }),
  );
}

function internalAnchor({ anchors }: ReadyLine): string {
  const path = (anchors as { readonly INTERNAL?: unknown } | undefined)?.INTERNAL;
  if (typeof path !== 'string') throw drumError('io_error', 'The central server has told no anchor');
  return path;
}

async function prepare(folders: SandboxFolders, ecosystem: Ecosystem, fresh: boolean): Promise<void> {
  const marker = join(folders.root, MARKER);
  if (fresh && existsSync(marker)) await rm(folders.root, { recursive: true });
  const made = [
    folders.authority,
    folders.centralServer,
    folders.register,
    ...ecosystem.securityServers.map(({ name }) => folders.server(name)),
  ];
  for (const folder of made) await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(marker, 'This folder belongs to a Drum sandbox; npm start -- --fresh empties it.\n');
  const pin = join(folders.centralServer, 'pin');
  if (!existsSync(pin)) await replaceFile(pin, randomBytes(PIN_BYTES).toString('base64url'));
}
