import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import type { ReactNode } from 'react';
import type { Answered } from '../api/queries.ts';
import { ErrorPanel } from './error-panel.tsx';
import { PageHeader } from './page-header.tsx';
import { PageProblem } from './page-problem.tsx';

interface LoadedProps<Answer> {
  readonly of: Answered<Answer>;
  /** The page's heading, where nothing else on it has one. */
  readonly title?: string;
  readonly children: (answer: Answer) => ReactNode;
}

/** What was asked for: a skeleton until it comes, and its problem in this place alone. */
export function Loaded<Answer>({ of: { data, problem, again }, title, children }: LoadedProps<Answer>) {
  if (data !== undefined) return children(data);
  if (problem !== undefined) {
    if (title === undefined) return <ErrorPanel {...{ problem, again }} />;
    return (
      <>
        <PageHeader title={title} />
        <PageProblem {...{ problem, again }} />
      </>
    );
  }
  return (
    <Box aria-busy sx={{ display: 'grid', gap: 1 }}>
      <Skeleton variant="rounded" height={40} sx={{ maxWidth: 480 }} />
      <Skeleton variant="rounded" height={120} />
    </Box>
  );
}
