import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Country } from '../country.ts';
import { DIRECTIONS, SERVERS, startLargeBodiesCountry, type Direction } from './large-exchange.ts';
import { proveLarge, type Proof } from './proof.ts';

/*
 * The long lane of bodies: `npm run test:bodies [-- --mebibytes N]`. One body as a request and one as a response, through two
 * servers, each a process of its own. Every byte, both logs and the evidence are checked; the memory of the servers has a bound.
 */
const MEBIBYTE = 1024 * 1024;
const MEBIBYTES = 1024;
const MEBIBYTES_MAX = 12 * 1024;
const GROWTH_BYTES_MAX = 96 * MEBIBYTE;
const HASHED_BYTES = 512 * MEBIBYTE;
/** In two logs, each way, in a spool and in a container. */
const COPIES = 7;
const MEGABYTE = 1_000_000;

/** Runs the lane and prints what it measures. The exit code: 0 when everything holds, else 1. */
export async function bodiesLane(args: readonly string[]): Promise<number> {
  const sizeBytes = readSize(args);
  const folder = mkdtempSync(join(tmpdir(), 'drum-bodies-'));
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < COPIES * sizeBytes) {
    print(`${COPIES} times ${sizeBytes / MEBIBYTE} MiB must be free in ${folder}; set TMPDIR to another folder`);
    return 1;
  }
  let country: Country | undefined;
  try {
    country = await startLargeBodiesCountry(sizeBytes);
    const failed: string[] = [];
    for (const direction of DIRECTIONS) {
      const sha512 = hashSpeed();
      const proof = await proveLarge(country, direction, sizeBytes, folder);
      report(direction, sizeBytes, proof, sha512);
      failed.push(...grown(direction, proof));
    }
    for (const line of failed) print(`✗ ${line}`);
    return failed.length === 0 ? 0 : 1;
  } catch (error) {
    print(`✗ ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await country?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readSize(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: { bodies: { type: 'boolean' }, mebibytes: { type: 'string', default: String(MEBIBYTES) } },
  });
  const mebibytes = Number(values.mebibytes);
  if (!Number.isInteger(mebibytes) || mebibytes < 1 || mebibytes > MEBIBYTES_MAX) {
    throw new TypeError(`--mebibytes must be a whole number from 1 to ${MEBIBYTES_MAX}, not ${values.mebibytes}`);
  }
  return mebibytes * MEBIBYTE;
}

/** Bytes a second that this machine hashes by SHA-512 now. */
export function hashSpeed(): number {
  const block = Buffer.alloc(MEBIBYTE, 1);
  const hash = createHash('sha512');
  const started = performance.now();
  for (let hashed = 0; hashed < HASHED_BYTES; hashed += block.length) hash.update(block);
  return HASHED_BYTES / ((performance.now() - started) / 1000);
}

function report(direction: Direction, sizeBytes: number, proof: Proof, sha512: number): void {
  const { seconds, costs } = proof.exchange;
  const speed = sizeBytes / seconds;
  print(
    `${direction} of ${mebibytes(sizeBytes)}: ${megabytes(speed)}/s in ${seconds.toFixed(1)} s; SHA-512 ${megabytes(sha512)}/s, ` +
      `so ${((100 * speed) / sha512).toFixed(0)} %`,
  );
  for (const server of SERVERS) {
    const { idleBytes, peakBytes, cpuSeconds } = costs[server];
    print(
      `  ${server.padEnd(9)} ${mebibytes(idleBytes)} idle, ${mebibytes(peakBytes)} at most, ` +
        `${mebibytes(proof.evidencePeakBytes[server])} giving evidence; ${cpuSeconds.toFixed(1)} CPU seconds`,
    );
  }
  print(
    `  evidence of both, ${mebibytes(proof.evidenceBytes)} each, given and verified in ${proof.evidenceSeconds.toFixed(1)} s`,
  );
}

function grown(direction: Direction, { exchange, evidencePeakBytes }: Proof): string[] {
  return SERVERS.flatMap((server) => {
    const { idleBytes, peakBytes } = exchange.costs[server];
    const growth = Math.max(peakBytes, evidencePeakBytes[server]) - idleBytes;
    if (growth <= GROWTH_BYTES_MAX) return [];
    return [`${direction}: the ${server} grew by ${mebibytes(growth)}, and may grow by ${mebibytes(GROWTH_BYTES_MAX)}`];
  });
}

const mebibytes = (bytes: number): string => `${(bytes / MEBIBYTE).toFixed(0)} MiB`;
const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(0)} MB`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
