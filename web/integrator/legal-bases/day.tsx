import type { ReactNode } from 'react';
import { dayOf, formatDay } from '../../design/calendar.ts';
import { DayInput } from '../../design/day-input.tsx';
import { FieldWithHelp } from '../../design/form.tsx';
import type { ListState } from '../../design/list-state.ts';
import { StateWord } from '../../design/status.tsx';
import { useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';

export interface Validity {
  readonly valid_from: string;
  readonly valid_to?: string;
}

export function ValidityText({ valid_from: from, valid_to: to }: Validity) {
  const { t, language } = useTexts();
  return to === undefined
    ? t('bases:from_on', { from: formatDay(from, language) })
    : `${formatDay(from, language)} – ${formatDay(to, language)}`;
}

const isoOf = (at: Date): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

export const useToday = (): string => isoOf(useNow());

/** Whether it is in force today. */
export function InForce({ valid_from: from, valid_to: to }: Validity) {
  const { t } = useTexts();
  const today = useToday();
  if (today < from) return <StateWord state="attention" text={t('bases:not_yet')} />;
  if (to !== undefined && to < today) return <StateWord state="stopped" text={t('bases:over')} />;
  return <StateWord state="ok" text={t('bases:in_force')} />;
}

/** Only what is in force on a day. */
export function OnDayFilter({ state }: { readonly state: ListState }) {
  const { t } = useTexts();
  return (
    <DayInput
      label={t('bases:on')}
      value={state.filter('on')}
      sx={{ width: { xs: '100%', sm: 180 } }}
      onChange={(value) => {
        if (value === '' || dayOf(value) !== undefined) state.set({ on: value });
      }}
    />
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
  readonly isSent?: boolean;
  readonly fault?: string | undefined;
}

export function DayField({ label, help, value, onChange, isRequired = false, isSent = false, fault }: DayFieldProps) {
  const { t } = useTexts();
  const problem = isSent && isRequired && value === '' ? t('fields:empty') : isSent ? fault : undefined;
  return (
    <FieldWithHelp help={help}>
      <DayInput {...{ label, value, onChange, isSent, required: isRequired, fault: problem }} />
    </FieldWithHelp>
  );
}
