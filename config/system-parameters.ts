interface Documented {
  /** What it does, for `docs/parameters.md`. */
  readonly about: string;
}
export type SystemParameter = Documented &
  (
    | {
        readonly type: 'number';
        readonly default: number;
        readonly unit: string;
        readonly min: number;
        readonly max: number;
      }
    | { readonly type: 'boolean'; readonly default: boolean }
    | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] }
    | { readonly type: 'text'; readonly default: string }
    /** Of a file or folder; relative to the configuration that sets it. Empty: none. */
    | { readonly type: 'path'; readonly default: string }
  );

const DAY_SECONDS = 86_400;

const port = <const D extends number>(value: D, about: string) =>
  ({ type: 'number', default: value, unit: 'TCP port', min: 0, max: 65_535, about }) as const;
const amount = <const U extends string>(value: number, unit: U, min: number, max: number, about: string) =>
  ({ type: 'number', default: value, unit, min, max, about }) as const;
const milliseconds = (value: number, about: string) => amount(value, 'milliseconds', 1, DAY_SECONDS * 1000, about);
const seconds = (value: number, about: string) => amount(value, 'seconds', 1, 366 * DAY_SECONDS, about);
const sensor = (value: number, about: string) => amount(value, 'seconds', 1, 7 * DAY_SECONDS, about);
const bytes = (value: number, about: string) => amount(value, 'bytes', 1, Number.MAX_SAFE_INTEGER, about);
const count = (value: number, unit: string, about: string) => amount(value, unit, 1, 10_000_000, about);
const text = (about: string) => ({ type: 'text', default: '', about }) as const;
const path = (about: string) => ({ type: 'path', default: '', about }) as const;
const flag = (value: boolean, about: string) => ({ type: 'boolean', default: value, about }) as const;

/**
 * Every limit, time and size that an operator may set. Names are X-Road's (UG-SYSPAR) where X-Road has the parameter.
 * A port of 0 means a free one, chosen by the system.
 */
