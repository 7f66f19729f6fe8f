import type { AuditVerification } from '#administration/audit-log/verification.ts';
import type { FoundNotice } from '#administration/notices/kind.ts';
import { EVERYWHERE, type NoticeStore } from '#administration/notices/store.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { syslogState } from '#administration/syslog/forwarder.ts';
import type { SyslogTarget } from '#administration/syslog/setting.ts';
import { encodedKey } from '../catalogue/encoded-key.ts';
import type { CatalogueReader } from '../membership/change.ts';
import type { Expiries } from '../overview/expiries.ts';
import { CATALOGUE_EXPIRY_KINDS, expiringInCatalogue, expiringOfNode, NODE_EXPIRY_KINDS } from './expiring.ts';

const HOUR_MS = 3_600_000;
/** How many times the hours of the first step a request has waited at the second. */
const SECOND_STEP = 3;
/** More would be one large fault, and told as such by these. */
const REQUESTS_TOLD_MAX = 500;

/** Notices of requests that have waited too long. */
export async function checkRequests(
  catalogue: CatalogueReader,
  store: NoticeStore,
  { hours, now }: { readonly hours: number; readonly now: Date },
): Promise<void> {
  const rows = await catalogue
    .selectFrom('management_request')
    .select(['id', 'kind', 'server_key', 'created_at'])
    .where('status', '=', 'WAITING')
    .where('created_at', '<=', now.getTime() - hours * HOUR_MS)
    .orderBy('id')
    .limit(REQUESTS_TOLD_MAX)
    .execute();
  const found = rows.map(({ id, kind, server_key, created_at }): FoundNotice => ({
    ...{ kind: 'request_waiting', subject: String(id) },
    step: created_at <= now.getTime() - SECOND_STEP * hours * HOUR_MS ? 2 : 1,
    data: { request: id, kind, server: encodedKey(server_key), since: new Date(created_at).toISOString() },
  }));
  await store.settle(['request_waiting'], found, EVERYWHERE);
}

/** Notices of a collector that has not taken the oldest event that waits for it for too long. */
export async function checkCollector(
  catalogue: CatalogueReader,
  store: NoticeStore,
  { target, seconds, now }: { readonly target: SyslogTarget; readonly seconds: number; readonly now: Date },
): Promise<void> {
  const { target: collector, waitingSince } = await syslogState(administrationTables(catalogue), target);
  const isAway = waitingSince !== undefined && now.getTime() - waitingSince.getTime() >= seconds * 1_000;
  const found = isAway
    ? [
        {
          ...{ kind: 'syslog_collector_away', subject: collector, step: 1 },
          data: { collector, since: waitingSince.toISOString() },
        },
      ]
    : [];
  await store.settle(['syslog_collector_away'], found, EVERYWHERE);
}

/** Notices of an audit log that does not hold. */
export async function checkAudit(verification: AuditVerification, store: NoticeStore): Promise<void> {
  const { brokenAt } = await verification.verdict();
  const found =
    brokenAt === undefined
      ? []
      : [{ kind: 'audit_log_broken', subject: 'audit-log', step: 1, data: { event: brokenAt } }];
  await store.settle(['audit_log_broken'], found, EVERYWHERE);
}

interface CertificateCheck {
  readonly expiries: Expiries;
  readonly data: string;
  readonly node: string;
  readonly days: readonly number[];
  readonly now: Date;
}

/** Notices of certificates that expire: those of the catalogue, and those that this node shows its callers. */
export async function checkCertificates(
  catalogue: CatalogueReader,
  store: NoticeStore,
  { expiries, data, node, days, now }: CertificateCheck,
): Promise<void> {
  const limits = { days, now };
  await store.settle(CATALOGUE_EXPIRY_KINDS, await expiringInCatalogue(catalogue, expiries, limits), EVERYWHERE);
  await store.settle(NODE_EXPIRY_KINDS, await expiringOfNode({ data, node }, limits), node);
}
