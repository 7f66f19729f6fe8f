import type { Schemas } from '../../api/definitions/all.d.ts';
import type { Translate } from '../../texts/texts.ts';
import { nameOfObject, wordsOfEvent } from '../audit/event-words.tsx';

/** Whose acts led to a publication. */
export function causesOf({ caused_by: causes }: Schemas['Publication'], t: Translate): string {
  if (causes.length === 0) return t('configuration:caused_by_servers');
  const [first] = causes;
  const words = first === undefined ? '' : [whatOf(first, t), first.user_name].filter(Boolean).join(' · ');
  return causes.length === 1 ? words : `${words} ${t('configuration:and_more', { count: causes.length - 1 })}`;
}

const whatOf = ({ event, object }: Schemas['Publication']['caused_by'][number], t: Translate): string =>
  object === undefined ? wordsOfEvent(event, t) : `${wordsOfEvent(event, t)}: ${nameOfObject(object)}`;
