import { audited } from '../../texts/en/audited.ts';
import { keyOfField } from './event-key.ts';
import type { TextKey, Translate } from '../../texts/texts.ts';

/** What the values of an event are called; those without words keep the name that the log has for them. */
export const fieldNames = (fields: readonly string[], t: Translate): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field) => [field, nameOf(field, t)]));

function nameOf(field: string, t: Translate): string {
  const key = keyOfField(field);
  return Object.hasOwn(audited, key) ? t(`audited:${key}` as TextKey) : field;
}
