import { exportedEvents, type ExportFormat } from '../audit-log/export.ts';
import { findAuditEvents, getAuditEvent, readAuditEvents, type AuditSearch } from '../audit-log/finding.ts';
import type { AuditVerification } from '../audit-log/verification.ts';
import type { KeptEvent } from '../audit-log.ts';
import type { AdminHandlers } from '../http/call.ts';
import { numberOf, pageOf, pagingIn, pagingShape } from '../http/shapes.ts';

export interface AuditLogParts {
  /** What the program is called, for the names of files; empty while it has no name. */
  readonly name: () => Promise<string>;
  readonly verification: AuditVerification;
  /** What an event is about, as people know it; undefined: nothing in particular. */
  readonly objectOf: (event: Pick<KeptEvent, 'data' | 'url'>) => AuditedObject | undefined;
}

interface AuditedObject {
  readonly id?: string;
  readonly name?: string;
}

/** What was done, by whom, and whether the log of it holds. */
export const auditLogOperations = ({ name: ownName, verification, objectOf }: AuditLogParts): AdminHandlers => ({
  findAuditEvents: {
    run: async ({ query }, database) => {
      const request = pageOf(pagingIn(query));
      const page = await findAuditEvents(database, searchIn(query), request);
      return {
        body: {
          items: page.items.map((event) => entryShape(event, objectOf)),
          paging_metadata: pagingShape(page, request),
        },
      };
    },
  },
  getAuditEvent: {
    run: async ({ path }, database) => {
      const event = await getAuditEvent(database, numberOf(path.id));
      const { before, after } = JSON.parse(event.data) as { readonly before?: unknown; readonly after?: unknown };
      const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
      const isChange = Object.keys(values).length > 0;
      return {
        body: {
          ...entryShape(event, objectOf),
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
    run: async ({ query, now }, database) => {
      const format = (query.format ?? 'JSON_LINES') as ExportFormat;
      const [extension, type] = format === 'CSV' ? ['csv', 'text/csv'] : ['jsonl', 'application/x-ndjson'];
      const time = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
      const name = ['audit_log', await ownName(), 'UTC', time].filter((part) => part !== '').join('_');
      return {
        file: {
          name: `${name}.${extension}`,
          type,
          bytes: exportedEvents(readAuditEvents(database, searchIn(query)), format),
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

function entryShape({ id, at, event, outcome, ...row }: KeptEvent, objectOf: AuditLogParts['objectOf']) {
  const object = objectOf(row);
  const { user_name, authentication, address, url, correlation_id, reason } = row;
  const others = { user_name, authentication, address, url, correlation_id, reason };
  const known = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
  return {
    ...{ id, at: new Date(at).toISOString(), event, outcome, ...known },
    ...(object === undefined ? {} : { object }),
  };
}
