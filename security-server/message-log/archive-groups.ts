import { memberOf } from '#protocol/identifiers/compare.ts';
import { keyOf, parseKey } from '#protocol/identifiers/text.ts';
import type { ArchiveGrouping } from './parameters.ts';

/** The group of an owner (`keyOf`) without its kind, as X-Road names groups: `BG/GOV/1000/sub`; empty where nothing is grouped. */
export function archiveGroup(owner: string, grouping: ArchiveGrouping): string {
  if (grouping === 'none') return '';
  const id = parseKey(owner);
  const named = grouping === 'member' && 'memberCode' in id ? keyOf(memberOf(id)) : owner;
  return named.slice(named.indexOf(':') + 1);
}
