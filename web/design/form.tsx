import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { ReactNode } from 'react';
import type { Call } from '../api/client.ts';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { ActButton } from './act-button.tsx';
import { Acts } from './acts.tsx';
import { Conflict, isConflict } from './conflict.tsx';
import { ErrorPanel } from './error-panel.tsx';

interface FormProps {
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly onCancel?: () => void;
  /** Of the button that sends it, where sending it refuses or takes away. */
  readonly colour?: 'error';
  /** Where that is not „Отказ“. */
  readonly cancel?: string | undefined;
  readonly isRunning: boolean;
  readonly problem: Problem | undefined;
  /** What sending it does now; absent where that must not be shown. */
  readonly call?: Call;
  readonly permissions?: readonly string[];
  /** What the fields of the call are called, where two versions stand beside each other. */
  readonly names?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** Fields with help beside them; Ctrl+Enter sends it; a problem stands below and what was typed stays. */
export function Form(props: FormProps) {
  const {
    submit,
    onSubmit,
    colour,
    onCancel,
    cancel,
    isRunning,
    problem,
    call,
    permissions = [],
    names,
    children,
  } = props;
  const { t } = useTexts();
  const send = (): void => {
    if (!isRunning) onSubmit();
  };
  return (
    <Box
      component="form"
      noValidate
      sx={{ display: 'grid', gap: 2, maxWidth: FORM_WIDTH_PX + HELP_WIDTH_PX }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.ctrlKey) return;
        event.preventDefault();
        send();
      }}
    >
      {children}
      {problem !== undefined &&
        (isConflict(problem) ? <Conflict {...{ problem, call, names }} /> : <ErrorPanel problem={problem} />)}
      <Box data-form-acts sx={{ maxWidth: FORM_WIDTH_PX }}>
        <Acts {...{ call, permissions }}>
          <ActButton type="submit" isRunning={isRunning} color={colour ?? 'primary'}>
            {isConflict(problem) ? t('common:save_anyway') : submit}
          </ActButton>
          {onCancel !== undefined && <Button onClick={onCancel}>{cancel ?? t('common:cancel')}</Button>}
        </Acts>
      </Box>
    </Box>
  );
}

const FORM_WIDTH_PX = 560;
const HELP_WIDTH_PX = 320;

/** A field, and beside it (on a narrow screen: below) what it means. */
export const FieldWithHelp = ({ help, children }: { readonly help?: ReactNode; readonly children: ReactNode }) => (
  <Box
    sx={{
      ...{ display: 'grid', columnGap: 3, rowGap: 0.5, alignItems: 'start' },
      // Without help there is no place kept for it: the window that one signs in at is narrow.
      gridTemplateColumns: {
        xs: '1fr',
        md: `minmax(0, ${FORM_WIDTH_PX}px)${help === undefined ? '' : ` minmax(0, ${HELP_WIDTH_PX - 24}px)`}`,
      },
    }}
  >
    <Box sx={{ minWidth: 0 }}>{children}</Box>
    {help !== undefined && <Box sx={{ color: 'text.secondary', fontSize: 13, pt: { md: 1 } }}>{help}</Box>}
  </Box>
);

interface LabelAboveProps {
  /** Of the field. */
  readonly id: string;
  readonly label: string;
  readonly isRequired?: boolean;
  readonly children: ReactNode;
}

/** A label that may be long stands whole above its field: within it, it would be cut. */
export const LabelAbove = ({ id, label, isRequired = false, children }: LabelAboveProps) => (
  <Box>
    <Box component="label" htmlFor={id} sx={{ display: 'block', mb: 0.5 }}>
      {label}
      {isRequired && ' *'}
    </Box>
    {children}
  </Box>
);
