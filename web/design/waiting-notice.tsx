import Box from '@mui/material/Box';
import { waiting } from '../api/waiting.ts';
import { useStore } from '../api/store.ts';
import { useTexts } from '../texts/texts.ts';

/** Says that the server takes no more calls just now, and that they come later by themselves. */
export function WaitingNotice() {
  const { t } = useTexts();
  const calls = useStore(waiting.calls);
  return (
    <Box role="status" data-print="no">
      {calls > 0 && (
        <Box sx={{ bgcolor: 'attention.tint', color: 'attention.main', px: 3, py: 1 }}>{t('common:waiting')}</Box>
      )}
    </Box>
  );
}