export const SYSTEM_PARAMETERS = {
  'proxy.client-http-port': port(8080, 'Where information systems reach the client-proxy without TLS.'),
  'proxy.client-https-port': port(8443, 'Where information systems reach the client-proxy with TLS.'),
  'proxy.server-listen-port': port(5500, 'Where other security servers deliver messages (TLS).'),
  'proxy.server-port': port(5500, 'The message port of other security servers; one for the whole network.'),
  'proxy.ocsp-responder-port': port(
    5577,
    'Where OCSP responses of own certificates are served, and fetched from peers (HTTP).',
  ),
  'proxy.health-check-port': port(
    5588,
    'Where the health of the server is told, and at `/metrics` its metrics for Prometheus (HTTP, on the own address).',
  ),
  'proxy.client-timeout': milliseconds(30_000, 'Longest time to connect to another security server.'),
  'proxy.client-cached-host-timeout': milliseconds(
    5_000,
    'Longest time to connect to the server that answered first last time.',
  ),
  'proxy.client-httpclient-timeout': amount(
    120_000,
    'milliseconds',
    0,
    DAY_SECONDS * 1000,
    'Longest silence of another security server while an answer is awaited; 0: no limit, as is X-Road’s default. Set it above ' +
      'the longest `timeoutSeconds` of the services that are called from here, and above the time that the largest body takes ' +
      'to the provider system and back: an answer that takes longer fails here ' +
      '(`network_error`), although its provider still works on it. A server warns at its start of own services whose ' +
      'timeout reaches the value in its own file, since it cannot know that of its callers.',
  ),
  'proxy.client-fastest-connecting-ssl-uri-cache-period': seconds(
    3_600,
    'How long the server that answered first is asked first.',
  ),
  'proxy.pool-idle-timeout': milliseconds(30_000, 'How long an idle connection to another security server is kept.'),
  'proxy.pool-max-per-server': count(64, 'connections', 'Connections kept to one security server at most.'),
  'proxy.server-support-clients-pooled-connections': flag(
    true,
    'Whether other security servers may send several messages over one connection.',
  ),
  'proxy.server-min-supported-client-version': {
    type: 'text',
    default: '',
    about: 'The oldest software of other security servers that may send messages, such as `7.6.0`; empty: any.',
  },
  'proxy.server-connector-initial-idle-time': milliseconds(
    30_000,
    'Longest time for a TLS handshake and for the headers of a request.',
  ),
  'proxy.request-idle-timeout': milliseconds(60_000, 'Longest silence of a client in the middle of a request.'),
  'proxy.max-connections': count(2_000, 'connections', 'Open connections at most, for each listener.'),
  'proxy.max-exchanges': count(
    1_000,
    'exchanges',
    'Exchanges under way at most, for each side; more are refused at once.',
  ),
  'proxy.max-exchanges-per-service': count(
    800,
    'exchanges',
    'Exchanges with one service under way at most, for each side: a provider that hangs leaves the rest to the others.',
  ),
  'proxy.workers': amount(
    0,
    'processes',
    0,
    64,
    'Processes that exchange messages beside the server’s own; with 0 it does so itself, which takes the least memory.',
  ),
  'proxy.max-header-size': bytes(32_768, 'Greatest size of the HTTP headers of one request.'),
  'proxy.max-body-size': bytes(1_073_741_824, 'Greatest size of one message body.'),
  'proxy.body-memory-max': bytes(65_536, 'A body above this size is kept on disk while it passes.'),
  'proxy.spool-max': bytes(
    4_294_967_296,
    'Room on disk for all such bodies together while they pass; what would need more is refused at once.',
  ),
  'proxy.body-rate-min': amount(
    1_024,
    'bytes per second',
    0,
    1_000_000_000,
    'A body that comes slower than this on average, after its first five seconds, is broken off; 0: any.',
  ),
  'proxy.ocsp-client-connect-timeout': milliseconds(
    20_000,
    'Longest time to connect to the OCSP service of another security server.',
  ),
  'proxy.ocsp-client-read-timeout': milliseconds(
    30_000,
    'Longest silence of the OCSP service of another security server.',
  ),
  'proxy.enforce-client-is-cert-validity-period-check': flag(
    false,
    'Whether an expired certificate of an information system is refused.',
  ),
  'proxy.service-timeout': seconds(60, 'How long a provider system may take, where its service says nothing else.'),
  'proxy.drain-timeout': milliseconds(10_000, 'How long exchanges under way may take to end when the server stops.'),
  'signer.client-timeout': milliseconds(60_000, 'Longest time for one answer of the signer.'),
  'signer.batch-signing': {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'always', 'never'],
    about:
      'Whether messages that wait for the same key get one signature together: `auto` where a signature takes long (RSA), and where a body needs a hash chain anyway.',
  },
  'signer.enforce-token-pin-policy': flag(
    false,
    'Whether a PIN that is chosen must have 10 characters of three kinds, all of printable ASCII.',
  ),
  'signer.soft-token-rsa-sign-mechanism': {
    type: 'choice',
    default: 'CKM_RSA_PKCS',
    choices: ['CKM_RSA_PKCS', 'CKM_RSA_PKCS_PSS'],
    about:
      'How RSA keys of the software token sign messages: RSASSA-PKCS1-v1_5, or RSASSA-PSS, which every peer must know. Elliptic curves have one way only.',
  },
  'signer.ocsp-retry-delay': seconds(60, 'When an OCSP response could not be had: how soon it is asked for again.'),
  'signer.ocsp-connect-timeout': milliseconds(10_000, 'Longest time to connect to an OCSP responder.'),
  'signer.ocsp-read-timeout': milliseconds(10_000, 'Longest silence of an OCSP responder.'),
  'configuration-client.update-interval': seconds(60, 'How often global configuration is downloaded.'),
  'configuration-client.allowed-federations': {
    type: 'text',
    default: 'none',
    about: 'Federated instances whose configuration is downloaded too: `none`, `all`, or names separated by commas.',
  },
  'configuration-client.downloader-connect-timeout': milliseconds(
    10_000,
    'Longest time to connect to a configuration source.',
  ),
  'configuration-client.downloader-read-timeout': milliseconds(30_000, 'Longest silence of a configuration source.'),
  'configuration-client.local-address': text(
    'The address of this machine that configuration is downloaded from, where it has several: a central server knows security servers by their registered addresses. The system chooses one where it is empty.',
  ),
  'message-log.timestamp-immediately': flag(
    false,
    'Whether each message is time-stamped before it moves on, instead of in batches.',
  ),
  'message-log.timestamp-interval': {
    ...amount(
      0,
      'seconds',
      0,
      DAY_SECONDS,
      'How often messages are time-stamped in a batch; 0: as global configuration says, at least every 60 s.',
    ),
  },
  'message-log.timestamp-records-limit': count(10_000, 'records', 'Messages in one batch time-stamp at most.'),
  'message-log.timestamp-retry-delay': seconds(60, 'How soon time-stamping is tried again after a failure.'),
  'message-log.timestamper-client-connect-timeout': milliseconds(
    20_000,
    'Longest time to connect to a time-stamping service.',
  ),
  'message-log.timestamper-client-read-timeout': milliseconds(60_000, 'Longest silence of a time-stamping service.'),
  'message-log.acceptable-timestamp-failure-period': seconds(
    14_400,
    'When time-stamping has failed for this long, new messages are refused.',
  ),
  'message-log.enabled': flag(
    true,
    'Whether messages are logged; false: they are exchanged without a record, and nothing can be proved of them later.',
  ),
  'message-log.timestamping-prioritization-strategy': {
    type: 'choice',
    default: 'NONE',
    choices: ['NONE', 'ONLY_FREE', 'ONLY_PAID', 'FREE_FIRST', 'PAID_FIRST'],
    about:
      'In which order time-stamping services are asked, by the cost that global configuration states; NONE: as they are set up.',
  },
  'message-log.message-body-logging': flag(
    true,
    'Whether messages are logged as they were signed; false: only their metadata (verb, path up to the service or status, ' +
      '`x-road-*` headers), of which no signature can be verified any more. To log no bodies and yet be able to verify, leave ' +
      'this true and set the next to 0.',
  ),
  'message-log.enabled-body-logging-local-producer-subsystems': text(
    'While `message-body-logging` is false: subsystems of this server (`BG/GOV/1000/registry`, separated by commas) of whose ' +
      'services messages are logged as they were signed all the same.',
  ),
  'message-log.enabled-body-logging-remote-producer-subsystems': text(
    'The same for subsystems whose services are called from this server.',
  ),
  'message-log.disabled-body-logging-local-producer-subsystems': text(
    'While `message-body-logging` is true: subsystems of this server of whose services only metadata is logged all the same.',
  ),
  'message-log.disabled-body-logging-remote-producer-subsystems': text(
    'The same for subsystems whose services are called from this server.',
  ),
  'message-log.max-loggable-message-body-size': amount(
    10_485_760,
    'bytes',
    0,
    Number.MAX_SAFE_INTEGER,
    'Greatest body that is logged whole; the exchange of a larger one is refused, unless one of the next two allows it. 0: no body is logged, only its digest.',
  ),
  'message-log.large-body-by-digest': flag(
    false,
    'Whether a body above that size is exchanged, and only its digest is logged.',
  ),
  'message-log.truncated-body-allowed': flag(
    false,
    'Whether a body above that size is exchanged, and its beginning is logged, up to that size; nothing proves the beginning.',
  ),
  'message-log.messagelog-encryption-enabled': flag(
    false,
    'Whether logged messages and their bodies are encrypted in the database and beside it; what was logged before stays as it is.',
  ),
  'message-log.messagelog-keystore': path(
    'The PKCS#12 file with the secrets that logged messages are encrypted with. One that records still need must stay in it.',
  ),
  'message-log.messagelog-keystore-password-file': path('The file with the password of that keystore.'),
  'message-log.messagelog-key-id': text('The name of the secret that messages are encrypted with from now on.'),
  'message-log.archive-interval': seconds(21_600, 'How often time-stamped messages are moved into archive files.'),
  'message-log.archive-grouping': {
    type: 'choice',
    default: 'none',
    choices: ['none', 'member', 'subsystem'],
    about: 'Whether each member or each subsystem has archive files of its own, in a chain of their own.',
  },
  'message-log.archive-transfer-command': text(
    'A program with its arguments that is run in the folder of the archives after each archiving, without a shell; exit code 0 ' +
      'says that it succeeded. Empty: none.',
  ),
  'message-log.archive-s3-endpoint': text(
    'The S3-compatible store that archives are brought to after each archiving (`https://host:port`); empty: none.',
  ),
  'message-log.archive-s3-bucket': text('The bucket of that store.'),
  'message-log.archive-s3-region': {
    type: 'text',
    default: 'us-east-1',
    about: 'The region that its requests are signed for.',
  },
  'message-log.archive-s3-prefix': text('Stands in front of the names of archives there (`server1/`).'),
  'message-log.archive-s3-credentials-file': path(
    'A file with the lines `aws_access_key_id = …` and `aws_secret_access_key = …`.',
  ),
  'message-log.archive-s3-move': flag(false, 'Whether an archive is removed here when it is in the store.'),
  'message-log.archive-encryption-enabled': flag(
    false,
    'Whether archive files, and what `/asic` gives, are signed and encrypted with OpenPGP (the `gpg` command).',
  ),
  'message-log.archive-gpg-home-directory': path(
    'GnuPG’s folder with the secret key that archives are signed with, and the keys that they are encrypted to.',
  ),
  'message-log.archive-encryption-keys-config': path(
    'A file with lines `INSTANCE/CLASS/CODE = KEY`: what members’ archives are encrypted to where they are grouped. It may be ' +
      'changed while the server runs.',
  ),
  'message-log.archive-default-encryption-key': text(
    'The key that all other archives are encrypted to; empty: the one that they are signed with.',
  ),
  'message-log.archive-max-filesize': bytes(33_554_432, 'An archive file is closed when it is larger than this.'),
  'message-log.keep-records-for': amount(
    30,
    'days',
    1,
    36_500,
    'How long archived messages also stay in the database.',
  ),
  'message-log.clean-interval': seconds(
    43_200,
    'How often archived messages that were kept for long enough are deleted.',
  ),
  'message-log.hash-algo-id': {
    type: 'choice',
    default: 'SHA-512',
    choices: ['SHA-256', 'SHA-384', 'SHA-512'],
    about: 'Digest of time-stamps and of the chain of archives.',
  },
  'message-log.queue-max': count(10_000, 'records', 'Records that may wait for the log; more are refused.'),
  'op-monitor.keep-records-for-days': amount(
    7,
    'days',
    1,
    3_650,
    'How long records of operational monitoring are kept.',
  ),
  'op-monitor.buffer-size': count(
    20_000,
    'records',
    'Records that wait to be stored at most; the oldest are dropped first.',
  ),
  'op-monitor.store-interval': milliseconds(1_000, 'How often waiting records are stored.'),
  'op-monitor.records-available-timestamp-offset-seconds': amount(
    60,
    'seconds',
    0,
    DAY_SECONDS,
    'How old a record of operational monitoring is before other members are told of it.',
  ),
  'op-monitor.health-statistics-period-seconds': amount(
    600,
    'seconds',
    1,
    DAY_SECONDS,
    'The period over which the health of services is added up.',
  ),
  'op-monitor.limit-health-data': flag(
    false,
    'Whether a member is told the health of its own services alone, if it is neither the owner of the server nor the monitoring ' +
      'client. Everybody is told all by X-Road.',
  ),
  'op-monitor.max-records-in-payload': count(
    10_000,
    'records',
    'Records of operational monitoring in one answer at most, but for others of the same second as the last of them.',
  ),
  'env-monitor.system-metrics-sensor-interval': sensor(5, 'How often memory, processors and open files are measured.'),
  'env-monitor.disk-space-sensor-interval': sensor(60, 'How often the room on the disk is measured.'),
  'env-monitor.exec-listing-sensor-interval': sensor(60, 'How often processes and packages are listed.'),
  'env-monitor.certificate-info-sensor-interval': sensor(
    DAY_SECONDS,
    'How often the server’s certificates are listed, besides at every change of its keys.',
  ),
  'env-monitor.limit-remote-data-set': flag(
    false,
    'Whether the monitoring client of the network is told of the certificates and the operating system alone.',
  ),
  'center.configuration-generation-interval': seconds(60, 'How often global configuration is signed and published.'),
  'center.configuration-expire-interval': seconds(600, 'How long a published configuration is valid.'),
  'center.publications-kept': count(
    1_000,
    'publications',
    'Publications of different content that are kept, to be compared and restored; older ones are removed.',
  ),
  'center.hold-publication': flag(
    true,
    'Whether publication waits for somebody’s confirmation when it would cut off a security server that is live.',
  ),
  'center.hold-for-servers-seen-within': seconds(
    600,
    'How long ago a security server that counts as live has fetched configuration at most.',
  ),
  'center.minimum-global-configuration-version': amount(
    2,
    'version',
    2,
    6,
    'The oldest configuration version that is published.',
  ),
  'center.auto-approve-auth-cert-reg-requests': flag(
    false,
    'Whether authentication certificates of servers of known members are registered without anybody’s approval.',
  ),
  'center.auto-approve-client-reg-requests': flag(
    false,
    'Whether known members and their subsystems become clients of a server without anybody’s approval.',
  ),
  'center.auto-approve-owner-change-requests': flag(
    false,
    'Whether a server goes to another known member without anybody’s approval.',
  ),
  'center.registration-service-port': port(
    4001,
    'Where security servers register their authentication certificates (TLS).',
  ),
  'center.management-service-port': port(
    4002,
    'Where the security server of the management services delivers management requests (TLS).',
  ),
  'center.management-requests-per-minute': count(
    10,
    'requests',
    'Management requests of one address in a minute at most; more are refused.',
  ),
  'center.max-connections': count(2_000, 'connections', 'Open connections at most, for each listener.'),
  'center.conf-backup-path': path('The folder of a central server’s backups; empty: `backup` in its data folder.'),
  'center.backup-encryption-enabled': flag(
    false,
    'Whether backups of a central server are also encrypted with OpenPGP (the `gpg` command); signed they always are.',
  ),
  'center.backup-gpg-home-directory': path(
    'GnuPG’s folder with the server’s own secret key, which encrypted backups are signed with and encrypted to, and the other keys that they are encrypted to.',
  ),
  'center.backup-encryption-keyids': text(
    'Keys that backups are encrypted to besides the own one, separated by commas.',
  ),
  'center.automatic-backup-cron': {
    type: 'text',
    default: '15 3 * * *',
    about: 'When a central server backs itself up, as five or six fields of cron, in its local time; empty: never.',
  },
  'center.automatic-backups-kept': count(
    30,
    'backups',
    'Automatic backups that are kept; the oldest are removed first, and none that somebody has made or brought.',
  ),
  'admin-service.port': port(4000, 'Where the admin API of a central server is (TLS).'),
  'admin-service.rate-limit-requests-per-second': count(
    20,
    'requests',
    'Requests to the admin API that one address may make in a second.',
  ),
  'admin-service.rate-limit-requests-per-minute': count(
    600,
    'requests',
    'Requests to the admin API that one address may make in a minute.',
  ),
  'admin-service.log-ins-per-minute': count(
    20,
    'attempts',
    'Attempts to log in to the admin API that one address may make in a minute.',
  ),
  'admin-service.session-timeout': seconds(1_800, 'How long a session lasts that nobody uses; twelve hours at most.'),
  'proxy-ui-api.port': port(4000, 'Where the admin API of a security server is (TLS).'),
  'proxy-ui-api.rate-limit-requests-per-second': count(
    20,
    'requests',
    'Requests to the admin API that one address may make in a second.',
  ),
  'proxy-ui-api.rate-limit-requests-per-minute': count(
    600,
    'requests',
    'Requests to the admin API that one address may make in a minute.',
  ),
  'proxy-ui-api.log-ins-per-minute': count(
    20,
    'attempts',
    'Attempts to log in to the admin API that one address may make in a minute.',
  ),
  'proxy-ui-api.session-timeout': seconds(1_800, 'How long a session lasts that nobody uses; twelve hours at most.'),
  'audit-log.verification-interval': seconds(
    DAY_SECONDS,
    'How often a central server reads its whole audit log to see whether it holds; it does at its start too.',
  ),
  'notices.check-interval': seconds(
    60,
    'How often a central server looks for requests that wait, and whether configuration and events go out.',
  ),
  'notices.certificate-check-interval': seconds(
    3_600,
    'How often a central server looks for certificates that expire.',
  ),
  'notices.expiry-days': {
    type: 'text',
    default: '30,7,1',
    about: 'How many days before a certificate expires that is noticed, each time anew; the greatest first.',
  },
  'notices.waiting-request-hours': amount(
    24,
    'hours',
    1,
    8_760,
    'How long a management request waits before that is noticed; after three times that, once more.',
  ),
  'notices.syslog-away-after': seconds(
    300,
    'How long the collector of audit events takes none that wait before that is noticed.',
  ),
  'configuration-proxy.update-interval': seconds(
    60,
    'How often a configuration proxy downloads, signs and publishes configuration.',
  ),
  'configuration-proxy.max-connections': count(
    2_000,
    'connections',
    'Open connections of a configuration proxy at most.',
  ),
} as const satisfies Record<string, SystemParameter>;

export type ParameterName = keyof typeof SYSTEM_PARAMETERS;
