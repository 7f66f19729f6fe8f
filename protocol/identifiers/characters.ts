import { COMPONENTS } from './components.ts';
import type { Identifier } from './identifier.ts';

/** What no component may hold where `strict-identifier-checks` is off (X-Road before 7.3): `: ; / \ %`, controls, U+FEFF, U+200B. */
const LEGACY_FORBIDDEN = /[:;/\\%\u0000-\u001f\u007f-\u009f\ufeff\u200b]/u;
/** All that a component may hold by the documented rule (PR-REST §4.8, PR-MESS §2.7). */
const STRICT = /^[A-Za-z0-9'()+,\-.=?]+$/;

export type CharacterRule = 'strict' | 'legacy';

/** Whether a component may be registered under that rule. Messages are carried whatever their identifiers hold. */
export function isComponentAllowed(component: string, rule: CharacterRule): boolean {
  return rule === 'strict' ? STRICT.test(component) : component !== '' && !LEGACY_FORBIDDEN.test(component);
}

/** The names of the components of an identifier that the rule forbids, in order. */
export function forbiddenComponents(id: Identifier, rule: CharacterRule): string[] {
  const fields = id as unknown as Readonly<Record<string, string | undefined>>;
  return COMPONENTS[id.type]
    .map(({ field }) => field)
    .filter((field) => fields[field] !== undefined && !isComponentAllowed(fields[field], rule));
}
