import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useId, useRef } from 'react';
import { useTexts } from '../../texts/texts.ts';

interface FileChoiceProps {
  readonly label: string;
  readonly help: string;
  readonly file: File | undefined;
  readonly onChange: (file: File | undefined) => void;
  readonly isSent: boolean;
}

/** A file of whoever sits there. */
export function FileChoice({ label, help, file, onChange, isSent }: FileChoiceProps) {
  const { t } = useTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const isMissing = isSent && file === undefined;
  return (
    <Box sx={{ display: 'grid', gap: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Button
          aria-describedby={`${id}-help`}
          onClick={() => {
            input.current?.click();
          }}
        >
          {t('management:choose_file')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={label}
          onChange={({ target }) => {
            onChange(target.files?.[0]);
          }}
        />
        <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
          {file?.name ?? t('management:no_file')}
        </Box>
      </Box>
      <Box id={`${id}-help`} sx={{ fontSize: 13, color: isMissing ? 'error.main' : 'text.secondary' }}>
        {isMissing ? t('management:file_needed') : help}
      </Box>
    </Box>
  );
}
