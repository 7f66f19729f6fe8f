import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import type { ComponentProps } from 'react';

type ActButtonProps = Omit<ComponentProps<typeof Button>, 'loading'> & { readonly isRunning: boolean };

/** A button whose act takes its time. It keeps the focus meanwhile: a button that is switched off would lose it. */
export const ActButton = ({ isRunning, onClick, ...props }: ActButtonProps) => (
  <Button
    variant="contained"
    {...props}
    {...(isRunning
      ? { 'aria-disabled': true, startIcon: <CircularProgress size={16} color="inherit" aria-hidden /> }
      : {})}
    {...(onClick === undefined || isRunning ? {} : { onClick })}
  />
);
