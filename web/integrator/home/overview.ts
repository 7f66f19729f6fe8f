import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import type { Problem } from '../../api/problem.ts';

const EVERY_MS = 15_000;

export interface Overview {
  /** Requests that wait, the oldest first; undefined: not known. */
  readonly waiting: { readonly count: number; readonly oldestAt: string | undefined } | undefined;
  readonly members: number | undefined;
  readonly servers: number | undefined;
  readonly groups: number | undefined;
  readonly at: Date | undefined;
  readonly problem: Problem | undefined;
  readonly again: () => void;
}

/** What home tells: as far as the caller may know it. */
export function useOverview(): Overview {
  const may = useRights();
  const every = { everyMs: EVERY_MS };
  const requests = useAnswer(
    may('VIEW_MANAGEMENT_REQUESTS')
      ? call('get', '/management-requests', {
          query: { filter: { status: 'WAITING' }, paging_sorting: { limit: 1, sort: 'created_at' } },
        })
      : undefined,
    every,
  );
  const members = useAnswer(
    may('VIEW_MEMBERS')
      ? call('get', '/clients', { query: { client_type: 'MEMBER', paging_sorting: { limit: 1 } } })
      : undefined,
    every,
  );
  const servers = useAnswer(
    may('VIEW_SECURITY_SERVERS')
      ? call('get', '/security-servers', { query: { paging_sorting: { limit: 1 } } })
      : undefined,
    every,
  );
  const groups = useAnswer(may('VIEW_GLOBAL_GROUPS') ? call('get', '/global-groups', {}) : undefined, every);
  const all = [requests, members, servers, groups];
  return {
    waiting:
      requests.data === undefined
        ? undefined
        : {
            count: requests.data.paging_metadata.total_items,
            oldestAt: requests.data.items[0]?.created_at,
          },
    members: members.data?.paging_metadata.total_items,
    servers: servers.data?.paging_metadata.total_items,
    groups: groups.data?.length,
    at: all.map(({ answeredAt }) => answeredAt).find((at) => at !== undefined),
    problem: all.map(({ problem }) => problem).find((problem) => problem !== undefined),
    again: () => {
      for (const each of all) each.again();
    },
  };
}
