import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
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
  readonly onClose: () => void;
}

/** A menu of actions. */
export function ActionMenu({ actions, anchor, name, onClose }: ActionMenuProps) {
  const { container } = useLayer();
  return (
    <Menu
      container={container}
      anchorEl={anchor}
      open={anchor !== null}
      slotProps={name === undefined ? {} : { paper: { role: 'region', 'aria-label': name } }}
      onClose={onClose}
    >
      {actions.map(({ text, run, isDestructive = false, notNow }) => (
        <MenuItem
          key={text}
          disabled={notNow !== undefined}
          sx={{ whiteSpace: 'normal', ...(isDestructive ? { color: 'error.main' } : {}) }}
          onClick={() => {
            onClose();
            run();
          }}
        >
          {text}
          {notNow !== undefined && ` (${notNow})`}
        </MenuItem>
      ))}
    </Menu>
  );
}
