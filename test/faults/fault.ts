import { setTimeout } from 'node:timers/promises';
import type { Side } from '#protocol/errors.ts';
import type { Answer, Question } from '../country/ask.ts';
import { CONSUMER, type World } from './world.ts';

/** Which messages of an exchange a server's log has; `played`: a test stands in for the server. */
export type Logged = 'nothing' | 'request' | 'request and response' | 'played';

/** What whoever asked is told. Neither code nor status: the connection ended without a word. */
export interface Told {
  readonly status: number | undefined;
  readonly code: string | undefined;
}

/** One row of the table. */
export interface Fault {
  readonly fault: string;
  /** What is broken, and how. */
  readonly broken: string;
  /** Breaks it, asks with this message id, and mends it. */
  readonly provoke: (world: World, id: string) => Promise<Told>;
  /** Undefined: the exchange succeeds all the same. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  /** At fault, as the server sees it that reports it. */
  readonly side: Side | undefined;
  /** Which server's log is the client's; `consumer` where it is left out. */
  readonly clientServer?: ServerName;
  readonly providerServer?: ServerName;
  readonly logs: { readonly client: Logged; readonly provider: Logged };
  /** Whether the provider's system was called. */
  readonly reached: boolean;
  /** The message id was never read, so that operational monitoring cannot name it. */
  readonly unidentified?: true;
}

export type ServerName = 'consumer' | 'provider' | 'second';

/** Rows that share what has to be set up for them. */
export interface FaultGroup {
  readonly title: string;
  readonly before?: (world: World) => Promise<void>;
  readonly after?: (world: World) => Promise<void>;
  readonly faults: readonly Fault[];
}

export const LOGS = {
  none: { client: 'nothing', provider: 'nothing' },
  consumerOnly: { client: 'request', provider: 'nothing' },
  requests: { client: 'request', provider: 'request' },
  all: { client: 'request and response', provider: 'request and response' },
  lastMissing: { client: 'request', provider: 'request and response' },
  fromPlayed: { client: 'played', provider: 'nothing' },
  toPlayed: { client: 'request', provider: 'played' },
  unsentToPlayed: { client: 'nothing', provider: 'played' },
} as const satisfies Record<string, Fault['logs']>;

/** Asks the consumer's server as its client, with the row's message id. */
export function asking(question: Partial<Question> & { readonly service: string }, server: ServerName = 'consumer') {
  return (world: World, id: string): Promise<Told> => askWith(world, id, question, server);
}

export function askWith(
  { country }: World,
  id: string,
  question: Partial<Question> & { readonly service: string },
  server: ServerName = 'consumer',
): Promise<Answer> {
  return country.ask(server, { client: CONSUMER, ...question, headers: { 'X-Road-Id': id, ...question.headers } });
}

/** Asks, with ids that nobody looks at, until the answer is this code (undefined: success). */
export async function askUntil(
  world: World,
  code: string | undefined,
  question: Partial<Question> & { readonly service: string },
  server: ServerName = 'consumer',
): Promise<void> {
  const end = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const told = await askWith(world, 'waiting', question, server);
    if (told.code === code) return;
    if (performance.now() > end) throw new Error(`Still ${told.code ?? told.status}, not ${code ?? 'success'}`);
    await setTimeout(PAUSE_MS);
  }
}

const WAIT_MS_MAX = 20_000;
const PAUSE_MS = 100;
