import type { LedgerEntry, ProviderCall } from '../ledger.ts';
import type { AuditedRecord } from './message-log.ts';

/** Who asks whom on a route, by the names of their servers. */
export interface AuditedRoute {
  readonly name: string;
  readonly server: string;
  readonly providers: readonly string[];
}

/** Something that was looked at and does not hold. */
export interface Fault {
  readonly where: string;
  readonly what: string;
}

/** What is left of a run when nothing runs any more. */
export interface Facts {
  readonly routes: readonly AuditedRoute[];
  readonly ledger: readonly LedgerEntry[];
  readonly calls: readonly ProviderCall[];
  readonly records: readonly AuditedRecord[];
  readonly bodies: readonly {
    readonly server: string;
    readonly spool: readonly string[];
    readonly bodies: readonly string[];
  }[];
}
