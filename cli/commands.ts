import type { Command } from 'commander';
import type { Io } from './io.ts';

type Load = (io: Io) => Promise<Command>;

/** Every command of `drum`, in the order of its help. A command's code is loaded when it is asked for: programs start sooner. */
const COMMANDS: Readonly<Record<string, Load>> = {
  sandbox: async (io) => (await import('./sandbox.ts')).sandboxCommand(io),
  verify: async (io) => (await import('./verify.ts')).verifyCommand(io),
  archive: async (io) => (await import('./archive.ts')).archiveCommand(io),
  configuration: async (io) => (await import('./configuration.ts')).configurationCommand(io),
  'security-server': async (io) => (await import('./security-server.ts')).securityServerCommand(io),
  'central-server': async (io) => (await import('./central-server.ts')).centralServerCommand(io),
  'configuration-proxy': async (io) => (await import('./configuration-proxy.ts')).configurationProxyCommand(io),
  'management-requests': async (io) => (await import('./management-requests.ts')).managementRequestsCommand(io),
  users: async (io) => (await import('./users.ts')).usersCommand(io),
  'audit-log': async (io) => (await import('./audit-log.ts')).auditLogCommand(io),
  notices: async (io) => (await import('./notices.ts')).noticesCommand(io),
  backup: async (io) => (await import('./backup.ts')).backupCommand(io),
  register: async (io) => (await import('./register.ts')).registerCommand(io),
  authority: async (io) => (await import('./authority.ts')).authorityCommand(io),
};

/** The command that is asked for; all of them where none is, for the help and for suggestions. */
export async function commandsFor(io: Io, args: readonly string[]): Promise<Command[]> {
  const [name = ''] = args;
  const asked = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((asked === undefined ? Object.values(COMMANDS) : [asked]).map((load) => load(io)));
}
