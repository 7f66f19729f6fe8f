import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { FieldWithHelp } from './form.tsx';
import { formatNumber } from './formats.ts';
import { Icon } from './icons.tsx';

interface FileFieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly file: File | undefined;
  readonly onChange: (file: File | undefined) => void;
  /** As the browser's dialog takes it: `.pem,.crt`. */
  readonly accept: string;
  readonly isRequired?: boolean;
  readonly isSent?: boolean;
}

const KILOBYTE = 1_000;

/** A file: chosen by a button, or dropped here. */
export function FileField(props: FileFieldProps) {
  const { label, help, file, onChange, accept, isRequired = false, isSent = false } = props;
  const { t, language } = useTexts();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const isMissing = isSent && isRequired && file === undefined;
  const size = file === undefined ? '' : formatNumber(Math.round(file.size / (KILOBYTE / 10)) / 10, language);
  return (
    <FieldWithHelp help={help}>
      <Box
        role="group"
        aria-labelledby={`${id}-label`}
        sx={{
          ...{
            border: '1px dashed',
            borderRadius: 1,
            p: 1.5,
            bgcolor: isOver ? 'action.selected' : 'background.paper',
          },
          borderColor: isMissing ? 'error.main' : isOver ? 'primary.main' : 'control',
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [dropped] = event.dataTransfer.files;
          if (dropped !== undefined) onChange(dropped);
        }}
      >
        <Box id={`${id}-label`} sx={{ fontSize: 13, color: 'text.secondary', mb: 1 }}>
          {label}
          {isRequired && ' *'}
        </Box>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={label}
          accept={accept}
          onChange={({ target }) => {
            onChange(target.files?.[0]);
            // The same file, mended, may be chosen again.
            target.value = '';
          }}
        />
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
          <Button
            aria-describedby={`${id}-state`}
            onClick={() => {
              input.current?.click();
            }}
          >
            {t(file === undefined ? 'common:choose_file' : 'common:choose_other_file')}
          </Button>
          <Box id={`${id}-state`} sx={{ minWidth: 0, flex: '1 1 160px', overflowWrap: 'anywhere' }}>
            {file === undefined ? (
              // Nobody drops a file with a finger.
              <Box component="span" sx={{ color: 'text.secondary', '@media (pointer: coarse)': { display: 'none' } }}>
                {t('common:drop_file')}
              </Box>
            ) : (
              <>
                <b>{file.name}</b> {size} kB
              </>
            )}
          </Box>
          {file !== undefined && !isRequired && (
            <Button
              variant="text"
              onClick={() => {
                onChange(undefined);
              }}
            >
              {t('common:no_file')}
            </Button>
          )}
        </Box>
        {isMissing && (
          <Box sx={{ display: 'flex', gap: 0.5, color: 'error.main', fontSize: 13, mt: 1 }}>
            <Icon name="close" sx={{ fontSize: 18 }} />
            {t('common:file_missing')}
          </Box>
        )}
      </Box>
    </FieldWithHelp>
  );
}
