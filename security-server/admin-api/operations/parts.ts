import type { AdminAnswer, AdminCall, AdminHandler, AdminHandlers } from '#administration/http/call.ts';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import type { Transaction } from 'kysely';
import type { ControlPlane } from '../../control-plane.ts';
import type { SecurityServerFile } from '../../file.ts';
import type { RequestedChanges } from '../../management/requested-changes.ts';
import type { SendFromWithin } from '../../management/send-from-within.ts';
import type { ServerConfigurationRepository } from '../../server-configuration/repository.ts';
import { countChange } from '../../server-configuration/revision.ts';
import type { ServerConfigurationTables } from '../../server-configuration/schema.ts';

export type ServerHandlers = AdminHandlers<ServerConfigurationTables>;
type ServerHandler = AdminHandler<ServerConfigurationTables>;

/** What the operations of a security server's admin API work with. */
export interface ServerParts {
  readonly file: SecurityServerFile;
  readonly repository: ServerConfigurationRepository;
  readonly control: Pick<ControlPlane, 'context' | 'signer' | 'status' | 'identities' | 'messageLog' | 'monitoring'>;
  /** What information systems that ask for a certificate are shown. */
  readonly internal: TlsIdentity;
  /** Asks the central server for something. */
  readonly send: SendFromWithin;
  /** What the server asks to be changed of itself. */
  readonly requested: RequestedChanges;
  /** After each change of the server's configuration. */
  readonly changed: () => void;
}

interface ConfigurationChange {
  /** X-Road's name of the event in the audit log. */
  readonly event: string;
  readonly state?: Extract<ServerHandler, { event?: undefined }>['run'];
  readonly before?: Extract<ServerHandler, { event: string }>['before'];
  readonly run: (
    call: AdminCall,
    change: Transaction<ServerConfigurationTables>,
    prepared: unknown,
  ) => AdminAnswer | Promise<AdminAnswer>;
}

/** An operation that changes the server's configuration: whatever exchanges messages takes it over at once. */
export function configurationChange(
  { changed }: Pick<ServerParts, 'changed'>,
  change: ConfigurationChange,
): ServerHandler {
  const { event, state, before, run } = change;
  return {
    event,
    ...(state === undefined ? {} : { state }),
    ...(before === undefined ? {} : { before }),
    run: async (call, transaction, prepared) => {
      const answer = await run(call, transaction, prepared);
      await countChange(transaction);
      return answer;
    },
    afterwards: changed,
  };
}
