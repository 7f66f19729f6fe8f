/** A system call as strace has seen it. */
export interface SystemCall {
  readonly name: string;
  /** Arguments as printed: descriptors with what they stand for, texts with C's escapes. */
  readonly arguments: string;
  /** What the first argument, a descriptor, stands for: a path, or `TCP:[local->remote]`. */
  readonly target: string;
  /** NaN while it is not known. */
  readonly result: number;
  /**
   * Places in the trace. A thread is held at the begin of a call until strace has noted it, and again at its end: what ended
   * at an earlier place than something else began was over before it.
   */
  readonly begun: number;
  readonly ended: number;
}

type Open = { -readonly [Key in keyof SystemCall]: SystemCall[Key] };

const LINE = /^(?:\[pid +)?(\d+)\]? +(.*)$/s;
const BEGIN = /^(\w+)\((.*)$/s;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/s;
const UNFINISHED = / ?<unfinished \.\.\.>$/;
const RESULT = /^(.*)\)\s+= (-?\d+|\?)(?:<.*>)?(?: .*)?$/s;
const TARGET = /^\d+<((?:[A-Za-z0-9-]+:\[[^\]]*\])|[^>]*)>/;

/** Reads what `strace -f -yy -o` has written: the calls of all threads and processes, in the order of their begin. */
export function readTrace(text: string): SystemCall[] {
  const calls: Open[] = [];
  const unfinished = new Map<string, Open>();
  for (const [place, line] of text.split('\n').entries()) {
    const [, thread, rest] = LINE.exec(line) ?? [];
    if (thread === undefined || rest === undefined) continue;
    const [, name, later] = RESUMED.exec(rest) ?? [];
    if (name !== undefined && later !== undefined) {
      const call = unfinished.get(thread);
      unfinished.delete(thread);
      if (call?.name === name) finish(call, call.arguments + later, place);
      continue;
    }
    const call = begun(rest, place);
    if (call === undefined) continue;
    calls.push(call);
    if (UNFINISHED.test(call.arguments)) {
      call.arguments = call.arguments.replace(UNFINISHED, '');
      unfinished.set(thread, call);
    } else {
      finish(call, call.arguments, place);
    }
  }
  return calls;
}

function begun(text: string, place: number): Open | undefined {
  const [, name, given] = BEGIN.exec(text) ?? [];
  if (name === undefined || given === undefined) return undefined;
  const [, target = ''] = TARGET.exec(given) ?? [];
  return { name, arguments: given, target, result: NaN, begun: place, ended: Infinity };
}

function finish(call: Open, text: string, place: number): void {
  const [, given, result] = RESULT.exec(text) ?? [];
  call.arguments = given ?? text;
  call.result = Number(result);
  call.ended = place;
}

const WRITES: ReadonlySet<string> = new Set([
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'sendto',
  'sendmsg',
  'sendmmsg',
]);
const READS: ReadonlySet<string> = new Set(['read', 'readv', 'recvfrom', 'recvmsg']);
const SYNCS: ReadonlySet<string> = new Set(['fsync', 'fdatasync']);
const NAMINGS: ReadonlySet<string> = new Set(['openat', 'link', 'linkat', 'rename', 'renameat', 'renameat2']);

/** The calls that must be traced. */
export const TRACED = [...WRITES, ...READS, ...SYNCS, ...NAMINGS] as const;

export const isWrite = ({ name }: SystemCall): boolean => WRITES.has(name);
export const isRead = ({ name }: SystemCall): boolean => READS.has(name);
/** One that has succeeded. */
export const isSync = ({ name, result }: SystemCall): boolean => SYNCS.has(name) && result === 0;
/** Gives a file a name, or makes it under that name. */
export const isNaming = ({ name, arguments: given, result }: SystemCall): boolean =>
  NAMINGS.has(name) && result >= 0 && (name !== 'openat' || given.includes('O_CREAT'));

/** The paths that a call names, in order. */
export const pathsIn = ({ arguments: given }: SystemCall): string[] =>
  [...given.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path);

/** Both ends of a TCP connection, each `address:port`. */
export function connectionOf({ target }: SystemCall): { readonly local: string; readonly remote: string } | undefined {
  const [, local, remote] = /^TCP:\[(.*)->(.*)\]$/.exec(target) ?? [];
  return local === undefined || remote === undefined ? undefined : { local, remote };
}
