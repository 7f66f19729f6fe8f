import type { PublishedContent } from '../content.ts';
import type { Change } from './change.ts';
import { memberChanges } from './member-changes.ts';
import { namedChanges } from './named-changes.ts';
import { serverChanges } from './server-changes.ts';
import { trustChanges } from './trust-changes.ts';

/** What both publications say of trust, by which it is judged whom a change cuts off. */
export interface TrustFacts {
  readonly approvedCas: PublishedContent['shared']['approvedCas'];
  readonly sources: PublishedContent['shared']['sources'];
  /** How many servers there are. */
  readonly servers: number;
}

export interface Comparison {
  readonly changes: readonly Change[];
  readonly before: TrustFacts;
  readonly after: TrustFacts;
}

/** What one publication changes against another; the order of lists is no change. */
export const compared = (before: PublishedContent, after: PublishedContent): Comparison => ({
  changes: namedChanges(
    [...serverChanges(before, after), ...trustChanges(before, after), ...memberChanges(before, after)],
    before.shared,
    after.shared,
  ),
  before: factsOf(before),
  after: factsOf(after),
});

const factsOf = ({ shared }: PublishedContent): TrustFacts => ({
  ...{ approvedCas: shared.approvedCas, sources: shared.sources, servers: shared.securityServers.length },
});
