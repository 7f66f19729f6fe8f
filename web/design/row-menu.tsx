import IconButton from '@mui/material/IconButton';
import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { ActionMenu, type Action } from './action-menu.tsx';
import { Icon } from './icons.tsx';

/** What one can do with a row; nothing where that is nothing. */
export function RowMenu({ of, actions }: { readonly of: string; readonly actions: readonly Action[] }) {
  const { t } = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (actions.length === 0) return null;
  const name = `${t('lists:actions')}: ${of}`;
  return (
    <>
      <IconButton
        aria-label={name}
        title={name}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        <Icon name="more" />
      </IconButton>
      <ActionMenu
        {...{ actions, anchor, name, title: of }}
        onClose={() => {
          setAnchor(null);
        }}
      />
    </>
  );
}
