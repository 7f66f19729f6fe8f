import { call } from '../../api/client.ts';
import type { Paths } from '../../api/definitions/all.d.ts';
import type { AnswerOf } from '../../api/client.ts';
import { useAnswer, type Answered } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import type { State } from '../../design/status.tsx';
import { useNow } from '../../design/time.tsx';

const EVERY_MS = 15_000;
/** Older news are none: some answers may have been missed, as while a tab was hidden. */
const STALE_MS = 4 * EVERY_MS;

export type Overview = AnswerOf<'/drum/overview' & keyof Paths, 'get'>;
export type Part = Overview['parts'][number];

export interface Seen extends Answered<Overview> {
  /** There is no fresh news: whatever is shown was so. */
  readonly isStale: boolean;
}

/** How the network is, in one call. */
export function useOverview(): Seen {
  const may = useRights();
  const now = useNow();
  const answered = useAnswer(may('VIEW_NETWORK_HEALTH') ? call('get', '/drum/overview', {}) : undefined, {
    everyMs: EVERY_MS,
  });
  const { answeredAt, problem } = answered;
  const isOld = answeredAt !== undefined && now.getTime() - answeredAt.getTime() > STALE_MS;
  return { ...answered, isStale: problem !== undefined || isOld };
}

/** As the server tells it; old news are never good ones. */
export function stateOf({ state, publication: { nodes } }: Overview, isStale: boolean): State {
  if (isStale || (nodes.length > 0 && nodes.every((node) => node.state === 'UNKNOWN'))) return 'unknown';
  return STATES[state];
}

export const STATES = { OK: 'ok', ATTENTION: 'attention', STOPPED: 'stopped', UNKNOWN: 'unknown' } as const;
