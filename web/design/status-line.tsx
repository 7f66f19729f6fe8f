import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Collapse from '@mui/material/Collapse';
import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { StateIcon, type State } from './status.tsx';
import { Time } from './time.tsx';
import { visuallyHidden } from './visually-hidden.ts';

interface StatusLineProps {
  readonly state: State;
  readonly text: ReactNode;
  readonly since?: Date | string | undefined;
  readonly cause?: ReactNode;
  /** One button: what to do about it. */
  readonly step?: ReactNode;
  readonly code?: string | undefined;
}

/** One line of how something does: what, since when, one button; it opens to its cause. */
export function StatusLine({ state, text, since, cause, step, code }: StatusLineProps) {
  const { t } = useTexts();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const opens = cause !== undefined || code !== undefined;
  return (
    <Box sx={{ borderBottom: '1px solid', borderColor: 'divider', py: 1, '&:last-child': { borderBottom: 0 } }}>
      <Box sx={lineLook}>
        <StateIcon state={state} />
        <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
          <Box component="span" sx={visuallyHidden}>
            {t(`common:state_${state}`)}:{' '}
          </Box>
          {text}
          {since !== undefined && (
            <Box component="span" sx={sinceLook}>
              <Time at={since} relative />
            </Box>
          )}
        </Box>
        {opens && (
          <Button
            variant="text"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            {t('common:why')}
          </Button>
        )}
        {step}
      </Box>
      {opens && (
        <Collapse in={isOpen} id={id}>
          <Box sx={{ pl: 3.5, pt: 0.5, color: 'text.secondary' }}>
            {cause} {code !== undefined && <code>{code}</code>}
          </Box>
        </Collapse>
      )}
    </Box>
  );
}

/** The icon stands at the first line, buttons at its height. */
const lineLook = {
  ...{ display: 'flex', alignItems: 'flex-start', columnGap: 1, rowGap: 0.5, flexWrap: 'wrap', minHeight: 40 },
  '& > :not(button, a)': { mt: 1.125 },
  '& > svg': { mt: 1.25 },
} as const;

/** A time is not torn apart. */
const sinceLook = {
  ...{ color: 'text.secondary', fontSize: 13, whiteSpace: 'nowrap' },
  ...{ display: { xs: 'block', sm: 'inline' }, ml: { xs: 0, sm: 1 } },
} as const;
