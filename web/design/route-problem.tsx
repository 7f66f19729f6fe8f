import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link, useRouteError } from 'react-router';
import { problemOf } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { EmptyState } from './empty-state.tsx';
import { useTitle } from './entity-header.tsx';
import { ErrorPanel } from './error-panel.tsx';

/** Where a screen itself failed. */
export function RouteProblem() {
  const error = useRouteError();
  return (
    <Box sx={{ p: 3 }}>
      <ErrorPanel
        problem={problemOf(error)}
        again={() => {
          globalThis.location.reload();
        }}
      />
    </Box>
  );
}

export function NotFound() {
  const { t } = useTexts();
  useTitle(t('common:not_found'));
  return (
    <EmptyState
      why="filtered"
      isPage
      title={t('common:not_found')}
      teach={t('common:not_found_teach')}
      action={
        <Button component={Link} to="/">
          {t('common:to_home')}
        </Button>
      }
    />
  );
}
