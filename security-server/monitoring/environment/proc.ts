import { readFile, readdir } from 'node:fs/promises';

/** The lines `name: value` of a file in /proc. */
export async function procFields(path: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Bytes of a field that is in kB; 0 where it is missing, as for a process of the kernel. */
export function bytesOf(fields: ReadonlyMap<string, string>, name: string): number {
  return Number.parseInt(fields.get(name) ?? '0', 10) * 1024;
}

/** The processes of this server: this one, and those that it and they have started. */
export async function ownProcesses(pid = process.pid): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below: number[] = [];
  for (const child of children.split(' ').filter(Boolean)) below.push(...(await ownProcesses(Number(child))));
  return [pid, ...below];
}

/** All processes of the machine that may be seen. */
export async function allProcesses(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}
