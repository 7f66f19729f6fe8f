import type { PublishedContent } from '../content.ts';
import type { Change } from './change.ts';
import { memberChanges } from './member-changes.ts';
import { serverChanges } from './server-changes.ts';
import { trustChanges } from './trust-changes.ts';

/** What one publication changes against another; the order of lists is no change. */
export const changesBetween = (before: PublishedContent, after: PublishedContent): Change[] => [
  ...serverChanges(before, after),
  ...trustChanges(before, after),
  ...memberChanges(before, after),
];
