import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { useTexts } from '../texts/texts.ts';
import { announce } from './announcer.tsx';
import { Code } from './code.tsx';
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
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'flex-start', gap: 0.5, maxWidth: '100%' }}>
      <Code text={shown} />
      <IconButton
        size="small"
        onClick={() => void copy()}
        aria-label={t('common:copy', { what })}
        title={t('common:copy', { what })}
        // Beside the first line, which it makes no higher.
        sx={{ minWidth: 28, minHeight: 28, p: 0.25, my: '-4px', flex: 'none' }}
        data-print="no"
      >
        <Icon name="copy" sx={{ fontSize: 18 }} />
      </IconButton>
    </Box>
  );
}
