import type { AdminCall, AdminHandlers } from '../http/call.ts';
import { findNotices, getNotice, type NoticeDelivery, type NoticeSearch } from '../notices/finding.ts';
import { worded, type Notice, type NoticeKinds } from '../notices/kind.ts';
import type { Piece } from '../notices/text.ts';
import type { Notices, TestOutcome } from '../notices/notices.ts';
import { acknowledgeNotice } from '../notices/store.ts';
import { numberOf, pageOf, pagingIn, pagingShape } from '../http/shapes.ts';

/** What expires, fails or waits for somebody. */
export const noticeOperations = (notices: Notices): AdminHandlers => ({
  findNotices: {
    run: async ({ query }, database) => {
      const request = pageOf(pagingIn(query));
      const search = query as { readonly state?: NoticeSearch['state']; readonly kind?: string };
      const page = await findNotices(database, search, request);
      return {
        body: {
          items: page.items.map((notice) => noticeShape(notice, notices.kinds)),
          paging_metadata: pagingShape(page, request),
        },
      };
    },
  },
  getNotice: {
    run: async ({ path }, database) => {
      const { notice, deliveries } = await getNotice(database, numberOf(path.id));
      return { body: { ...noticeShape(notice, notices.kinds), deliveries: deliveries.map(deliveryShape) } };
    },
  },
  acknowledgeNotice: {
    event: 'Acknowledge notice',
    run: async ({ path, caller, now }, change) => {
      const by = { by: caller.name, at: now };
      const { before, after } = await acknowledgeNotice(change, numberOf(path.id), by);
      return {
        body: noticeShape(after, notices.kinds),
        audit: { before: acknowledgementOf(before), after: acknowledgementOf(after) },
      };
    },
  },
  sendTestMail: sendTest(notices, 'mail'),
  sendTestWebhook: sendTest(notices, 'webhook'),
});

/** It is sent before the transaction: others do not wait for a mail server. */
function sendTest(notices: Notices, way: 'mail' | 'webhook'): AdminHandlers[string] {
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

function noticeShape(notice: Notice, kinds: NoticeKinds) {
  const { id, kind, subject, step, severity, title, text, pieces, next, data } = worded(notice, kinds);
  const { raisedAt, steppedAt, resolvedAt, acknowledgedAt, acknowledgedBy } = notice;
  return {
    ...{ id, kind, subject, step, severity, state: stateOf(notice), title, text, next, data },
    pieces: { bg: pieces.bg.map(pieceShape), en: pieces.en.map(pieceShape) },
    ...{ raised_at: raisedAt.toISOString(), stepped_at: steppedAt.toISOString() },
    ...(resolvedAt === undefined ? {} : { resolved_at: resolvedAt.toISOString() }),
    ...(acknowledgedAt === undefined ? {} : { acknowledged_at: acknowledgedAt.toISOString() }),
    ...(acknowledgedBy === undefined ? {} : { acknowledged_by: acknowledgedBy }),
  };
}

const pieceShape = (piece: Piece) =>
  typeof piece === 'string' ? { words: piece } : 'time' in piece ? { time: piece.time } : piece;

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
