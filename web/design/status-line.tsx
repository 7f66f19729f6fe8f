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
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', minHeight: 40 }}>
        <StateIcon state={state} />
        <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
          <Box component="span" sx={visuallyHidden}>
            {t(`common:state_${state}`)}:{' '}
          </Box>
          {text}
          {since !== undefined && (
            <Box component="span" sx={{ color: 'text.secondary', ml: 1, fontSize: 13 }}>
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
