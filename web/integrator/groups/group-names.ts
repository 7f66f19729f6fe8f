import type { Translate } from '../../texts/texts.ts';

/** It holds the owners of security servers, and nobody puts anybody there. */
export const BUILT_IN = 'security-server-owners';

interface Group {
  readonly code: string;
  readonly description?: string;
}

/** What people call a group: the built-in one in their language, another by its description, or else by its code. */
export function nameOfGroup({ code, description = '' }: Group, t: Translate): string {
  if (code === BUILT_IN) return t('groups:owners');
  return description === '' ? code : description;
}
