import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useColorScheme } from '@mui/material/styles';
import { useState } from 'react';
import { setLanguage, useTexts } from '../texts/texts.ts';
import { Icon } from './icons.tsx';
import { useLayer } from './layers.ts';

const NAMES = { bg: 'Български', en: 'English' } as const;

/** Names the other language, in that language, and changes to it. */
export function LanguageButton() {
  const { language } = useTexts();
  const other = language === 'bg' ? 'en' : 'bg';
  return (
    <Button
      variant="text"
      lang={other}
      startIcon={<Icon name="language" />}
      onClick={() => {
        setLanguage(other);
      }}
    >
      {NAMES[other]}
    </Button>
  );
}

const MODES = ['system', 'light', 'dark'] as const;

export function ColoursButton() {
  const { t } = useTexts();
  const { mode = 'system' } = useColorScheme();
  const { container } = useLayer();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <IconButton
        aria-label={t('common:colours')}
        title={t('common:colours')}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={({ currentTarget }) => {
          setAnchor(currentTarget);
        }}
      >
        <Icon name={mode} />
      </IconButton>
      <Menu
        container={container}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => {
          setAnchor(null);
        }}
      >
        <ColoursItems
          onChosen={() => {
            setAnchor(null);
          }}
        />
      </Menu>
    </>
  );
}

export function ColoursItems({ onChosen }: { readonly onChosen: () => void }) {
  const { t } = useTexts();
  const { mode: chosen = 'system', setMode } = useColorScheme();
  return MODES.map((mode) => (
    <MenuItem
      key={mode}
      role="menuitemradio"
      aria-checked={mode === chosen}
      selected={mode === chosen}
      onClick={() => {
        setMode(mode);
        onChosen();
      }}
    >
      <ListItemIcon>
        <Icon name={mode} />
      </ListItemIcon>
      {t(`common:colours_${mode}`)}
    </MenuItem>
  ));
}
