import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse, stringify } from 'yaml';
import type { Country } from '../country.ts';
import { whileListening } from '../while-listening.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');

/** How a command ended. */
interface Ended {
  readonly exitCode: number | null;
  /** Of standard error. */
  readonly said: string;
}

/** A country of one security server, `only`, that has been set up and is not running. */
type Bench = Pick<Country, 'address' | 'folder' | 'ecosystem' | 'sandbox'>;

/** A row about starting: what is broken, and what the command says before it ends. */
export interface StartingFault {
  readonly fault: string;
  readonly broken: string;
  readonly command: 'drum sandbox' | 'drum security-server';
  readonly provoke: (bench: Bench) => Promise<Ended>;
  readonly exitCode: number;
  /** What is said, with ADDRESS and FOLDER in place of this run's. */
  readonly says: string;
}

async function drum(...args: readonly string[]): Promise<Ended> {
  // With a channel to its parent, as the sandbox starts its programs: it must not keep one alive that cannot start.
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = child.stderr === null ? '' : await text(child.stderr);
  return { exitCode: await ended, said };
}

const root = ({ sandbox }: Bench): string => sandbox.folders.root;
const ecosystemFile = (bench: Bench): string => join(dirname(root(bench)), 'country.yaml');

const sandbox = (bench: Bench, options: { readonly ecosystem?: string; readonly data?: string } = {}): Promise<Ended> =>
  drum('sandbox', '--ecosystem', options.ecosystem ?? ecosystemFile(bench), '--data', options.data ?? root(bench));

/** Runs the security server with its file changed. */
function securityServer(bench: Bench, change: (file: Record<string, unknown>) => void): Promise<Ended> {
  const file = parse(readFileSync(join(bench.folder('only'), 'config.yaml'), 'utf8')) as Record<string, unknown>;
  change(file);
  const changed = join(bench.folder('only'), 'changed.yaml');
  writeFileSync(changed, stringify(file));
  return drum('security-server', '--config', changed);
}

/** A folder that nobody may write to: for root, whom permissions do not bind, one that the kernel does not let be made. */
function readOnlyFolder(bench: Bench): string {
  if (process.geteuid?.() === 0) return '/sys/drum-sandbox';
  const folder = join(root(bench), 'read-only');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  return folder;
}

export const STARTING: readonly StartingFault[] = [
  {
    fault: 'port in use',
    broken: 'another program listens at the health port of a security server',
    command: 'drum sandbox',
    provoke: (bench) => whileListening(bench.address('only'), 5588, () => sandbox(bench)),
    exitCode: 2,
    says: 'port_not_available: Port 5588 of ADDRESS is in use by another program, perhaps another sandbox',
  },
  {
    fault: 'read-only data folder',
    broken: '--data names it',
    command: 'drum sandbox',
    provoke: (bench) => sandbox(bench, { data: readOnlyFolder(bench) }),
    exitCode: 2,
    says: 'file_not_usable: --data: The folder ',
  },
  {
    fault: 'unknown field in the ecosystem’s YAML',
    broken: 'centralServr beside centralServer',
    command: 'drum sandbox',
    provoke: (bench) => {
      const ecosystem = join(root(bench), 'misspelled.yaml');
      writeFileSync(ecosystem, `${readFileSync(ecosystemFile(bench), 'utf8')}centralServr: {}\n`);
      return sandbox(bench, { ecosystem });
    },
    exitCode: 2,
    says: 'malformed_server_conf: --ecosystem: FOLDER/misspelled.yaml: (the whole file): Unrecognized key: "centralServr"',
  },
  {
    fault: 'wrong PIN',
    broken: 'the file with it was replaced',
    command: 'drum sandbox',
    provoke: async (bench) => {
      const pin = join(bench.folder('only'), 'pin');
      renameSync(pin, `${pin}.good`);
      writeFileSync(pin, 'another');
      try {
        return await sandbox(bench);
      } finally {
        renameSync(`${pin}.good`, pin);
      }
    },
    exitCode: 2,
    says: 'token_not_active: Token 0 is not logged in',
  },
  {
    fault: 'misspelled parameter',
    broken: 'proxy.max-boddy-size',
    command: 'drum security-server',
    provoke: (bench) =>
      securityServer(bench, (file) => {
        file.parameters = { 'proxy.max-boddy-size': 1 };
      }),
    exitCode: 2,
    says: 'malformed_server_conf: Parameter proxy.max-boddy-size: there is no such parameter; did you mean proxy.max-body-size?',
  },
  {
    fault: 'no file with the PIN',
    broken: 'its YAML names another one',
    command: 'drum security-server',
    provoke: (bench) =>
      securityServer(bench, (file) => {
        file.pin = { file: 'no-such-file' };
      }),
    exitCode: 2,
    says: 'file_not_found: The file with the PIN, FOLDER/only/no-such-file, does not exist',
  },
  {
    fault: 'no anchor',
    broken: 'its YAML names another file',
    command: 'drum security-server',
    provoke: (bench) =>
      securityServer(bench, (file) => {
        file.anchor = 'no-such-file';
      }),
    exitCode: 2,
    says: 'anchor_file_not_found: The anchor cannot be opened: The file FOLDER/only/no-such-file does not exist',
  },
  {
    fault: 'port in use',
    broken: 'another program listens at 8080',
    command: 'drum security-server',
    provoke: (bench) => whileListening(bench.address('only'), 8080, () => securityServer(bench, () => undefined)),
    exitCode: 2,
    says: 'port_not_available: Port 8080 of ADDRESS is in use by another program',
  },
  {
    fault: 'message log that cannot be opened',
    broken: 'a folder stands in the place of its file',
    command: 'drum security-server',
    provoke: (bench) => {
      const data = join(root(bench), 'without-log');
      mkdirSync(join(data, 'messagelog.sqlite'), { recursive: true });
      cpSync(join(bench.folder('only'), 'data', 'signer'), join(data, 'signer'), { recursive: true });
      return securityServer(bench, (file) => {
        file.data = data;
      });
    },
    exitCode: 2,
    says: 'database_error: Database FOLDER/without-log/messagelog.sqlite: the file cannot be opened',
  },
  {
    fault: 'data in use',
    broken: 'the same server runs already',
    command: 'drum security-server',
    provoke: async (bench) => {
      const ready = await bench.sandbox.startSecurityServer('only');
      if (ready.ready !== true) throw new Error('It did not start');
      try {
        // On other ports, so that these are not what it finds first.
        return await securityServer(bench, (file) => {
          file.address = '127.0.0.1';
          file.parameters = FREE_PORTS;
        });
      } finally {
        await bench.sandbox.processes.end('security-server only');
      }
    },
    exitCode: 2,
    says: 'data_in_use: The folder FOLDER/only/data is in use by another process; stop that process first',
  },
];

const FREE_PORTS = {
  'proxy.client-http-port': 0,
  'proxy.client-https-port': 0,
  'proxy.server-listen-port': 0,
  'proxy.ocsp-responder-port': 0,
  'proxy.health-check-port': 0,
} as const;
