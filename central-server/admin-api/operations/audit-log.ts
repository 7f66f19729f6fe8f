import { exportedEvents, type ExportFormat } from '#administration/audit-log/export.ts';
import {
  findAuditEvents,
  getAuditEvent,
  readAuditEvents,
  type AuditSearch,
} from '#administration/audit-log/finding.ts';
import type { AuditVerification } from '#administration/audit-log/verification.ts';
import type { KeptEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { numberOf } from '#administration/http/row-number.ts';
import { pageOf, pagingIn, pagingShape, type CatalogueHandlers, type InstanceOf } from './shapes.ts';

/** What was done, by whom, and whether the log of it holds. */
export const auditLog = (instance: InstanceOf, verification: AuditVerification): CatalogueHandlers => ({
  findAuditEvents: {
    run: async ({ query }, catalogue) => {
      const request = pageOf(pagingIn(query));
      const page = await findAuditEvents(administrationTables(catalogue), searchIn(query), request);
      return { body: { items: page.items.map(entryShape), paging_metadata: pagingShape(page, request) } };
    },
  },
  getAuditEvent: {
    run: async ({ path }, catalogue) => {
      const event = await getAuditEvent(administrationTables(catalogue), numberOf(path.id));
      const { before, after } = JSON.parse(event.data) as { readonly before?: unknown; readonly after?: unknown };
      const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
      const isChange = Object.keys(values).length > 0;
      return {
        body: {
          ...entryShape(event),
          ...(isChange ? values : { data: JSON.parse(event.data) as unknown }),
          hash: event.hash,
        },
      };
    },
  },
  verifyAuditLog: {
    run: async ({ now }) => {
      const { count, head, brokenAt } = await verification.verdict();
      return {
        body: {
          holds: brokenAt === undefined,
          events: count,
          head_hash: head,
          ...(brokenAt === undefined ? {} : { broken_at: brokenAt }),
          checked_at: now.toISOString(),
        },
      };
    },
  },
  exportAuditEvents: {
    run: async ({ query, now }, catalogue) => {
      const format = (query.format ?? 'JSON_LINES') as ExportFormat;
      const [extension, type] = format === 'CSV' ? ['csv', 'text/csv'] : ['jsonl', 'application/x-ndjson'];
      const time = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
      const name = ['audit_log', await instance(catalogue), 'UTC', time].filter((part) => part !== '').join('_');
      return {
        file: {
          name: `${name}.${extension}`,
          type,
          bytes: exportedEvents(readAuditEvents(administrationTables(catalogue), searchIn(query)), format),
        },
      };
    },
  },
});

function searchIn(query: Readonly<Record<string, unknown>>): AuditSearch {
  const { q, event, user_name, outcome, from, until } = query as Readonly<Record<string, string | undefined>>;
  const timeOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return {
    text: q,
    event,
    userName: user_name,
    outcome: outcome as AuditSearch['outcome'],
    from: timeOf(from),
    until: timeOf(until),
  };
}

function entryShape({ id, at, event, outcome, ...row }: KeptEvent) {
  const { user_name, authentication, address, url, correlation_id, reason } = row;
  const others = { user_name, authentication, address, url, correlation_id, reason };
  const known = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  return { id, at: new Date(at).toISOString(), event, outcome, ...known };
}
