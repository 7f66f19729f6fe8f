import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#config/atomic-file.ts';
import { createLog } from '#config/log.ts';
import { LOCK_FILE, type Ownership } from '#config/ownership.ts';
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
import { addIntegrator } from './integrator.ts';
import { checkPorts, MARKER, ownSandboxFolder } from './preflight.ts';
import { Processes, type ReadyLine } from './processes.ts';
import { provisionServer } from './provision.ts';
import { SandboxAuthority } from './trust.ts';

export interface SandboxOptions {
  readonly root: string;
  readonly fresh: boolean;
  readonly onDeath: (name: string) => void;
  /** Instances that its security servers follow too; its central server needs their anchors (`trust`). */
  readonly federated?: readonly string[];
}

const PIN_BYTES = 16;

/** A country's programs, started step by step. `stop` ends those that run, whatever step was reached. */
export class Sandbox {
  readonly folders: SandboxFolders;
  readonly processes: Processes;
  readonly ecosystem: Ecosystem;
  private readonly federated: readonly string[];
  private readonly authority: SandboxAuthority;
  private readonly ownership: Ownership;
  private anchor = '';
  /** Of who administers the central server, where it has an admin API; when that runs. */
  integratorPassword: string | undefined;

  private constructor(ecosystem: Ecosystem, { root, onDeath, federated = [] }: SandboxOptions, ownership: Ownership) {
    this.ecosystem = ecosystem;
    this.federated = federated;
    this.ownership = ownership;
    this.folders = foldersOf(root);
    this.processes = new Processes(onDeath);
    this.authority = new SandboxAuthority(ecosystem);
  }

  /** Checks folder and ports, and makes the folders. Throws `data_in_use` while another sandbox runs on the folder. */
  static async prepare(ecosystem: Ecosystem, options: SandboxOptions): Promise<Sandbox> {
    // Before anything is changed, and emptied first of all.
    const ownership = await ownSandboxFolder(options.root);
    try {
      await checkPorts(ecosystem);
      const sandbox = new Sandbox(ecosystem, options, ownership);
      await prepareFolders(sandbox.folders, ecosystem, options.fresh);
      return sandbox;
    } catch (error) {
      ownership.release();
      throw error;
    }
  }

  async startAuthority(): Promise<void> {
    const { ecosystem, folders } = this;
    const file = await writeAuthorityFile(ecosystem, folders);
    await this.processes.start('authority', ['authority', '--config', file], folders.authority);
  }

  /** The civil registration register, where the country has one. */
  async startRegister(): Promise<void> {
    const { ecosystem, folders } = this;
    const { register } = ecosystem;
    if (register === undefined) return;
    const file = await writeRegisterFile(ecosystem, register, folders);
    const args = ['register', 'civil-registration', '--config', file];
    await this.processes.start('civil-registration', args, folders.register);
  }

  /** Keys and certificates of the security servers; the authority must run. */
  async provision(): Promise<void> {
    const log = createLog('sandbox', 'warn');
    for (const server of this.ecosystem.securityServers) {
      await provisionServer({ ...server, folder: this.folders.server(server.name) }, this.authority.issue, log);
    }
  }

  /** The authority must run, and the security servers must have their certificates. */
  async startCentralServer(): Promise<void> {
    const { ecosystem, folders } = this;
    const trust = await this.authority.writeTrust(folders);
    const file = await writeCentralServerFile(ecosystem, folders, trust, this.trustedAnchors());
    const ready = await this.processes.start(
      'central-server',
      ['central-server', '--config', file],
      folders.centralServer,
    );
    this.anchor = internalAnchor(ready);
    if (ready.adminPort !== undefined) this.integratorPassword = await addIntegrator(file, folders.centralServer);
  }

  /** Tells its health; the central server must have run. */
  async startSecurityServer(name: string): Promise<ReadyLine> {
    const args = ['security-server', '--config', await this.securityServerFile(name)];
    return this.processes.start(`security-server ${name}`, args, this.folders.server(name));
  }

  /** Writes the file of a security server; the central server must have run. */
  async securityServerFile(name: string): Promise<string> {
    const server = this.ecosystem.securityServers.find((each) => each.name === name);
    if (server === undefined) throw drumError('not_found', `There is no security server ${name}`);
    return writeSecurityServerFile(this.ecosystem, server, this.folders, {
      anchor: await this.handedAnchor(name),
      federated: this.federated,
    });
  }

  /**
   * Takes over another country's external anchor, which the central server trusts from its next start on; false where it has
   * one already. The other's central server must have run.
   */
  async trust(other: Sandbox): Promise<boolean> {
    const path = this.trustedAnchor(other.ecosystem.instance);
    if (existsSync(path)) return false;
    await replaceFile(path, await readFile(join(other.folders.centralServer, 'data', 'anchor-external.xml')));
    return true;
  }

  private trustedAnchors(): string[] {
    return this.federated.map((instance) => this.trustedAnchor(instance)).filter((path) => existsSync(path));
  }

  private trustedAnchor(instance: string): string {
    return join(this.folders.centralServer, `anchor-of-${encodeURIComponent(instance)}.xml`);
  }

  /** The anchor that a server was given when it was set up; later keys of the central server need no other. */
  private async handedAnchor(name: string): Promise<string> {
    const path = join(this.folders.server(name), 'anchor.xml');
    if (!existsSync(path)) await replaceFile(path, await readFile(this.anchor));
    return path;
  }

  /** Ends what runs, and lets another sandbox have the folder. */
  async stop(): Promise<void> {
    await this.processes.stop();
    this.ownership.release();
  }
}

function internalAnchor({ anchors }: ReadyLine): string {
  const path = (anchors as { readonly INTERNAL?: unknown } | undefined)?.INTERNAL;
  if (typeof path !== 'string') throw drumError('start_failed', 'The central server has told no anchor');
  return path;
}

async function prepareFolders(folders: SandboxFolders, ecosystem: Ecosystem, fresh: boolean): Promise<void> {
  const marker = join(folders.root, MARKER);
  if (fresh && existsSync(marker)) await empty(folders.root);
  await replaceFile(marker, 'This folder belongs to a Drum sandbox; npm start -- --fresh empties it.\n');
  const made = [
    folders.authority,
    folders.centralServer,
    ...(ecosystem.register === undefined ? [] : [folders.register]),
    ...ecosystem.securityServers.map(({ name }) => folders.server(name)),
  ];
  for (const folder of made) await mkdir(folder, { recursive: true, mode: 0o700 });
  const pin = join(folders.centralServer, 'pin');
  if (!existsSync(pin)) await replaceFile(pin, randomBytes(PIN_BYTES).toString('base64url'));
}

/** Removes all but the lock, which stands for the folder only while it is there; its marker last, so that the rest can be repeated. */
async function empty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== LOCK_FILE && name !== MARKER);
  for (const name of [...names, MARKER]) await rm(join(folder, name), { recursive: true });
}
