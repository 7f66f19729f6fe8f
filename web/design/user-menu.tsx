import Box from '@mui/material/Box';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { RoleName } from '../api/roles.ts';
import { session } from '../api/session.ts';
import { signOut } from '../api/sign-in.ts';
import { useStore } from '../api/store.ts';
import { setLanguage, useTexts } from '../texts/texts.ts';
import { MenuTitle } from './action-menu.tsx';
import { ColoursItems } from './header-tools.tsx';
import { Icon } from './icons.tsx';
import { useLayer } from './layers.ts';

/** Who sits there, and what is theirs: colours, language, keys, the way out. */
export function UserMenu({ onKeys }: { readonly onKeys: () => void }) {
  const { t, language } = useTexts();
  const state = useStore(session.state);
  const { container } = useLayer();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (state.phase !== 'in' && state.phase !== 'over') return null;
  const { name, roles } = state.user;
  const close = (): void => {
    setAnchor(null);
  };
  const other = language === 'bg' ? 'en' : 'bg';
  return (
    <>
      <IconButton
        aria-label={t('session:user', { name })}
        title={name}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        <Icon name="user" />
      </IconButton>
      <Menu container={container} anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuTitle disabled>
          {name}
          <Box sx={{ color: 'text.secondary', fontSize: 13, fontWeight: 400 }}>
            {roles.map((role) => t(`roles:${role.replace(/^ROLE_/, '') as RoleName}`)).join(', ')}
          </Box>
        </MenuTitle>
        <Divider component="li" role="none" />
        <ColoursItems onChosen={close} />
        <Divider component="li" role="none" />
        <MenuItem
          lang={other}
          onClick={() => {
            close();
            setLanguage(other);
          }}
        >
          <ListItemIcon>
            <Icon name="language" />
          </ListItemIcon>
          {other === 'en' ? 'English' : 'Български'}
        </MenuItem>
        <MenuItem
          onClick={() => {
            close();
            onKeys();
          }}
        >
          <ListItemIcon>
            <Icon name="keys" />
          </ListItemIcon>
          {t('keys:title')}
        </MenuItem>
        <MenuItem
          onClick={() => {
            close();
            void signOut();
          }}
        >
          <ListItemIcon>
            <Icon name="left" />
          </ListItemIcon>
          {t('session:sign_out')}
        </MenuItem>
      </Menu>
    </>
  );
}
