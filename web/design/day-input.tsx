import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField, { type TextFieldProps } from '@mui/material/TextField';
import { useRef, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { dayOf, formatDay, formatMinute, minuteOf } from './calendar.ts';
import { Icon } from './icons.tsx';

interface DayInputProps extends Pick<TextFieldProps, 'sx' | 'required'> {
  readonly label: string;
  /** `2026-11-03`, with its clock `2026-11-03T16:05`; empty: none. */
  readonly value: string;
  /** Is told what is a day, or empty; and of what is none yet, the text itself. */
  readonly onChange: (value: string) => void;
  readonly hasClock?: boolean;
  /** Shows what is wrong before the field was left: a form that was sent. */
  readonly isSent?: boolean;
  /** What else is wrong with it. */
  readonly fault?: string | undefined;
}

/** A field of the browser's own has the browser's language, not that of the screen: so a day is typed as it is shown, or taken from a calendar. */
export function DayInput({
  label,
  value,
  onChange,
  hasClock = false,
  isSent = false,
  fault,
  required = false,
  sx = {},
}: DayInputProps) {
  const { t, language } = useTexts();
  const calendar = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const [wasLeft, setLeft] = useState(false);
  const [read, format] = hasClock ? ([minuteOf, formatMinute] as const) : ([dayOf, formatDay] as const);
  const known = read(value);
  const text = typed ?? (known === undefined ? value : format(known, language));
  const isWrong = (wasLeft || isSent) && text.trim() !== '' && read(text) === undefined;
  const problem = isWrong
    ? t('common:no_such_day', { form: t(hasClock ? 'common:minute_form' : 'common:day_form') })
    : fault;
  const choose = (chosen: string): void => {
    setTyped(undefined);
    onChange(chosen);
  };
  return (
    <TextField
      {...{ label, required, sx }}
      value={text}
      placeholder={t(hasClock ? 'common:minute_form' : 'common:day_form')}
      autoComplete="off"
      error={problem !== undefined}
      helperText={problem}
      slotProps={{
        inputLabel: { shrink: true },
        input: {
          endAdornment: (
            <InputAdornment position="end">
              <IconButton
                edge="end"
                aria-label={`${t('common:calendar')}: ${label}`}
                title={t('common:calendar')}
                onClick={() => {
                  calendar.current?.showPicker();
                }}
              >
                <Icon name="calendar" />
              </IconButton>
              <Box
                component="input"
                ref={calendar}
                type={hasClock ? 'datetime-local' : 'date'}
                tabIndex={-1}
                aria-hidden
                value={known ?? ''}
                sx={calendarLook}
                onChange={(event: { readonly target: HTMLInputElement }) => {
                  choose(event.target.value);
                }}
              />
            </InputAdornment>
          ),
        },
      }}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(read(target.value) ?? target.value.trim());
      }}
      onBlur={() => {
        setLeft(true);
        if (read(text) !== undefined || text.trim() === '') setTyped(undefined);
      }}
    />
  );
}

/** It is there for its calendar alone, which opens where it stands. */
const calendarLook = {
  ...{ position: 'absolute', right: 0, bottom: 0, width: '100%', height: 1 },
  ...{ opacity: 0, pointerEvents: 'none', border: 0, p: 0 },
} as const;
