import TextField from '@mui/material/TextField';
import { useState } from 'react';
import type { ListState } from '../../design/list-state.ts';
import { useTexts } from '../../texts/texts.ts';

/** The whole name of a user, or `api-key-NUMBER`: taken when the field is left, or by Enter. */
export function UserFilter({ state }: { readonly state: ListState }) {
  const { t } = useTexts();
  const value = state.filter('user');
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const take = (): void => {
    if (text.trim() !== value) state.set({ user: text.trim() });
  };
  return (
    <TextField
      label={t('audit:user')}
      value={text}
      autoComplete="off"
      sx={{ width: { xs: '100%', sm: 160 } }}
      slotProps={{ htmlInput: { spellCheck: false, translate: 'no' } }}
      onChange={({ target }) => {
        setText(target.value);
      }}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take();
      }}
    />
  );
}
