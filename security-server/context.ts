import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { Parameters } from '#config/parameters.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { Spool } from './exchange/spool.ts';
import type { ServerConfigurationSnapshot } from './server-configuration/snapshot.ts';

/** What every part of a running security server works with. Configurations are snapshots: ask anew for each exchange. */
export interface ServerContext {
  readonly serverId: ServerId;
  readonly address: string;
  readonly parameters: Parameters;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether other processes of this server listen on the same ports. */
  readonly sharesPorts: boolean;
  /** For large bodies under way. */
  readonly spool: Spool;
  /** Throws `global_conf_outdated` or `malformed_global_conf` while there is none that may be used. */
  globalConfiguration(): GlobalConfiguration;
  /** The newest there is, expired or not: to know a peer by its certificate, so that it can be told what is wrong. */
  latestConfiguration(): GlobalConfiguration | undefined;
  serverConfiguration(): ServerConfigurationSnapshot;
}
