import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Clock } from '#config/clock.ts';
import { systemReason } from '#config/named-file.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import type { WordedNotice } from './kind.ts';
import type { Sender } from './sender.ts';
import { trustIn, webhookSecretIn, type WebhookSetting } from './setting.ts';

const CONNECT_MS_MAX = 10_000;
const ANSWER_MS_MAX = 20_000;
/** What is said in an answer is of no interest. */
const ANSWER_BYTES_READ_MAX = 16_384;

interface Origin {
  /** The instance that the notices are of; undefined: it has no name yet. */
  readonly instance: () => Promise<string | undefined>;
  readonly folder: string;
  readonly clock: Clock;
}

/** Who posts notices to an address, one at a time, signed with a secret that both sides have. */
export async function webhookSender(
  { name, url, secretFile, ca }: WebhookSetting,
  { instance, folder, clock }: Origin,
): Promise<Sender> {
  const field = `notices.webhooks.${name}`;
  const secret = await webhookSecretIn(secretFile, folder, `${field}.secretFile`);
  const trust = ca === undefined ? undefined : await trustIn(ca, folder, `${field}.ca`);
  const agent = new Agent({
    connect: { timeout: CONNECT_MS_MAX, ...(trust === undefined ? {} : { ca: trust }) },
    ...{ headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX, keepAliveTimeout: 1, pipelining: 0 },
  });
  return {
    kind: `webhook:${name}`,
    noticesMax: 1,
    send: async (notices) => {
      for (const notice of notices) {
        const body = JSON.stringify(webhookBody(notice, await instance()));
        const time = Math.floor(clock.now().getTime() / 1_000);
        try {
          await post(agent, url, body, {
            'content-type': 'application/json',
            'drum-notice': `${notice.id}-${notice.step}`,
            'drum-timestamp': String(time),
            'drum-signature': `v1=${signatureOf(secret, time, body)}`,
          });
        } catch (error) {
          if (error instanceof DrumError) throw error;
          throw drumError('notice_not_sent', `Web hook ${name}: ${systemReason(error)}`, error);
        }
      }
    },
  };
}

/** HMAC-SHA-256 over time and body with a full stop between them, so that neither can be taken for another message's. */
const signatureOf = (secret: string, time: number, body: string): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');

function webhookBody(notice: WordedNotice, instance: string | undefined) {
  const { id, kind, subject, step, severity, data, title, text, next } = notice;
  const times = { raised_at: notice.raisedAt.toISOString(), stepped_at: notice.steppedAt.toISOString() };
  return {
    ...(instance === undefined ? {} : { instance }),
    ...{ id, kind, subject, step, severity, ...times, title, text, next, data },
  };
}

async function post(agent: Agent, url: string, body: string, headers: Record<string, string>): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  // Redirects are not followed: what answers so is not the receiver.
  const answer = await request(url, { method: 'POST', dispatcher: agent, body, headers, signal });
  answer.body.on('error', () => undefined);
  await answer.body.dump({ limit: ANSWER_BYTES_READ_MAX }).catch(() => undefined);
  const { statusCode: status } = answer;
  if (status >= 200 && status < 300) return;
  throw drumError('notice_not_sent', `The web hook at ${new URL(url).host} answered with status ${status}`);
}
