import Box from '@mui/material/Box';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { h1, useTitle } from '../../design/entity-header.tsx';
import { formatClock, formatUtc } from '../../design/formats.ts';
import { Loaded } from '../../design/loaded.tsx';
import { StateIcon } from '../../design/status.tsx';
import { useRights } from '../../api/rights.ts';
import { useTexts, type Translate } from '../../texts/texts.ts';
import { Attention } from './attention.tsx';
import { Expiring, Publication, ServersSeen, Totals, Changes } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { stateOf, useOverview, type Overview, type Seen } from './overview.ts';
import { WithoutHealth } from './without-health.tsx';

/** Is it working, and what needs somebody. */
export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const seen = useOverview();
  useTitle(t('home:title'));
  if (!may('VIEW_NETWORK_HEALTH')) return <WithoutHealth />;
  return (
    <Loaded of={seen} title={t('home:title')}>
      {(overview) => (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Sentence {...{ overview, seen }} />
          {seen.problem !== undefined && <ErrorPanel problem={seen.problem} again={seen.again} />}
          <Attention {...{ overview, isStale: seen.isStale }} />
          <FirstSteps overview={overview} />
          <Box
            sx={{
              display: 'grid',
              gap: 2,
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' },
            }}
          >
            <Publication {...{ overview, isStale: seen.isStale }} />
            <ServersSeen overview={overview} />
            <Expiring overview={overview} />
            <Totals overview={overview} />
          </Box>
          <Changes overview={overview} />
        </Box>
      )}
    </Loaded>
  );
}

function Sentence({ overview, seen: { isStale, answeredAt } }: { readonly overview: Overview; readonly seen: Seen }) {
  const { t } = useTexts();
  const state = stateOf(overview, isStale);
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline', flexWrap: 'wrap' }}>
      <Box
        component="h1"
        data-state={state}
        sx={{ ...h1, display: 'flex', gap: 1, alignItems: 'flex-start', flex: '1 1 auto', '& svg': { mt: '6px' } }}
      >
        <StateIcon state={state} />
        {sentenceOf(overview, isStale, t)}
      </Box>
      {answeredAt !== undefined && (
        <Box sx={{ color: 'text.secondary' }}>
          {t('common:as_of')}{' '}
          <time dateTime={answeredAt.toISOString()} title={formatUtc(answeredAt)}>
            {formatClock(answeredAt)}
          </time>
        </Box>
      )}
    </Box>
  );
}

function sentenceOf(overview: Overview, isStale: boolean, t: Translate): string {
  const state = stateOf(overview, isStale);
  if (isStale) return t('home:unknown');
  const count = overview.parts.length;
  const needs = count === 0 ? t('home:nothing') : t('home:attention', { count });
  if (state === 'unknown') return `${t('home:not_published')} ${count === 0 ? '' : needs}`.trim();
  return `${t(state === 'stopped' ? 'home:stopped' : 'home:works')} ${needs}`;
}
