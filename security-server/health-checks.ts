import { drumError } from '#protocol/errors.ts';
import type { MemberId } from '#protocol/identifiers/identifier.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ServerContext } from './context.ts';
import type { HealthCheck } from './health.ts';
import type { MessageLog } from './message-log/message-log.ts';
import type { OwnIdentities } from './signer/selection.ts';
import type { SignerClient } from './signer/client.ts';

export interface HealthSources {
  readonly context: ServerContext;
  readonly signer: SignerClient;
  readonly identities: OwnIdentities;
  readonly messageLog: MessageLog;
  isOpenToPeers(): boolean;
}

/** What must be in place before messages can be exchanged, in the order in which a server comes up. */
export function healthChecks(sources: HealthSources): HealthCheck[] {
  const { context, signer, identities, messageLog } = sources;
  return [
    {
      name: 'global-configuration',
      check: () => {
        const configuration = context.globalConfiguration();
        const expiresAt = configuration.expiresAt(configuration.instance);
        return `Instance ${configuration.instance}, valid until ${expiresAt?.toISOString() ?? 'further notice'}`;
      },
    },
    {
      name: 'signer',
      check: async () => {
        const { tokens } = await signer.status();
        const out = tokens.filter(({ loggedIn }) => !loggedIn).map(({ id }) => id);
        if (tokens.length === 0 || out.length > 0) {
          throw drumError('token_not_active', `Token ${out.join(', ') || '0'} is not logged in`);
        }
        return `${tokens.length} token logged in`;
      },
    },
    {
      name: 'authentication-certificate',
      check: async () => {
        const { certificate, validUntil } = await identities.authentication(context.serverId);
        return `Certificate ${certificate.serial}, proven good until ${validUntil.toISOString()}`;
      },
    },
    {
      name: 'signing-certificates',
      check: async () => {
        const members = ownMembers(context);
        for (const member of members) await identities.signing(member);
        return `${members.length} members can sign`;
      },
    },
    {
      name: 'message-log',
      check: () => {
        if (!context.parameters['message-log.enabled']) return 'Messages are not logged (message-log.enabled)';
        messageLog.assertAcceptable(context.clock.now());
        const { writer, timestamping } = messageLog.state;
        if (writer.failing !== undefined) {
          const { reason, since } = writer.failing;
          throw drumError('logging_failed', `${reason} (since ${since.toISOString()})`);
        }
        return [`Time-stamping: ${timestamping.state}`, ...failingWork(messageLog)].join('; ');
      },
    },
    {
      name: 'peer-listener',
      check: () => {
        if (!sources.isOpenToPeers()) throw drumError('key_not_found', 'Other security servers cannot connect yet');
        return 'Open to other security servers';
      },
    },
  ];
}

/** What messages do not depend on, and an operator must know. */
function failingWork({ state: { archiving, transferring, cleaning } }: MessageLog): string[] {
  return Object.entries({ archiving, transferring, cleaning }).flatMap(([work, { error }]) =>
    error === undefined ? [] : [`${work} failed at ${error.at.toISOString()}: ${error.code}: ${error.message}`],
  );
}

function ownMembers(context: ServerContext): MemberId[] {
  const { clients } = context.serverConfiguration().configuration;
  return [...new Map(clients.map(({ id }) => [keyOf(memberOf(id)), memberOf(id)])).values()];
}
