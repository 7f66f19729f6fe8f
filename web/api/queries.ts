import { QueryClient, keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { make, read, type Call } from './client.ts';
import { problemOf, type Problem } from './problem.ts';

/** What was asked once is asked anew when it is looked at again after this. */
const FRESH_MS = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    // Where the network is gone, that is said, and not waited for.
    queries: { staleTime: FRESH_MS, retry: false, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

/** What a reading call answered, or is about to. */
export interface Answered<Answer> {
  readonly data: Answer | undefined;
  /** Of the object, where it has one. */
  readonly etag: string | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  /** It is asked anew; what was answered before is there meanwhile. */
  readonly isRefreshing: boolean;
  /** When it was answered last. */
  readonly answeredAt: Date | undefined;
  readonly again: () => void;
}

interface Options {
  /** Asked anew at this interval, but not in a tab that nobody sees. */
  readonly everyMs?: number;
  /** What is shown stays until the next answer: a list whose page or filter changes. */
  readonly keepsPrevious?: boolean;
}

/** Makes a reading call when it is first drawn, and keeps the answer; without a call it waits for one. */
export function useAnswer<Answer>(
  call: Call<Answer> | undefined,
  { everyMs, keepsPrevious = false }: Options = {},
): Answered<Answer> {
  const query = useQuery({
    queryKey: [call?.request.url ?? '', call?.request.body ?? null],
    // An answer without a body is one too.
    queryFn: async ({ signal }) => (call === undefined ? undefined : read(call, signal)),
    enabled: call !== undefined,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs, refetchIntervalInBackground: false }),
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    data: query.data?.body,
    etag: query.data?.etag,
    problem: query.error === null ? undefined : problemOf(query.error),
    isLoading: query.isPending && query.fetchStatus !== 'idle',
    isRefreshing: query.isFetching && !query.isPending,
    answeredAt: query.dataUpdatedAt === 0 ? undefined : new Date(query.dataUpdatedAt),
    again: () => void query.refetch(),
  };
}

export interface Change<Answer> {
  readonly run: (call: Call<Answer>) => void;
  readonly isRunning: boolean;
  readonly problem: Problem | undefined;
  readonly forget: () => void;
}

/** Makes a call that changes something; afterwards all that is shown is asked anew. `refused`: for what a problem asks for besides being shown. */
export function useChange<Answer>(
  done: (answer: Answer) => void,
  refused?: (problem: Problem) => void,
): Change<Answer> {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (call: Call<Answer>) => make(call),
    onSuccess: (answer) => {
      done(answer);
      void client.invalidateQueries();
    },
    onError: (error) => {
      refused?.(problemOf(error));
    },
  });
  return {
    run: (call) => {
      mutation.mutate(call);
    },
    isRunning: mutation.isPending,
    problem: mutation.error === null ? undefined : problemOf(mutation.error),
    forget: mutation.reset,
  };
}
