import Box from '@mui/material/Box';
import { Store, useStore } from '../api/store.ts';

const SPOKEN_MS = 4_000;
const said = new Store('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something to those who do not see it, and shows it for a moment at the edge of the window. */
export function announce(text: string): void {
  said.set(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.set('');
  }, SPOKEN_MS);
}

export function Announcer() {
  const text = useStore(said);
  return (
    <Box
      role="status"
      aria-live="polite"
      data-print="no"
      sx={{
        ...{ position: 'fixed', bottom: 16, left: '50%', transform: 'translateX(-50%)', zIndex: 'tooltip' },
        ...{ maxWidth: 'calc(100vw - 32px)', borderRadius: 1, pointerEvents: 'none' },
        ...(text === '' ? {} : { px: 2, py: 1, bgcolor: 'text.primary', color: 'background.default' }),
      }}
    >
      {text}
    </Box>
  );
}
