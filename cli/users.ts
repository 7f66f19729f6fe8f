import { Command } from 'commander';
import { addAuditEvent } from '#administration/audit-log.ts';
import type { Users } from '#administration/accounts/users.ts';
import type { Identities } from '#administration/single-sign-on/identities.ts';
import { PEOPLES_ROLES as CENTRAL_SERVER_ROLES } from '#central-server/admin-api/roles.ts';
import { ROLES as SECURITY_SERVER_ROLES } from '#security-server/admin-api/roles.ts';
import { readNamedFile } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { administeredConfig as config, withAdministered } from './open-administered.ts';

const PASSWORD_BYTES_MAX = 4_096;
const SHORT_ROLE = /^XROAD_/;

interface UserOptions {
  readonly config: string;
  readonly role: readonly string[];
  readonly passwordFile: string;
}

/** `drum users`: who may administer a server. It may run meanwhile. */
export function usersCommand(io: Io): Command {
  const command = new Command('users').description('Say who may administer a central server or a security server');
  command.addCommand(addCommand(io));
  command.addCommand(listCommand(io));
  command.addCommand(passwordCommand(io));
  command.addCommand(rolesCommand(io));
  command.addCommand(removeCommand(io));
  command.addCommand(linkCommand(io));
  command.addCommand(unlinkCommand(io));
  return command;
}

const short = (roles: readonly string[]): string =>
  roles.map((role) => role.replace(SHORT_ROLE, '').toLowerCase()).join(', ');
const roleHelp =
  `one of ${short(CENTRAL_SERVER_ROLES)} at a central server, ${short(SECURITY_SERVER_ROLES)} at a security server; ` +
  'several times for several roles';
const passwordFile = ['--password-file <file>', 'that holds the password; /dev/stdin for standard input'] as const;

function addCommand(io: Io): Command {
  return new DrumCommand('add')
    .description('Add a user, who must change this password at the first log-in')
    .argument('<name>')
    .needs(...config)
    .needs(...passwordFile)
    .requiredOption('--role <role...>', roleHelp)
    .action(async (name: string, { config: path, role, passwordFile: file }: UserOptions) => {
      const roles = role.map(wholeRole);
      const password = await passwordIn(file);
      await changed(path, { event: 'Add user', data: { user: name, roles } }, async (users) => {
        await users.add(name, password, roles);
      });
      io.out(printed([`User ${name} is added; the password must be changed at the first log-in.`]));
    });
}

function listCommand(io: Io): Command {
  return new DrumCommand('list')
    .description('List the users with their roles')
    .needs(...config)
    .action(async ({ config: path }: UserOptions) => {
      await withAdministered(path, async ({ users }) => {
        const lines = (await users.list()).map(({ name, roles, mustChangePassword, isDisabled, lockedUntil }) => {
          const notes = [
            ...(isDisabled ? ['disabled'] : []),
            ...(mustChangePassword ? ['first password'] : []),
            ...(lockedUntil === undefined ? [] : [`locked until ${lockedUntil.toISOString()}`]),
          ];
          return [name, roles.join(', '), ...notes].join('  ');
        });
        io.out(printed(lines.length === 0 ? ['There are no users yet: add one with "drum users add".'] : lines));
      });
    });
}

function passwordCommand(io: Io): Command {
  return new DrumCommand('password')
    .description('Give a user another password, which must be changed at the next log-in; ends a lock and all sessions')
    .argument('<name>')
    .needs(...config)
    .needs(...passwordFile)
    .action(async (name: string, { config: path, passwordFile: file }: UserOptions) => {
      const password = await passwordIn(file);
      await changed(path, { event: 'Reset password', data: { user: name } }, (users) =>
        users.resetPassword(name, password),
      );
      io.out(printed([`User ${name} has another password, to be changed at the next log-in.`]));
    });
}

