import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import { StateIcon } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Review } from './reviewed.ts';

interface DecidedProps {
  readonly decision: NonNullable<Review['decision']>;
  /** It was decided while somebody here was about to. */
  readonly wasLate: boolean;
}

/** What became of a request: by whom, when and why. */
export function Decided({ decision: { status, at, by, reason }, wasLate }: DecidedProps) {
  const { t } = useTexts();
  return (
    <Paper role={wasLate ? 'alert' : undefined} data-decision={status} sx={{ p: 2, display: 'flex', gap: 1 }}>
      <StateIcon state={wasLate ? 'attention' : status === 'APPROVED' ? 'ok' : 'stopped'} />
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 620 }}>
          {wasLate && `${t('requests:meanwhile')} `}
          {t(`requests:decision_${status}`)} <Time at={at} relative />
          {by !== undefined && ` · ${by}`}
        </Box>
        {reason !== undefined && (
          <div>
            {t('requests:reason')}: {reason}
          </div>
        )}
      </Box>
    </Paper>
  );
}
