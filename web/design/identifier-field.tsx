import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState, type ReactNode } from 'react';
import { useTexts, type Translate } from '../texts/texts.ts';
import { FieldWithHelp } from './form.tsx';
import { faultOf, isEik, looksLikeEik, type IdentifierFault, type IdentifierKind } from './identifiers.ts';
import { StateIcon } from './status.tsx';

interface IdentifierFieldProps {
  readonly kind: IdentifierKind;
  readonly label: string;
  readonly help?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The whole identifier that the code makes. */
  readonly whole?: string | undefined;
  /** Where the code is taken already: by whom. */
  readonly taken?: string | undefined;
  /** Shows what is wrong before the field was left: a form that was sent. */
  readonly isSent?: boolean;
  readonly autoFocus?: boolean;
}

/** A code that identifies something. From when it was left first, it is checked while somebody types. */
export function IdentifierField(props: IdentifierFieldProps) {
  const { kind, label, help, value, onChange, whole, taken, isSent = false, autoFocus = false } = props;
  const { t } = useTexts();
  const [wasLeft, setLeft] = useState(false);
  const isJudged = wasLeft || isSent;
  const fault = isJudged && (isSent || value !== '') ? faultOf(value) : undefined;
  const isWrongEik = isJudged && fault === undefined && kind === 'member' && looksLikeEik(value) && !isEik(value);
  const mended = fault?.rule === 'characters' ? fault.latin : undefined;
  const problem =
    fault !== undefined ? wordsOf(fault, t) : taken === undefined ? undefined : t('fields:taken', { taken });
  return (
    <FieldWithHelp help={help}>
      <TextField
        label={label}
        value={value}
        required
        autoFocus={autoFocus}
        autoComplete="off"
        error={problem !== undefined}
        helperText={problem}
        slotProps={{ htmlInput: { spellCheck: false, translate: 'no', 'data-kind': kind, maxLength: 300 } }}
        onChange={({ target }) => {
          onChange(target.value);
        }}
        onBlur={() => {
          setLeft(true);
        }}
      />
      {mended !== undefined && (
        <Button
          sx={{ mt: 0.5 }}
          onClick={() => {
            onChange(mended);
          }}
        >
          {t('fields:make_latin', { text: mended })}
        </Button>
      )}
      {isWrongEik && (
        <Box role="status" sx={{ display: 'flex', gap: 0.5, fontSize: 13, color: 'attention.main', mt: 0.5 }}>
          <StateIcon state="attention" />
          {t('fields:wrong_eik')}
        </Box>
      )}
      {whole !== undefined && value !== '' && (
        <Box sx={{ fontSize: 13, color: 'text.secondary', mt: 0.5, overflowWrap: 'anywhere' }}>
          {t('fields:whole')}: <code>{whole}</code>
        </Box>
      )}
    </FieldWithHelp>
  );
}

function wordsOf(fault: IdentifierFault, t: Translate): string {
  switch (fault.rule) {
    case 'empty':
      return t('fields:empty');
    case 'too_long':
      return t('fields:too_long');
    case 'characters': {
      const { lookAlikes, foreign } = fault;
      const words = foreign.map((character) => (/\s/.test(character) ? t('fields:space') : character)).join(', ');
      return [
        ...(lookAlikes.length > 0 ? [t('fields:cyrillic', { characters: lookAlikes.join(', ') })] : []),
        ...(foreign.length > 0 ? [t('fields:not_allowed', { characters: words })] : []),
      ].join(' ');
    }
  }
}

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly isRequired?: boolean;
  readonly isSent?: boolean;
  readonly type?: 'text' | 'password';
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
}

/** A text of one line. */
export function TextInput(props: TextInputProps) {
  const { label, value, onChange, help, isRequired = false, isSent = false, type = 'text' } = props;
  const { t } = useTexts();
  const isMissing = isSent && isRequired && value.trim() === '';
  return (
    <FieldWithHelp help={help}>
      <TextField
        {...{ label, value, type, required: isRequired, error: isMissing }}
        helperText={isMissing ? t('fields:empty') : undefined}
        autoComplete={props.autoComplete ?? 'off'}
        autoFocus={props.autoFocus ?? false}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      />
    </FieldWithHelp>
  );
}
