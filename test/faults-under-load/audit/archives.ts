import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import yauzl from 'yauzl';
import type { Fault } from './facts.ts';
import type { AuditedRecord, MessageLogPlace } from './message-log.ts';

export interface ArchiveAudit {
  readonly archives: number;
  readonly faults: readonly Fault[];
}

const DRUM = join(import.meta.dirname, '..', '..', '..', 'bin', 'drum.mjs');
const CONTAINER = /-(?:request|response)-([0-9a-v]+)\.asice$/;
const ID_RADIX = 32;

/** Verifies with `drum archive verify` that a server's archives are one chain, and that each record is in one of them. */
export async function auditArchives(
  { server, data }: MessageLogPlace,
  records: readonly AuditedRecord[],
): Promise<ArchiveAudit> {
  const folder = join(data, 'archive');
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => join(folder, name));
  const archived = new Map<number, number>();
  for (const path of paths) for (const id of await recordsIn(path)) archived.set(id, (archived.get(id) ?? 0) + 1);
  const expected = new Set(records.filter((record) => record.server === server).map(({ id }) => id));
  return {
    archives: paths.length,
    faults: [
      ...chainFaults(server, paths),
      ...[...expected]
        .filter((id) => archived.get(id) !== 1)
        .map((id) => ({ where: `${server} ${id}`, what: `in ${archived.get(id) ?? 0} archives` })),
      ...[...archived.keys()]
        .filter((id) => !expected.has(id))
        .map((id) => ({ where: `${server} ${id}`, what: 'in an archive and not in the log' })),
    ],
  };
}

function chainFaults(server: string, paths: readonly string[]): Fault[] {
  if (paths.length === 0) return [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [DRUM, 'archive', 'verify', ...paths], {
    encoding: 'utf8',
  });
  const said = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
  return status === 0 ? [] : [{ where: server, what: said }];
}

async function recordsIn(path: string): Promise<number[]> {
  const ids: number[] = [];
  const zip = await yauzl.openPromise(path);
  for await (const { fileName } of zip.eachEntry()) {
    const [, id] = CONTAINER.exec(fileName) ?? [];
    if (id !== undefined) ids.push(Number.parseInt(id, ID_RADIX));
  }
  return ids;
}
