import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import type { Call } from '../api/client.ts';
import { ApiCallButton } from './api-call-drawer.tsx';

interface ActsProps {
  /** What it does, then the way out. */
  readonly children: ReactNode;
  /** What it does, as a call; absent where that must not be shown. */
  readonly call?: Call | undefined;
  readonly permissions?: readonly string[];
}

/** The buttons of a form or question, everywhere in one order: what it does, the way out, and apart from both its call. */
export const Acts = ({ children, call, permissions = [] }: ActsProps) => (
  <Box data-acts sx={actsLook}>
    {children}
    {call !== undefined && (
      <Box sx={{ ml: { sm: 'auto' } }}>
        <ApiCallButton {...{ call, permissions }} />
      </Box>
    )}
  </Box>
);

const actsLook = {
  ...{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' },
  // Each a line of its own where there is no room for them beside each other.
  '& > button, & > div, & > div > button': { width: { xs: '100%', sm: 'auto' } },
} as const;
