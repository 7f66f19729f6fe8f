import type { Translate } from '../../texts/texts.ts';

/** Who is told on a channel, such as `mail:ADDRESS` or `webhook:NAME`. */
export function recipientOf(channel: string, t: Translate): string {
  const colon = channel.indexOf(':');
  const [way, recipient] = [channel.slice(0, colon), channel.slice(colon + 1)];
  if (way === 'mail') return t('notices:by_mail', { recipient });
  return way === 'webhook' ? t('notices:by_webhook', { recipient }) : channel;
}
