import type { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { ErrorPanel } from './error-panel.tsx';
import { PlaceButton, useListAbove } from './places.tsx';

const STATUS_NOT_FOUND = 404;

interface PageProblemProps {
  readonly problem: Problem;
  readonly again: () => void;
}

/** Why a page has nothing to show; from what is not there, a way to the list of what is. */
export function PageProblem({ problem, again }: PageProblemProps) {
  const { t } = useTexts();
  const list = useListAbove();
  const step =
    problem.status === STATUS_NOT_FOUND && list !== undefined ? (
      <PlaceButton to={list}>{t('problems:to_list')}</PlaceButton>
    ) : undefined;
  return <ErrorPanel {...{ problem, again, step }} />;
}
