import type { AdminCall } from '#administration/http/call.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { findNotices, getNotice, type NoticeDelivery, type NoticeSearch } from '#administration/notices/finding.ts';
import { worded, type Notice } from '#administration/notices/kind.ts';
import type { Notices, TestOutcome } from '#administration/notices/notices.ts';
import { acknowledgeNotice } from '#administration/notices/store.ts';
import { numberOf } from '#administration/http/row-number.ts';
import { CENTRAL_SERVER_NOTICES } from '../../notices/kinds.ts';
import { pageOf, pagingIn, pagingShape, type CatalogueHandlers } from './shapes.ts';

/** What expires, fails or waits for somebody. */
export const noticeOperations = (notices: Notices): CatalogueHandlers => ({
  findNotices: {
    run: async ({ query }, catalogue) => {
      const request = pageOf(pagingIn(query));
      const search = query as { readonly state?: NoticeSearch['state']; readonly kind?: string };
      const page = await findNotices(administrationTables(catalogue), search, request);
      return { body: { items: page.items.map(noticeShape), paging_metadata: pagingShape(page, request) } };
    },
  },
  getNotice: {
    run: async ({ path }, catalogue) => {
      const { notice, deliveries } = await getNotice(administrationTables(catalogue), numberOf(path.id));
      return { body: { ...noticeShape(notice), deliveries: deliveries.map(deliveryShape) } };
    },
  },
  acknowledgeNotice: {
    event: 'Acknowledge notice',
    run: async ({ path, caller, now }, change) => {
      const by = { by: caller.name, at: now };
      const { before, after } = await acknowledgeNotice(administrationTables(change), numberOf(path.id), by);
      return {
        body: noticeShape(after),
        audit: { before: acknowledgementOf(before), after: acknowledgementOf(after) },
      };
    },
  },
  sendTestMail: sendTest(notices, 'mail'),
  sendTestWebhook: sendTest(notices, 'webhook'),
});

/** It is sent before the transaction: others do not wait for a mail server. */
function sendTest(notices: Notices, way: 'mail' | 'webhook'): CatalogueHandlers[string] {
  const outcomes = new WeakMap<AdminCall, readonly TestOutcome[]>();
  return {
    event: 'Send test notice',
    before: async (call) => {
      outcomes.set(call, await notices.sendTest(way));
    },
    run: (call) => {
      const results = (outcomes.get(call) ?? []).map(({ recipient, error }) => ({
        ...{ recipient, sent: error === undefined },
        ...(error === undefined ? {} : { error }),
      }));
      const sent = results.filter((result) => result.sent).length;
      return { body: { results }, audit: { after: { way, sent, failed: results.length - sent } } };
    },
  };
}

function noticeShape(notice: Notice) {
  const { id, kind, subject, step, severity, title, text, next, data } = worded(notice, CENTRAL_SERVER_NOTICES);
  const { raisedAt, steppedAt, resolvedAt, acknowledgedAt, acknowledgedBy } = notice;
  return {
    ...{ id, kind, subject, step, severity, state: stateOf(notice), title, text, next, data },
    ...{ raised_at: raisedAt.toISOString(), stepped_at: steppedAt.toISOString() },
    ...(resolvedAt === undefined ? {} : { resolved_at: resolvedAt.toISOString() }),
    ...(acknowledgedAt === undefined ? {} : { acknowledged_at: acknowledgedAt.toISOString() }),
    ...(acknowledgedBy === undefined ? {} : { acknowledged_by: acknowledgedBy }),
  };
}

const stateOf = ({ resolvedAt, acknowledgedAt }: Notice): 'RESOLVED' | 'ACKNOWLEDGED' | 'OPEN' =>
  resolvedAt === undefined ? (acknowledgedAt === undefined ? 'OPEN' : 'ACKNOWLEDGED') : 'RESOLVED';

const deliveryShape = ({ step, channel, state, attempts, sentAt, error }: NoticeDelivery) => ({
  ...{ step, channel, state, attempts },
  ...(sentAt === undefined ? {} : { sent_at: sentAt.toISOString() }),
  ...(error === undefined ? {} : { error }),
});

const acknowledgementOf = ({ id, kind, subject, acknowledgedAt, acknowledgedBy }: Notice) => ({
  ...{ id, kind, subject },
  ...(acknowledgedAt === undefined ? {} : { acknowledged_at: acknowledgedAt.toISOString() }),
  ...(acknowledgedBy === undefined ? {} : { acknowledged_by: acknowledgedBy }),
});
