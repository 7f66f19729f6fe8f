import { realpathSync } from 'node:fs';
import type { ThreadStart } from './messages.ts';
import { ModuleThread } from './thread.ts';

/** A module's thread, as long as a token of it is open. */
export interface JoinedModule {
  readonly thread: ModuleThread;
  readonly ready: Promise<void>;
  leave(): Promise<void>;
}

interface Shared {
  readonly thread: ModuleThread;
  users: number;
}

/** By the file of the module, which may have several names. */
const modules = new Map<string, Shared>();

/** The thread of the module, which all its tokens of this process share. */
export function joinModule(start: ThreadStart): JoinedModule {
  const file = fileOf(start.module);
  let shared = modules.get(file);
  if (shared === undefined || shared.thread.hasEnded) {
    shared = { thread: new ModuleThread(start), users: 0 };
    modules.set(file, shared);
  }
  const joined = shared;
  joined.users += 1;
  return {
    thread: joined.thread,
    ready: joined.thread.ready,
    leave: async () => {
      joined.users -= 1;
      if (joined.users > 0) return;
      if (modules.get(file) === joined) modules.delete(file);
      await joined.thread.end();
    },
  };
}

function fileOf(module: string): string {
  try {
    return realpathSync(module);
  } catch {
    // Loading it says what is wrong.
    return module;
  }
}
