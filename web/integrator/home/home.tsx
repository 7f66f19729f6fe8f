import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import { Link as RouterLink } from 'react-router';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { h1, useTitle } from '../../design/entity-header.tsx';
import { formatClock, formatNumber, formatUtc } from '../../design/formats.ts';
import { StateIcon } from '../../design/status.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useOverview, type Overview } from './overview.ts';

/** Is it working, and what needs somebody. */
export function Component() {
  const { t, language } = useTexts();
  const overview = useOverview();
  const { waiting, at, problem } = overview;
  useTitle(t('home:title'));
  const isStale = problem !== undefined;
  const attention = (waiting?.count ?? 0) > 0 ? 1 : 0;
  const sentence = isStale
    ? t('home:unknown')
    : `${t('home:works')} ${attention === 0 ? t('home:nothing') : t('home:attention', { count: attention })}`;
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline', flexWrap: 'wrap' }}>
        <Box
          component="h1"
          sx={{ ...h1, display: 'flex', gap: 1, alignItems: 'flex-start', flex: '1 1 auto', '& svg': { mt: '6px' } }}
        >
          <StateIcon state={isStale ? 'unknown' : attention > 0 ? 'attention' : 'ok'} />
          {sentence}
        </Box>
        {at !== undefined && (
          <Box sx={{ color: 'text.secondary' }}>
            {t('common:as_of')}{' '}
            <time dateTime={at.toISOString()} title={formatUtc(at)}>
              {formatClock(at)}
            </time>
          </Box>
        )}
      </Box>
      {problem !== undefined && <ErrorPanel problem={problem} again={overview.again} />}
      {waiting !== undefined && waiting.count > 0 && <Waiting waiting={waiting} />}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: 'repeat(3, minmax(0, 1fr))' } }}>
        <Figure text={t('home:members')} value={overview.members} to="/members" language={language} />
        <Figure text={t('home:servers')} value={overview.servers} to="/servers" language={language} />
        <Figure text={t('home:groups')} value={overview.groups} to="/groups" language={language} />
      </Box>
    </Box>
  );
}

function Waiting({ waiting: { count, oldestAt } }: { readonly waiting: NonNullable<Overview['waiting']> }) {
  const { t } = useTexts();
  return (
    <Paper sx={{ px: 2 }}>
      <StatusLine
        state="attention"
        text={
          <>
            {t('home:waiting', { count })}
            {oldestAt !== undefined && (
              <>
                , {t('home:oldest')} <Time at={oldestAt} relative />
              </>
            )}
          </>
        }
        step={
          <Button component={RouterLink} to="/requests">
            {t('home:review')}
          </Button>
        }
      />
    </Paper>
  );
}

interface FigureProps {
  readonly text: string;
  readonly value: number | undefined;
  readonly to: string;
  readonly language: 'bg' | 'en';
}

/** A figure, which leads to its list. */
function Figure({ text, value, to, language }: FigureProps) {
  if (value === undefined) return null;
  return (
    <Paper sx={{ p: 2, display: 'flex', flexDirection: { xs: 'row', sm: 'column' }, gap: 0.5, alignItems: 'baseline' }}>
      <Box sx={{ fontSize: 26, fontWeight: 650, minWidth: 48, fontFeatureSettings: "'tnum'" }}>
        {formatNumber(value, language)}
      </Box>
      <Link component={RouterLink} to={to}>
        {text}
      </Link>
    </Paper>
  );
}
