import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import Paper from '@mui/material/Paper';
import { Link } from 'react-router';
import { call } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { Copyable } from '../../design/copyable.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { Facts } from '../../design/facts.tsx';
import { formatNumber } from '../../design/formats.ts';
import { StateIcon } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Has the whole log read, and says what came of it. */
export function Verification() {
  const { t, language } = useTexts();
  const { data, problem, again } = useAnswer(call('get', '/drum/audit-events/verification', {}));
  if (problem !== undefined) return <ErrorPanel {...{ problem, again }} />;
  if (data === undefined) {
    return (
      <Paper sx={{ p: 2, mb: 2, display: 'flex', gap: 1.5, alignItems: 'center' }} role="status">
        <CircularProgress size={20} aria-hidden />
        {t('audit:verifying')}
      </Paper>
    );
  }
  const { holds, events: count, head_hash: head, broken_at: brokenAt, checked_at: at } = data;
  const number = formatNumber(count, language);
  return (
    <Paper role={holds ? 'status' : 'alert'} data-verification={holds} sx={{ p: 2, mb: 2 }}>
      <Box sx={{ display: 'flex', gap: 1, fontWeight: 620 }}>
        <StateIcon state={holds ? 'ok' : 'stopped'} />
        <span>{holds ? t('audit:holds', { count, number }) : t('audit:broken', { id: brokenAt ?? 0, number })}</span>
      </Box>
      <Facts
        facts={[
          [t('audit:checked'), <Time at={at} relative />],
          [
            t('audit:head'),
            <>
              <Copyable text={head} what={t('audit:head')} />
              <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{t('audit:keep')}</Box>
            </>,
          ],
        ]}
      />
      {brokenAt !== undefined && (
        <Button component={Link} to={`/audit/${brokenAt}`} sx={{ mt: 1.5 }}>
          {t('audit:to_broken')}
        </Button>
      )}
    </Paper>
  );
}
