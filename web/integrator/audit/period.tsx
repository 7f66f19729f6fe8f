import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { minuteOf } from '../../design/calendar.ts';
import { DayInput } from '../../design/day-input.tsx';
import type { ListState } from '../../design/list-state.ts';
import { useTexts, type TextKey } from '../../texts/texts.ts';

const HOUR_MS = 3_600_000;
const PERIODS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS } as const;
type Period = keyof typeof PERIODS;
const NAMES = Object.keys(PERIODS) as readonly Period[];
const MINUTE_MS = 60_000;

/** `now-24h` or a time, as the address has it; undefined where it is neither. Whole minutes: the same call is not another at each look. */
export function momentOf(text: string, now: Date): string | undefined {
  const period = NAMES.find((name) => text === `now-${name}`);
  if (period !== undefined) {
    const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    return new Date(minute - PERIODS[period]).toISOString();
  }
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** From when until when: `from` and `until` in the address. */
export function PeriodFilter({ state }: { readonly state: ListState }) {
  const { t } = useTexts();
  const [from, until] = [state.filter('from'), state.filter('until')];
  const period = NAMES.find((name) => from === `now-${name}`);
  const isSet = from !== '' || until !== '';
  const [isChoosing, setChoosing] = useState(false);
  const isOwn = period === undefined && (isSet || isChoosing);
  return (
    <>
      <TextField
        select
        label={t('audit:period')}
        value={isOwn ? 'own' : (period ?? '')}
        sx={{ width: { xs: '100%', sm: 190 } }}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        onChange={({ target: { value } }) => {
          setChoosing(value === 'own');
          state.set({ from: value === 'own' || value === '' ? '' : `now-${value}`, until: '' });
        }}
      >
        <option value="">{t('audit:period_any')}</option>
        {NAMES.map((name) => (
          <option key={name} value={name}>
            {t(`audit:period_${name}` satisfies TextKey)}
          </option>
        ))}
        <option value="own">{t('audit:period_own')}</option>
      </TextField>
      {isOwn && (
        <>
          <Moment label={t('audit:from')} name="from" state={state} />
          <Moment label={t('audit:until')} name="until" state={state} />
        </>
      )}
    </>
  );
}

interface MomentProps {
  readonly label: string;
  readonly name: 'from' | 'until';
  readonly state: ListState;
}

/** A time of the viewer's zone. */
const Moment = ({ label, name, state }: MomentProps) => (
  <DayInput
    hasClock
    label={label}
    value={localOf(state.filter(name))}
    sx={{ width: { xs: '100%', sm: 230 } }}
    onChange={(value) => {
      if (value === '') state.set({ [name]: '' });
      else if (minuteOf(value) !== undefined) state.set({ [name]: new Date(value).toISOString() });
    }}
  />
);

/** As such a field takes it. */
function localOf(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
