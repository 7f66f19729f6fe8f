import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { useTexts } from '../texts/texts.ts';
import { announce } from './announcer.tsx';
import { Icon } from './icons.tsx';

interface CopyableProps {
  readonly text: string;
  /** What is shown, where that is not the whole text. */
  readonly shown?: string;
  /** What it is, for those who hear it. */
  readonly what: string;
  /** It is copied and not said aloud. */
  readonly isSecret?: boolean;
}

/** An identifier, fingerprint or code: copied whole by one click. */
export function Copyable({ text, shown = text, what, isSecret = false }: CopyableProps) {
  const { t } = useTexts();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce(t('common:copied', { what: isSecret ? what : text }));
  };
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, maxWidth: '100%' }}>
      <Box component="code" sx={{ overflowWrap: 'anywhere', minWidth: 0 }} translate="no">
        {shown}
      </Box>
      <IconButton
        size="small"
        onClick={() => void copy()}
        aria-label={t('common:copy', { what })}
        title={t('common:copy', { what })}
        sx={{ minWidth: 28, minHeight: 28, p: 0.25, flex: 'none' }}
        data-print="no"
      >
        <Icon name="copy" sx={{ fontSize: 18 }} />
      </IconButton>
    </Box>
  );
}
