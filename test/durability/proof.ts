import { basename, dirname } from 'node:path';
import { connectionOf, isNaming, isRead, isSync, isWrite, pathsIn, type SystemCall } from './trace.ts';

/** What is known of an exchange, to find it again in a trace. */
export interface TracedExchange {
  /** Stands in the message that an information system sends and gets. */
  readonly id: string;
  /** Stand in the record of the request and of the response, and in no record before them. */
  readonly request: string;
  readonly response: string;
}

/** One security server's part in exchanges. */
export interface TracedServer {
  readonly calls: readonly SystemCall[];
  /** Of the message log's database. */
  readonly database: string;
}

/** When a record was on the disk. */
interface Durable {
  readonly what: string;
  /** Place of the end of the sync; Infinity when there was none. */
  readonly at: number;
}

/**
 * What a client's server may not do: send the last byte of a message before its request is on the disk, or the first byte of
 * an answer to the information system before its response is. Returns every violation that the trace shows.
 */
export function clientServerViolations(
  server: TracedServer,
  exchanges: readonly TracedExchange[],
  ends: { readonly peer: string; readonly informationSystems: string },
): string[] {
  const turns = turnsOf(server.calls, ({ remote }) => remote === ends.peer, 'asks');
  const requests = exchanges.map(({ request }) => durable(server, request));
  const responses = exchanges.map(({ id, response }) => ({ id, ...durable(server, response) }));
  return [
    ...outOfStep(
      'last byte to the other server',
      turns.map(({ last }) => last.begun),
      requests,
    ),
    ...responses.flatMap(({ id, ...record }) =>
      tooEarly(
        `first byte of ${id} to the information system`,
        firstAnswer(server.calls, id, ({ local }) => local === ends.informationSystems),
        record,
      ),
    ),
  ];
}

/**
 * What a provider's server may not do: send the first byte to the provider's system before the request is on the disk, or
 * the first byte of the answer to the other server before the response is.
 */
export function providerServerViolations(
  server: TracedServer,
  exchanges: readonly TracedExchange[],
  ends: { readonly peers: string; readonly providerSystem: string },
): string[] {
  const turns = turnsOf(server.calls, ({ local }) => local === ends.peers, 'answers');
  const requests = exchanges.map(({ id, request }) => ({ id, ...durable(server, request) }));
  const responses = exchanges.map(({ response }) => durable(server, response));
  return [
    ...requests.flatMap(({ id, ...record }) =>
      tooEarly(
        `first byte of ${id} to the provider’s system`,
        firstSend(server.calls, id, ({ remote }) => remote === ends.providerSystem),
        record,
      ),
    ),
    ...outOfStep(
      'first byte to the other server',
      turns.map(({ first }) => first.begun),
      responses,
    ),
  ];
}

/** What must not be missing before a record speaks of a body that lies beside it: the body and its name on the disk. */
export function bodyViolations({ calls, database }: TracedServer, name: string): string[] {
  const record = calls.find(
    (call) => isWrite(call) && call.target === journal(database) && call.arguments.includes(name),
  );
  const naming = calls.find((call) => isNaming(call) && pathsIn(call).some((path) => basename(path) === name));
  if (record === undefined) return [`no record of the body ${name}`];
  if (naming === undefined) return [`nothing has the name ${name}`];
  const paths = pathsIn(naming);
  const lastWrite = calls.findLast((call) => isWrite(call) && paths.includes(call.target));
  const isBefore = ({ begun, ended }: SystemCall, after: SystemCall | undefined): boolean =>
    begun > (after?.ended ?? Infinity) && ended < record.begun;
  const content = calls.some((call) => isSync(call) && paths.includes(call.target) && isBefore(call, lastWrite));
  const folder = dirname(paths.at(-1) ?? '');
  const named = calls.some((call) => isSync(call) && call.target === folder && isBefore(call, naming));
  return [
    ...(content ? [] : [`the record of the body ${name} was written before the body was synced`]),
    ...(named ? [] : [`the record of the body ${name} was written before its folder was synced`]),
  ];
}

