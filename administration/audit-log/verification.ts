import type { Kysely } from 'kysely';
import type { AdministrationTables } from '../accounts/tables.ts';
import { checkAuditLog } from '../audit-log.ts';

export type AuditVerdict = Awaited<ReturnType<typeof checkAuditLog>>;

/** Reads the whole log for whoever asks whether it holds; who asks meanwhile gets the same answer. */
export class AuditVerification {
  private readonly database: Kysely<AdministrationTables>;
  private running: Promise<AuditVerdict> | undefined;

  constructor(database: Kysely<AdministrationTables>) {
    this.database = database;
  }

  verdict(): Promise<AuditVerdict> {
    this.running ??= checkAuditLog(this.database).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }
}
