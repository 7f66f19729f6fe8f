import Box from '@mui/material/Box';
import SvgIcon from '@mui/material/SvgIcon';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';

/** Four words, each with a shape of its own: colour is never the only sign. */
export type State = 'ok' | 'attention' | 'stopped' | 'unknown';

const DRAWINGS: Readonly<Record<State, ReactNode>> = {
  ok: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M8 12.200l2.800 2.800L16 9.500" />
    </>
  ),
  attention: <path d="M12 4 21 19.500H3zM12 10v4.500M12 17h.01" />,
  stopped: <path d="M4.500 4.500h15v15h-15zM9 12h6" />,
  unknown: (
    <>
      <circle cx="12" cy="12" r="8.500" strokeDasharray="3.500 3" />
      <path d="M9.700 9.800a2.300 2.300 0 1 1 3.400 2c-.8.5-1.100.9-1.100 1.700M12 16.500h.01" />
    </>
  ),
};

export const StateIcon = ({ state }: { readonly state: State }) => (
  <SvgIcon aria-hidden sx={{ fontSize: 20, color: `${state}.main`, flex: 'none' }}>
    <g fill="none" stroke="currentColor" strokeWidth={1.9} strokeLinecap="round" strokeLinejoin="round">
      {DRAWINGS[state]}
    </g>
  </SvgIcon>
);

/** A state as icon and word; `text` where it is told more exactly than by its own word. */
export function StateWord({ state, text }: { readonly state: State; readonly text?: string }) {
  const { t } = useTexts();
  return (
    <Box
      component="span"
      data-state={state}
      sx={{
        ...{ display: 'inline-flex', alignItems: 'center', gap: 0.5, px: 1, py: 0.25, borderRadius: 1 },
        ...{
          color: `${state}.main`,
          bgcolor: `${state}.tint`,
          fontWeight: 600,
          fontSize: 13,
          lineHeight: 1.4,
          whiteSpace: 'nowrap',
        },
      }}
    >
      <StateIcon state={state} />
      <span>{text ?? t(`common:state_${state}`)}</span>
    </Box>
  );
}
