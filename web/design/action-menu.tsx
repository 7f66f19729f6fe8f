import Box from '@mui/material/Box';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { ReactNode } from 'react';
import { useLayer } from './layers.ts';

export interface Action {
  readonly text: string;
  readonly run: () => void;
  readonly isDestructive?: boolean;
  /** Why it cannot be done now. */
  readonly notNow?: string;
}

interface ActionMenuProps {
  readonly actions: readonly Action[];
  /** What it hangs from; closed without one. */
  readonly anchor: HTMLElement | null;
  /** Where the button that opens it does not say it. */
  readonly name?: string;
  /** What it is about, which the menu may cover. */
  readonly title?: string;
  readonly onClose: () => void;
}

interface MenuTitleProps {
  /** The menu puts the focus on the first of its parts that is not. */
  readonly disabled: true;
  readonly children: ReactNode;
}

/** What a menu is about, above its actions. */
export const MenuTitle = ({ children }: MenuTitleProps) => (
  <Box component="li" role="none" sx={{ px: 2, py: 0.75, maxWidth: 300, overflowWrap: 'anywhere', fontWeight: 620 }}>
    {children}
  </Box>
);

/** A menu of actions. */
export function ActionMenu({ actions, anchor, name, title, onClose }: ActionMenuProps) {
  const { container } = useLayer();
  return (
    <Menu
      container={container}
      anchorEl={anchor}
      open={anchor !== null}
      slotProps={name === undefined ? {} : { paper: { role: 'region', 'aria-label': name } }}
      onClose={onClose}
    >
      {title !== undefined && <MenuTitle disabled>{title}</MenuTitle>}
      {actions.map(({ text, run, isDestructive = false, notNow }) => (
        <MenuItem
          key={text}
          disabled={notNow !== undefined}
          sx={{ ...itemLook, ...(isDestructive ? { color: 'error.main' } : {}) }}
          onClick={() => {
            onClose();
            run();
          }}
        >
          <span data-act>{text}</span>
          {notNow !== undefined && <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{notNow}</Box>}
        </MenuItem>
      ))}
    </Menu>
  );
}

const itemLook = {
  ...{ whiteSpace: 'normal', maxWidth: 360 },
  ...{ flexDirection: 'column', alignItems: 'flex-start', justifyContent: 'center' },
  // Why it cannot be done is read like everything else; the act alone is dimmed.
  '&.Mui-disabled': { opacity: 1, '& [data-act]': { color: 'action.disabled' } },
} as const;
