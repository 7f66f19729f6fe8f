import { readFileSync, readlinkSync } from 'node:fs';

/** The processes that a process has started, and those that they have started, as the system lists them (Linux). */
export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Those of them that run the same program, such as a server's signer and workers: not the commands that it runs for a moment. */
export function ownProcessesOf(pid: number): number[] {
  const program = programOf(pid);
  return descendantsOf(pid).filter((each) => programOf(each) === program);
}

/** Undefined where it has ended. */
function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return list === '' ? [] : list.split(' ').map(Number);
  } catch {
    // It has ended.
    return [];
  }
}
