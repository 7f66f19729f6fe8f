import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import TextField from '@mui/material/TextField';
import { useId, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Icon, type IconName } from './icons.tsx';
import { useLayer } from './layers.ts';
import { matches } from './transliteration.ts';
import { visuallyHidden } from './visually-hidden.ts';

export interface Command {
  readonly id: string;
  readonly text: string;
  readonly icon: IconName;
  readonly run: () => void;
}

interface CommandPaletteProps {
  readonly commands: readonly Command[];
  /** Commands for a text that no command has in its name: to look for it. */
  readonly searches: (text: string) => readonly Command[];
  readonly onClose: () => void;
}

const SHOWN_MAX = 10;

/** Ctrl+K: go somewhere, do something, find an identifier; Bulgarian words also in Latin letters. Rendered only while it is open. */
export function CommandPalette({ commands, searches, onClose }: CommandPaletteProps) {
  const { t } = useTexts();
  const id = useId();
  const layer = useLayer();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = [
    ...commands.filter((command) => matches(command.text, text)).slice(0, SHOWN_MAX),
    ...(text.trim() === '' ? [] : searches(text.trim())),
  ];
  const at = Math.min(chosen, found.length - 1);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  return (
    <Dialog
      {...layer}
      open
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      maxWidth={false}
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }}
    >
      <Box component="h2" id={`${id}-title`} sx={visuallyHidden}>
        {t('common:palette')}
      </Box>
      <TextField
        autoFocus
        value={text}
        placeholder={t('common:palette_hint')}
        sx={{ p: 1.5 }}
        slotProps={{
          htmlInput: {
            'aria-label': t('common:palette_hint'),
            role: 'combobox',
            'aria-expanded': true,
            'aria-controls': id,
            'aria-activedescendant': found[at] === undefined ? undefined : `${id}-${at}`,
          },
        }}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
          else if (event.key === 'Enter') run(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <Box
        component="ul"
        role="listbox"
        id={id}
        aria-label={t('common:palette')}
        sx={{ listStyle: 'none', m: 0, p: 1, pt: 0 }}
      >
        {found.map((command, index) => (
          <Box
            component="li"
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            sx={{
              ...{ display: 'flex', gap: 1.5, alignItems: 'center', px: 1, py: 1, borderRadius: 1, cursor: 'pointer' },
              ...(index === at ? { bgcolor: 'action.selected' } : {}),
            }}
            onClick={() => {
              run(command);
            }}
          >
            <Icon name={command.icon} sx={{ color: 'text.secondary' }} />
            {command.text}
          </Box>
        ))}
      </Box>
      {found.length === 0 && <Box sx={{ px: 2, pb: 2, color: 'text.secondary' }}>{t('lists:nothing_found')}</Box>}
    </Dialog>
  );
}
