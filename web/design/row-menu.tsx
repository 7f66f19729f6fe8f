import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import type { Action } from './entity-header.tsx';
import { Icon } from './icons.tsx';
import { useLayer } from './layers.ts';

/** What one can do with a row; nothing where that is nothing. */
export function RowMenu({ of, actions }: { readonly of: string; readonly actions: readonly Action[] }) {
  const { t } = useTexts();
  const { container } = useLayer();
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
      <Menu
        container={container}
        anchorEl={anchor}
        open={anchor !== null}
        slotProps={{ paper: { role: 'region', 'aria-label': name } }}
        onClose={() => {
          setAnchor(null);
        }}
      >
        {actions.map(({ text, run, isDestructive = false, notNow }) => (
          <MenuItem
            key={text}
            disabled={notNow !== undefined}
            sx={{ whiteSpace: 'normal', ...(isDestructive ? { color: 'error.main' } : {}) }}
            onClick={() => {
              setAnchor(null);
              run();
            }}
          >
            {text}
            {notNow !== undefined && ` (${notNow})`}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
