import type { Clock } from '#config/clock.ts';
import type { Parameters } from '#config/parameters.ts';
import { drumError } from '#protocol/errors.ts';
import { identifierOf } from '#protocol/identifiers/components.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { KeystoreSettings } from './message-log/encryption/keys.ts';
import { ArchiveEncryption } from './message-log/openpgp/archive-encryption.ts';
import { commandTransfer } from './message-log/transfer/command.ts';
import { wordsOfCommand } from './message-log/transfer/command-line.ts';
import { s3Transfer, type S3Settings } from './message-log/transfer/s3/s3-transfer.ts';
import type { Transfer } from './message-log/transfer/transfer.ts';
import { MESSAGE_LOG_DEFAULTS, type MessageLogParameters } from './message-log/parameters.ts';

/** The message log's part of the system parameters. */
export function messageLogParameters(parameters: Parameters): MessageLogParameters {
  return {
    ...MESSAGE_LOG_DEFAULTS,
    enabled: parameters['message-log.enabled'],
    bodyLoggingExceptions: {
      client: exceptions(parameters, 'remote'),
      provider: exceptions(parameters, 'local'),
    },
    messageBodyLogging: parameters['message-log.message-body-logging'],
    maxLoggableMessageBodyBytes: parameters['message-log.max-loggable-message-body-size'],
    truncatedBodyAllowed: parameters['message-log.truncated-body-allowed'],
    largeBodyByDigest: parameters['message-log.large-body-by-digest'],
    hashAlgorithm: parameters['message-log.hash-algo-id'],
    timestampImmediately: parameters['message-log.timestamp-immediately'],
    timestampRecordsMax: parameters['message-log.timestamp-records-limit'],
    timestampRetryDelaySeconds: parameters['message-log.timestamp-retry-delay'],
    acceptableTimestampFailurePeriodSeconds: parameters['message-log.acceptable-timestamp-failure-period'],
    timestamperConnectTimeoutMs: parameters['message-log.timestamper-client-connect-timeout'],
    timestamperReadTimeoutMs: parameters['message-log.timestamper-client-read-timeout'],
    timestampIntervalSeconds: parameters['message-log.timestamp-interval'],
    archiveIntervalSeconds: parameters['message-log.archive-interval'],
    cleanIntervalSeconds: parameters['message-log.clean-interval'],
    archiveGrouping: parameters['message-log.archive-grouping'],
    archiveFileBytesMax: parameters['message-log.archive-max-filesize'],
    keepRecordsForDays: parameters['message-log.keep-records-for'],
    queuedRecordsMax: parameters['message-log.queue-max'],
    inlineBodyBytesMax: parameters['proxy.body-memory-max'],
  };
}
/** Where the keys of the message log are. */
export function keystoreSettings(parameters: Parameters): KeystoreSettings {
  return {
    isEnabled: parameters['message-log.messagelog-encryption-enabled'],
    keystore: parameters['message-log.messagelog-keystore'],
    passwordFile: parameters['message-log.messagelog-keystore-password-file'],
    keyId: parameters['message-log.messagelog-key-id'],
  };
}

/** How archives and evidence are encrypted; undefined where they are not. Throws `malformed_server_conf`. */
export function archiveEncryption(parameters: Parameters): ArchiveEncryption | undefined {
  if (!parameters['message-log.archive-encryption-enabled']) return undefined;
  const home = parameters['message-log.archive-gpg-home-directory'];
  if (home === '')
    throw malformed('message-log.archive-gpg-home-directory', 'must be set for archives to be encrypted');
  return new ArchiveEncryption({
    home,
    memberKeysFile: parameters['message-log.archive-encryption-keys-config'],
    defaultKey: parameters['message-log.archive-default-encryption-key'],
  });
}

/** What is done with archives after they are made. Throws `malformed_server_conf`. */
export function archiveTransfers(parameters: Parameters, clock: Clock): Transfer[] {
  const store = s3Settings(parameters);
  const words = wordsOfCommand(parameters['message-log.archive-transfer-command']);
  return [
    ...(store === undefined ? [] : [s3Transfer(store, clock)]),
    ...(words.length === 0 ? [] : [commandTransfer(words)]),
  ];
}

function s3Settings(parameters: Parameters): S3Settings | undefined {
  const endpoint = parameters['message-log.archive-s3-endpoint'];
  if (endpoint === '') return undefined;
  const address = URL.parse(endpoint);
  if (address === null || !/^https?:$/.test(address.protocol) || address.pathname !== '/' || address.search !== '') {
    throw malformed('message-log.archive-s3-endpoint', 'must be https://host or https://host:port');
  }
  for (const name of ['message-log.archive-s3-bucket', 'message-log.archive-s3-credentials-file'] as const) {
    if (parameters[name] === '') throw malformed(name, 'must be set for archives to be brought to a store');
  }
  return {
    endpoint,
    bucket: parameters['message-log.archive-s3-bucket'],
    region: parameters['message-log.archive-s3-region'],
    prefix: parameters['message-log.archive-s3-prefix'],
    credentialsFile: parameters['message-log.archive-s3-credentials-file'],
    isMove: parameters['message-log.archive-s3-move'],
  };
}

/** Subsystems for which `message-body-logging` is the other way round. Throws `malformed_server_conf`. */
function exceptions(parameters: Parameters, where: 'local' | 'remote'): ReadonlySet<string> {
  const name = (kind: 'enabled' | 'disabled') =>
    `message-log.${kind}-body-logging-${where}-producer-subsystems` as const;
  const isLogging = parameters['message-log.message-body-logging'];
  const [used, unused] = isLogging ? (['disabled', 'enabled'] as const) : (['enabled', 'disabled'] as const);
  if (parameters[name(unused)].trim() !== '') {
    throw malformed(name(unused), `is not used while message-log.message-body-logging is ${isLogging}; empty it`);
  }
  return new Set(subsystems(name(used), parameters[name(used)]));
}

function subsystems(name: string, list: string): string[] {
  const named = list.split(',').filter((each) => each.trim() !== '');
  return named.map((each) => {
    const id = identifierOf(
      'SUBSYSTEM',
      each.split('/').map((part) => part.trim()),
    );
    if (id === undefined)
      throw malformed(name, `"${each.trim()}" is no subsystem; write instance/class/member/subsystem`);
    return keyOf(id);
  });
}

const malformed = (name: string, rule: string) => drumError('malformed_server_conf', `Parameter ${name}: ${rule}`);
