import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import { useState } from 'react';
import type { Call } from '../api/client.ts';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { DiffView } from './diff-view.tsx';
import { StateIcon } from './status.tsx';

export const isConflict = (problem: Problem | undefined): boolean => problem?.code === 'changed_meanwhile';

/**
 * The state that an edit is held against: the one that was shown when the form opened, and after a conflict the one that was shown
 * with it.
 */
export function useSeenState(etag: string | undefined, problem: Problem | undefined): string | undefined {
  const [seen, setSeen] = useState(etag);
  if (isConflict(problem) && problem?.etag !== undefined && problem.etag !== seen) setSeen(problem.etag);
  return seen;
}

interface ConflictProps {
  readonly problem: Problem;
  /** What would be saved. */
  readonly call: Call | undefined;
  readonly names?: Readonly<Record<string, string>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Somebody else has changed it: what it is now, and what would be saved. */
export function Conflict({ problem: { current }, call, names }: ConflictProps) {
  const { t } = useTexts();
  const mine = (call?.request.body ?? {}) as Fields;
  const now = (current ?? {}) as Fields;
  const theirs = Object.fromEntries(Object.keys(mine).map((field) => [field, now[field]]));
  return (
    <Paper role="alert" data-problem="changed_meanwhile" sx={{ borderColor: 'attention.main', p: 2, maxWidth: 720 }}>
      <Box sx={{ display: 'flex', gap: 1, fontWeight: 620, mb: 1 }}>
        <StateIcon state="attention" />
        <span>{t('common:changed_meanwhile')}</span>
      </Box>
      <DiffView
        impact={[t('common:changed_meanwhile_teach')]}
        before={theirs}
        after={mine}
        {...(names === undefined ? {} : { names })}
      />
    </Paper>
  );
}