function rolesCommand(io: Io): Command {
  return new DrumCommand('roles')
    .description("Set a user's roles, in the place of those before")
    .argument('<name>')
    .needs(...config)
    .requiredOption('--role <role...>', roleHelp)
    .action(async (name: string, { config: path, role }: UserOptions) => {
      const roles = role.map(wholeRole);
      await changed(path, { event: 'Change roles of user', data: { user: name, roles } }, (users) =>
        users.setRoles(name, roles),
      );
      io.out(printed([`User ${name} has the roles ${roles.join(', ')}.`]));
    });
}

function removeCommand(io: Io): Command {
  return new DrumCommand('remove')
    .description('Remove a user, whose sessions end')
    .argument('<name>')
    .needs(...config)
    .action(async (name: string, { config: path }: UserOptions) => {
      await changed(path, { event: 'Remove user', data: { user: name } }, (users) => users.remove(name));
      io.out(printed([`User ${name} is removed.`]));
    });
}

const provider = ['--provider <name>', 'of single sign-on, as the configuration file calls it'] as const;

function linkCommand(io: Io): Command {
  return new DrumCommand('link')
    .description('Let a user come in by single sign-on, as whom a provider knows by this identity')
    .argument('<name>')
    .needs(...config)
    .needs(...provider)
    .needs('--identity-file <file>', 'that holds what the provider calls the person; /dev/stdin for standard input')
    .action(async (name: string, options: LinkOptions) => {
      const identity = await passwordIn(options.identityFile);
      if (identity === '') throw drumError('validation_failure', `The file ${options.identityFile} holds no identity`);
      await linked(options, { event: 'Link user to identity', name }, (identities) =>
        identities.link(name, options.provider, identity),
      );
      io.out(printed([`User ${name} may come in by ${options.provider}.`]));
    });
}

function unlinkCommand(io: Io): Command {
  return new DrumCommand('unlink')
    .description("End a user's links to a provider of single sign-on, and the sessions that began by them")
    .argument('<name>')
    .needs(...config)
    .needs(...provider)
    .action(async (name: string, options: LinkOptions) => {
      await linked(options, { event: 'Unlink user from identity', name }, async (identities) => {
        if ((await identities.unlink(name, options.provider)) > 0) return;
        throw drumError('user_not_found', `No user ${name} is linked to an identity of ${options.provider}`);
      });
      io.out(printed([`User ${name} comes in by ${options.provider} no more.`]));
    });
}

interface LinkOptions {
  readonly config: string;
  readonly provider: string;
  readonly identityFile: string;
}

function linked(
  { config: path, provider: providerName }: LinkOptions,
  { event, name }: { readonly event: string; readonly name: string },
  work: (identities: Identities) => Promise<unknown>,
): Promise<void> {
  return withAdministered(path, ({ singleSignOn, identities, change, clock }) => {
    if (singleSignOn?.providers.some((each) => each.name === providerName) !== true) {
      throw drumError('validation_failure', `singleSignOn declares no provider ${providerName}`);
    }
    return change(async (tables) => {
      await work(identities.within(tables));
      const data = { user: name, provider: providerName };
      await addAuditEvent(tables, { at: clock.now(), event, outcome: 'success', data });
    });
  });
}

/** `security_officer` and `XROAD_SECURITY_OFFICER` mean the same. */
const wholeRole = (role: string): string => `XROAD_${role.toUpperCase().replaceAll('-', '_').replace(SHORT_ROLE, '')}`;

async function passwordIn(path: string): Promise<string> {
  return (await readNamedFile(path, PASSWORD_BYTES_MAX)).toString('utf8').replace(/\r?\n$/, '');
}

/** One change of users with its event in the audit log: both or neither. */
function changed(
  path: string,
  { event, data }: { readonly event: string; readonly data: object },
  work: (users: Users) => Promise<unknown>,
): Promise<void> {
  return withAdministered(path, ({ users, change, clock }) =>
    change(async (tables) => {
      await work(users.within(tables));
      await addAuditEvent(tables, { at: clock.now(), event, outcome: 'success', data });
    }),
  );
}
