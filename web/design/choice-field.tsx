import TextField from '@mui/material/TextField';
import type { ReactNode } from 'react';
import { FieldWithHelp } from './form.tsx';

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  readonly help?: ReactNode;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
}

/** One of a few. */
export const ChoiceField = <Value extends string>(props: ChoiceFieldProps<Value>) => {
  const { label, help, value, onChange, options } = props;
  return (
    <FieldWithHelp help={help}>
      <TextField
        select
        {...{ label, value }}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        onChange={({ target }) => {
          const chosen = options.find((option) => option.value === target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </TextField>
    </FieldWithHelp>
  );
};