/** SQLite's write-ahead log, which a commit writes and syncs. */
const journal = (database: string): string => `${database}-wal`;

/** A record's first write into the log's journal, and the first sync begun after it: the writer does one after the other. */
function durable({ calls, database }: TracedServer, token: string): Durable {
  const ofJournal = calls.filter(({ target }) => target === journal(database));
  const written = ofJournal.find((call) => isWrite(call) && call.arguments.includes(token));
  const synced = written && ofJournal.find((call) => isSync(call) && call.begun > written.ended);
  const what = written === undefined ? `the record with ${token}, which was not written` : `the record with ${token}`;
  return { what, at: synced?.ended ?? Infinity };
}

type Ends = (connection: { readonly local: string; readonly remote: string }) => boolean;

function over(call: SystemCall, ends: Ends): boolean {
  const connection = connectionOf(call);
  return connection !== undefined && ends(connection);
}

function firstSend(calls: readonly SystemCall[], id: string, ends: Ends): SystemCall | undefined {
  return calls.find((call) => isWrite(call) && over(call, ends) && call.arguments.includes(id));
}

/** What is sent first over the connection on which the request with this id has come. */
function firstAnswer(calls: readonly SystemCall[], id: string, ends: Ends): SystemCall | undefined {
  const asked = calls.find((call) => isRead(call) && over(call, ends) && call.arguments.includes(id));
  return asked && calls.find((call) => isWrite(call) && call.target === asked.target && call.begun > asked.ended);
}

function tooEarly(what: string, sent: SystemCall | undefined, { what: record, at }: Durable): string[] {
  if (sent === undefined) return [`${what}: nothing was sent`];
  return sent.begun > at ? [] : [`${what}: sent before ${record} was synced`];
}

interface Turn {
  readonly first: SystemCall;
  readonly last: SystemCall;
}

/**
 * TLS hides what is sent, but each connection between servers carries one exchange at a time: what is sent between two reads
 * is one message. Who asks sends and then reads the answer; who answers has read before.
 */
function turnsOf(calls: readonly SystemCall[], ends: Ends, role: 'asks' | 'answers'): Turn[] {
  const moved = calls.filter((call) => (isWrite(call) || isRead(call)) && call.result > 0 && over(call, ends));
  return [...Map.groupBy(moved, ({ target }) => target).values()].flatMap((connection) => {
    const turns: Turn[] = [];
    let sent: SystemCall[] = [];
    let hasRead = false;
    const close = (): void => {
      const [first] = sent;
      const last = sent.at(-1);
      if (first !== undefined && last !== undefined && (role === 'asks' || hasRead)) turns.push({ first, last });
      sent = [];
    };
    for (const call of connection) {
      if (isWrite(call)) {
        sent.push(call);
        continue;
      }
      close();
      hasRead = true;
    }
    // Who asks and has read nothing yet has not finished its message.
    if (role === 'answers') close();
    return turns;
  });
}

/**
 * Which message belongs to which record TLS does not show. But whatever the order, when the n-th byte that must wait for a
 * record leaves, n records must be on the disk.
 */
function outOfStep(what: string, places: readonly number[], records: readonly Durable[]): string[] {
  const sent = places.toSorted((a, b) => a - b);
  const durables = records.map(({ at }) => at).toSorted((a, b) => a - b);
  const counted =
    sent.length === records.length ? [] : [`${what}: ${sent.length} messages for ${records.length} records`];
  return [
    ...counted,
    ...records.flatMap(({ what: record, at }) => (at === Infinity ? [`${what}: ${record} was never synced`] : [])),
    ...sent.flatMap((place, index) =>
      place > (durables[index] ?? Infinity)
        ? []
        : [`${what}: message ${index + 1} left before as many records were synced`],
    ),
  ];
}
