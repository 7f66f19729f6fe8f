import type { Schemas } from '../../api/definitions/all.d.ts';
import type { Translate } from '../../texts/texts.ts';

/** Whose acts led to a publication: the names of acts are the audit log's. */
export function causesOf({ caused_by: causes }: Schemas['Publication'], t: Translate): string {
  if (causes.length === 0) return t('configuration:caused_by_servers');
  const [first] = causes;
  const words = first === undefined ? '' : [first.event, first.user_name].filter(Boolean).join(' · ');
  return causes.length === 1 ? words : `${words} ${t('configuration:and_more', { count: causes.length - 1 })}`;
}
