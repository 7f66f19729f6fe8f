import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { nowMs } from './load.ts';
import type { Disturbance, ServerName, Target } from './plan.ts';
import type { World } from './world.ts';

/** As systemd: how long between two attempts to start (RestartSec), and how many. */
const RESTART_MS = 100;
const ATTEMPTS_MAX = 20;

/** A disturbance that is over. */
export interface Disturbed {
  /** When the last process was left to itself or started again, on the clock of `nowMs`. */
  readonly mendedMs: number;
  /** What a person would have had to look after: starts that failed before one succeeded, a stop that did not end. */
  readonly troubles: readonly string[];
}

/** Does what the plan says. Throws when a program cannot be started again. */
export async function disturb(world: World, disturbance: Disturbance): Promise<Disturbed> {
  const { targets } = disturbance;
  switch (disturbance.kind) {
    case 'kill':
      await Promise.all(targets.map((target) => world.end(target, 'SIGKILL')));
      return startAgain(world, targets);
    case 'kill while starting':
      return killWhileStarting(world, disturbance.targets[0], disturbance.afterMs);
    case 'kill all':
      return killAll(world, disturbance.targets[0]);
    case 'kill child': {
      const child = childOf(world, disturbance.targets[0], disturbance.child);
      process.kill(child, 'SIGKILL');
      return leftAlone();
    }
    case 'kill database':
      await killDatabase(world, disturbance.targets[0]);
      return leftAlone();
    case 'stop':
      return stop(world, disturbance.targets[0], 0);
    case 'down':
      return stop(world, disturbance.targets[0], disturbance.ms);
    case 'pause':
      return pause(world.pid(disturbance.targets[0]), disturbance.ms);
    case 'pause child':
      return pause(childOf(world, disturbance.targets[0], disturbance.child), disturbance.ms);
    case 'rotate keys':
      await world.rotateKeys();
      return leftAlone();
    case 'cut':
      world.cut(disturbance.targets[0]);
      return leftAlone();
  }
}

const leftAlone = (): Disturbed => ({ mendedMs: nowMs(), troubles: [] });

async function startAgain(world: World, targets: readonly Target[]): Promise<Disturbed> {
  const mendedMs = nowMs();
  const failed = await Promise.all(targets.map((target) => attempts(world, target)));
  return { mendedMs, troubles: failed.flat() };
}

async function stop(world: World, target: Target, downMs: number): Promise<Disturbed> {
  const isInTime = await world.end(target, 'SIGTERM');
  await setTimeout(downMs);
  const started = await startAgain(world, [target]);
  const late = isInTime ? [] : [`${target} did not stop`];
  return { ...started, troubles: [...late, ...started.troubles] };
}

async function attempts(world: World, target: Target): Promise<string[]> {
  const failed: string[] = [];
  for (;;) {
    try {
      await world.startAgain(target);
      return failed;
    } catch (error) {
      failed.push(String(error));
      if (failed.length >= ATTEMPTS_MAX) throw error;
      await setTimeout(RESTART_MS);
    }
  }
}

async function killWhileStarting(world: World, target: Target, afterMs: number): Promise<Disturbed> {
  await world.end(target, 'SIGKILL');
  const starting = world.startAgain(target).catch(() => undefined);
  await setTimeout(afterMs);
  await world.end(target, 'SIGKILL');
  await starting;
  return startAgain(world, [target]);
}

async function killAll(world: World, server: ServerName): Promise<Disturbed> {
  const children = world.children(server);
  // Stopped first, so that none of them sees another one go.
  const all = [world.pid(server), ...children];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  for (const pid of children) process.kill(pid, 'SIGKILL');
  await world.end(server, 'SIGKILL');
  return startAgain(world, [server]);
}

function childOf(world: World, server: ServerName, number: number): number {
  const children = world.children(server);
  const child = children[number % children.length];
  if (child === undefined) throw new Error(`${server} has no child process`);
  return child;
}

async function pause(pid: number, ms: number): Promise<Disturbed> {
  process.kill(pid, 'SIGSTOP');
  await setTimeout(ms);
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // A child that its server has given up.
  }
  return leftAlone();
}

async function killDatabase(world: World, server: ServerName): Promise<void> {
  const client = new pg.Client({ connectionString: world.databases?.[server] });
  // The server ends this connection, too.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() limit 1',
  );
  const [backend] = rows;
  if (backend !== undefined) process.kill(backend.pid, 'SIGKILL');
  await client.end().catch(() => undefined);
}
