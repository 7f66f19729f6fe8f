import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/*
 * node bench/profile.ts FOLDER: what the processes of a run spent their time on. The profiles are those of Node.js's --cpu-prof; the
 * time of Node.js's own functions counts for the function of the project or of a library that called them.
 */

interface Frame {
  readonly functionName: string;
  readonly url: string;
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

const ROOT = join(import.meta.dirname, '..');
const ROWS = 25;
/** A process that computed less was only started. */
const SECONDS_MIN = 2;
const IDLE = '(idle)';

function spentByPlace(profile: Profile): Map<string, number> {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const places = new Map<number, string>();
  const placeOf = (node: number): string => {
    const known = places.get(node);
    if (known !== undefined) return known;
    const frame = frames.get(node);
    const caller = callers.get(node);
    const place = named(frame) ?? (caller === undefined ? 'Node.js' : placeOf(caller));
    places.set(node, place);
    return place;
  };
  const spent = new Map<string, number>();
  profile.samples.forEach((node, index) => {
    const place = placeOf(node);
    if (place !== IDLE) spent.set(place, (spent.get(place) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1_000_000);
  });
  return spent;
}

/** Undefined for what belongs to its caller. */
function named(frame: Frame | undefined): string | undefined {
  if (frame === undefined) return undefined;
  const { functionName, url } = frame;
  if (functionName === IDLE || functionName === '(garbage collector)') return functionName;
  if (!url.startsWith('file:')) return undefined;
  return relative(ROOT, new URL(url).pathname);
}

const [folder = '.'] = process.argv.slice(2);
for (const name of readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))) {
  const spent = spentByPlace(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile);
  const seconds = [...spent.values()].reduce((sum, each) => sum + each, 0);
  if (seconds < SECONDS_MIN) continue;
  const rows = [...spent].toSorted(([, one], [, other]) => other - one).slice(0, ROWS);
  const lines = rows.map(([place, each]) => `${((100 * each) / seconds).toFixed(1).padStart(6)} %  ${place}`);
  process.stdout.write(`${name}: ${seconds.toFixed(1)} s\n${lines.join('\n')}\n\n`);
}
