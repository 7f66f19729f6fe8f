import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Store, useStore } from '../api/store.ts';
import { useTexts } from '../texts/texts.ts';

const SPOKEN_MS = 4_000;
/** How long an act can be taken back. */
const UNDO_MS = 10_000;

interface Said {
  readonly text: string;
  readonly undo?: () => Promise<void>;
}

const NOTHING: Said = { text: '' };
const said = new Store<Said>(NOTHING);
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Says something to those who do not see it, and shows it for a moment at the edge of the window. `undo` takes back what was done, where
 * that loses nothing, and says so itself.
 */
export function announce(text: string, undo?: () => Promise<void>): void {
  said.set({ text, ...(undo === undefined ? {} : { undo }) });
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      said.set(NOTHING);
    },
    undo === undefined ? SPOKEN_MS : UNDO_MS,
  );
}

export function Announcer() {
  const { t } = useTexts();
  const { text, undo } = useStore(said);
  const take = (back: () => Promise<void>): void => {
    said.set(NOTHING);
    back().catch(() => {
      announce(t('common:undo_failed'));
    });
  };
  return (
    <Box
      data-print="no"
      sx={{
        ...{ position: 'fixed', bottom: 16, left: '50%', transform: 'translateX(-50%)', zIndex: 'tooltip' },
        ...{ display: 'flex', alignItems: 'center', gap: 1.5, maxWidth: 'calc(100vw - 32px)', borderRadius: 1 },
        ...(text === ''
          ? {}
          : { px: 2, py: 1, bgcolor: 'background.paper', border: '1px solid', borderColor: 'primary.main' }),
        ...(undo === undefined ? { pointerEvents: 'none' } : {}),
      }}
    >
      <span role="status" aria-live="polite">
        {text}
      </span>
      {undo !== undefined && (
        <Button
          variant="text"
          sx={{ textDecoration: 'underline', flexShrink: 0 }}
          onClick={() => {
            take(undo);
          }}
        >
          {t('common:undo')}
        </Button>
      )}
    </Box>
  );
}
