import { Random } from '../../member-adapters/registers/civil-registration/population/random.ts';

export const SERVERS = ['consumer', 'provider', 'second'] as const;
export type ServerName = (typeof SERVERS)[number];

/** Every process that is disturbed, by its main process. */
export const TARGETS = [
  ...SERVERS,
  'provider system',
  'network to provider',
  'network to second',
  'authority',
  'central server',
] as const;
export type Target = (typeof TARGETS)[number];

/** What is done to whom. A main process that has ended is started again at once by the same command line, as systemd does. */
export type Disturbance = Timing & Action;

interface Timing {
  /** Of ordinary load before it, and of hurried load right before it. */
  readonly calmMs: number;
  readonly hurriedMs: number;
}

type Action =
  /** SIGKILL of the main processes, all at once. */
  | { readonly kind: 'kill'; readonly targets: readonly Target[] }
  /** SIGKILL of one process that a server has started; nobody starts it again but the server. */
  | { readonly kind: 'kill child'; readonly targets: readonly [ServerName]; readonly child: number }
  /** SIGKILL of a server and all that it has started, as when its machine fails. */
  | { readonly kind: 'kill all'; readonly targets: readonly [ServerName] }
  /** Killed, started again, and killed once more while it starts. */
  | { readonly kind: 'kill while starting'; readonly targets: readonly [Target]; readonly afterMs: number }
  /** SIGTERM of the main process. */
  | { readonly kind: 'stop'; readonly targets: readonly [Target] }
  /** SIGTERM, and some time until it is started again. */
  | { readonly kind: 'down'; readonly targets: readonly [Target]; readonly ms: number }
  /** SIGSTOP, and SIGCONT after some time. */
  | { readonly kind: 'pause'; readonly targets: readonly [Target]; readonly ms: number }
  | {
      readonly kind: 'pause child';
      readonly targets: readonly [ServerName];
      readonly child: number;
      readonly ms: number;
    }
  /** The central server signs with its next keys, once all servers may know them, and forgets its keys before the last. */
  | { readonly kind: 'rotate keys'; readonly targets: readonly ['central server'] }
  /** All connections through the network are reset. */
  | { readonly kind: 'cut'; readonly targets: readonly [Target] }
  /** SIGKILL of a process of PostgreSQL that serves a message log: it ends all connections and recovers. */
  | { readonly kind: 'kill database'; readonly targets: readonly [ServerName] };

type Kind = Action['kind'];

export interface PlanOptions {
  readonly seed: number;
  readonly kills: number;
  readonly postgres: boolean;
}

/** How often a kind is chosen among its like. */
interface Weighted {
  readonly kind: Kind;
  readonly weight: number;
}
const KILLS: readonly [Weighted, ...Weighted[]] = [
  { kind: 'kill', weight: 50 },
  { kind: 'kill child', weight: 16 },
  { kind: 'kill all', weight: 12 },
  { kind: 'kill while starting', weight: 12 },
];
const DATABASE_KILLS: typeof KILLS = [...KILLS, { kind: 'kill database', weight: 16 }];
const OTHERS: typeof KILLS = [
  { kind: 'stop', weight: 30 },
  { kind: 'down', weight: 20 },
  { kind: 'pause', weight: 30 },
  { kind: 'pause child', weight: 10 },
  { kind: 'cut', weight: 20 },
  { kind: 'rotate keys', weight: 10 },
];
/** Disturbances beside the kills. */
const OTHERS_PERCENT = 50;
/** Kills of two processes at once. */
const PAIR_PERCENT = 15;

const CALM_MS = { min: 0, max: 800 };
const HURRIED_MS = { min: 100, max: 600 };
const DOWN_MS = { min: 200, max: 3_000 };
const PAUSE_MS = { min: 50, max: 2_500 };
/** A server is up in 1 to 3 s. */
const STARTING_MS = { min: 50, max: 2_500 };
const CHILDREN = 64;

/** Kills that a disturbance counts for. */
export function killsOf({ kind, targets }: Disturbance): number {
  if (kind === 'kill while starting') return 2;
  return kind.startsWith('kill') ? targets.length : 0;
}

/** The disturbances that a seed stands for: at least so many kills, and others between them. */
export function planOf({ seed, kills, postgres }: PlanOptions): Disturbance[] {
  const random = new Random(`faults under load ${seed}`);
  const plan: Disturbance[] = [];
  for (let planned = 0; planned < kills;) {
    const kill = disturbance(random, random.pickWeighted(postgres ? DATABASE_KILLS : KILLS).kind);
    planned += killsOf(kill);
    plan.push(kill);
    if (random.chance(OTHERS_PERCENT)) plan.push(disturbance(random, random.pickWeighted(OTHERS).kind));
  }
  return plan;
}

const between = (random: Random, { min, max }: { min: number; max: number }): number => random.between(min, max);

function disturbance(random: Random, kind: Kind): Disturbance {
  return {
    calmMs: between(random, CALM_MS),
    hurriedMs: between(random, HURRIED_MS),
    ...action(random, kind),
  };
}

function action(random: Random, kind: Kind): Action {
  const server = (): ServerName => random.pick(SERVERS);
  switch (kind) {
    case 'kill':
      return { kind, targets: random.chance(PAIR_PERCENT) ? pair(random) : [target(random)] };
    case 'kill child':
      return { kind, targets: [server()], child: random.below(CHILDREN) };
    case 'kill all':
    case 'kill database':
      return { kind, targets: [server()] };
    case 'kill while starting':
      return { kind, targets: [target(random)], afterMs: between(random, STARTING_MS) };
    case 'stop':
      return { kind, targets: [target(random)] };
    case 'down':
      return { kind, targets: [target(random)], ms: between(random, DOWN_MS) };
    case 'pause':
      return { kind, targets: [target(random)], ms: between(random, PAUSE_MS) };
    case 'pause child':
      return { kind, targets: [server()], child: random.below(CHILDREN), ms: between(random, PAUSE_MS) };
    case 'rotate keys':
      return { kind, targets: ['central server'] };
    case 'cut':
      return { kind, targets: [random.pick(['network to provider', 'network to second'])] };
  }
}

/** Security servers twice as often as what is around them. */
const target = (random: Random): Target => (random.chance(60) ? random.pick(SERVERS) : random.pick(TARGETS));

function pair(random: Random): Target[] {
  const first = target(random);
  for (;;) {
    const second = target(random);
    if (second !== first) return [first, second];
  }
}
