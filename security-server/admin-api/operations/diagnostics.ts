import { getHeapStatistics } from 'node:v8';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { Certificate } from '#certs/certificate.ts';
import { usedTimeStampingServices } from '../../used-time-stamping-services.ts';
import { archiveEncryption } from '../../message-log-parameters.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

type Control = ServerParts['control'];

/** How the server does. */
export const diagnosticsOperations = ({ control }: Pick<ServerParts, 'control'>): ServerHandlers => ({
  getGlobalConfDiagnostics: { run: ({ now }) => ({ body: globalConfigurationState(control, now) }) },
  getTimestampingServicesDiagnostics: { run: () => ({ body: timeStampingState(control) }) },
  getOcspRespondersDiagnostics: { run: ({ now }) => ({ body: ocspState(control, now) }) },
  getAddOnDiagnostics: { run: () => ({ body: addOns(control) }) },
  // There are no backups of a security server yet.
  getBackupEncryptionDiagnostics: {
    run: () => ({ body: { backup_encryption_status: false, backup_encryption_keys: [] } }),
  },
  getMessageLogEncryptionDiagnostics: { run: async () => ({ body: await encryptionState(control) }) },
  getProxyMemoryUsage: { run: () => ({ body: memoryUse() }) },
});

/** `CodeWithDetails` of the definition. */
const errorShape = ({ code, message }: { readonly code: string; readonly message: string }) => ({
  ...{ code, metadata: [message] },
});

export function globalConfigurationState({ downloads }: Pick<Control, 'downloads'>, now: Date) {
  const { lastAttemptAt, nextAttemptAt, source, error } = downloads.status;
  return {
    status_class: lastAttemptAt === undefined ? 'WAITING' : error === undefined ? 'OK' : 'FAIL',
    prev_update_at: (lastAttemptAt ?? now).toISOString(),
    next_update_at: (nextAttemptAt ?? now).toISOString(),
    ...(source === undefined ? {} : { last_successful_url: source }),
    ...(error === undefined ? {} : { error: errorShape(error) }),
  };
}

export function timeStampingState({ context, messageLog }: Pick<Control, 'context' | 'messageLog'>) {
  const asked = new Map(messageLog.state.timestamping.services.map((state) => [state.url, state]));
  return usedTimeStampingServices(context).map(({ url, costType = 'UNDEFINED' }) => {
    const state = asked.get(url);
    return {
      ...{ url, cost_type: costType },
      status_class: state === undefined ? 'WAITING' : state.error === undefined ? 'OK' : 'FAIL',
      ...(state === undefined ? {} : { prev_update_at: state.at.toISOString() }),
      ...(state?.error === undefined ? {} : { error: errorShape(state.error) }),
    };
  });
}

/** By authority. */
export function ocspState({ context, status }: Pick<Control, 'context' | 'status'>, now: Date) {
  const { approvedCas } = context.globalConfiguration().shared(context.serverId.instance);
  const next = (status.nextRefreshAt ?? now).toISOString();
  return approvedCas
    .flatMap(({ topCa, intermediateCas }) => [topCa, ...intermediateCas])
    .map(({ certificate, ocsp }) => ({
      distinguished_name: distinguishedNameText(Certificate.fromParameter(certificate).subject),
      ocsp_responders: ocsp.map(({ url, costType = 'UNDEFINED' }) => {
        const state = status.responderState(url.trim());
        return {
          ...{ url, cost_type: costType },
          status_class: state === undefined ? 'WAITING' : state.fault === undefined ? 'OK' : 'FAIL',
          ...(state === undefined ? {} : { prev_update_at: state.at.toISOString() }),
          next_update_at: next,
          ...(state?.fault === undefined ? {} : { error: errorShape(state.fault) }),
        };
      }),
    }));
}

/** Messages are always monitored. */
export const addOns = ({ context: { parameters } }: Pick<Control, 'context'>) => ({
  messagelog_enabled: parameters['message-log.enabled'],
  opmonitoring_enabled: true,
});

/** Where archives are made by member, with the keys that each is encrypted to. */
async function encryptionState({ context }: Pick<Control, 'context'>) {
  const { parameters } = context;
  const encryption = archiveEncryption(parameters);
  const grouping = parameters['message-log.archive-grouping'];
  const { clients } = context.serverConfiguration().configuration;
  const members = new Set(
    clients.map(({ id: { instance, memberClass, memberCode } }) => [instance, memberClass, memberCode].join('/')),
  );
  return {
    message_log_archive_encryption_status: encryption !== undefined,
    message_log_database_encryption_status: parameters['message-log.messagelog-encryption-enabled'],
    message_log_grouping_rule: grouping.toUpperCase(),
    members:
      encryption === undefined || grouping === 'none'
        ? []
        : await Promise.all(
            [...members].map(async (member) => {
              const { keys, isDefault } = await encryption.recipientsOf(member);
              return { member_id: member, keys: [...new Set(keys)], default_key_used: isDefault };
            }),
          ),
  };
}

const PERCENT = 100;

/** Of the server's own process. No threshold is set: X-Road's is of its Java heap. */
export function memoryUse() {
  const { heap_size_limit: limit, total_heap_size: total, used_heap_size: used } = getHeapStatistics();
  return {
    ...{ max_memory: limit, total_memory: total, used_memory: used },
    ...{ usage_percent: Math.round((used / limit) * PERCENT), is_used_over_threshold: false },
  };
}
