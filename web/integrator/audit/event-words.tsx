import { events } from '../../texts/en/events.ts';
import { useTexts, type TextKey, type Translate } from '../../texts/texts.ts';
import { keyOfEvent } from './event-key.ts';

/** Those that have words: the English ones are the names in the log. */
export const EVENT_NAMES: readonly string[] = Object.values(events);

/** What was done, in words; events that have none keep the name that the log has for them. */
export function wordsOfEvent(event: string, t: Translate): string {
  const key = keyOfEvent(event);
  return Object.hasOwn(events, key) ? t(`events:${key}` as TextKey) : event;
}

/** The same to be shown: a name without words is English. */
export function EventWords({ event }: { readonly event: string }) {
  const { t } = useTexts();
  return Object.hasOwn(events, keyOfEvent(event)) ? wordsOfEvent(event, t) : <span lang="en">{event}</span>;
}
