import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import { Link as RouterLink } from 'react-router';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { publicationPath } from '../../api/paths.ts';
import { StatusLine } from '../../design/status-line.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ChangeWords } from './change-words.tsx';

/** What holds publication, by whom or why, since when. */
export function HoldState({ preview: { hold } }: { readonly preview: Schemas['Preview'] }) {
  const { t } = useTexts();
  if (!hold.held) return null;
  const { by_hand: byHand, restored_publication: restored, waiting } = hold;
  return (
    <Paper sx={{ px: 2 }} data-held>
      {byHand !== undefined && (
        <StatusLine
          state="attention"
          text={t('configuration:held_by', { by: byHand.by, reason: byHand.reason })}
          since={byHand.since}
        />
      )}
      {restored !== undefined && (
        <StatusLine
          state="attention"
          text={
            <Link component={RouterLink} to={publicationPath(restored)}>
              {t('configuration:restored', { number: restored })}
            </Link>
          }
          cause={t('configuration:restored_teach')}
        />
      )}
      {waiting !== undefined && (
        <StatusLine
          state="attention"
          text={t('configuration:waits', { count: waiting.reasons_total })}
          since={waiting.since}
          cause={
            <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
              {waiting.reasons.map(({ kind, subject, server }) => (
                <li key={`${kind} ${subject} ${server}`}>
                  <code>{server}</code>: <ChangeWords change={{ kind, subject, server }} />
                </li>
              ))}
            </Box>
          }
        />
      )}
    </Paper>
  );
}
