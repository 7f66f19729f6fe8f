import { useEffect, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { formatDate, formatProse, formatRelative, formatTime, formatUtc } from './formats.ts';

const TICK_MS = 10_000;

/** The present, anew every few seconds. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

interface TimeProps {
  readonly at: Date | string;
  /** `table`: to the second; `prose`: for sentences; `date`: the day alone. */
  readonly form?: 'table' | 'prose' | 'date';
  /** How long ago or ahead too. Never that alone. */
  readonly relative?: boolean;
}

export function Time({ at, form = 'table', relative = false }: TimeProps) {
  const { language } = useTexts();
  const now = useNow();
  const date = typeof at === 'string' ? new Date(at) : at;
  const format = { table: formatTime, prose: formatProse, date: formatDate }[form];
  return (
    <time dateTime={date.toISOString()} title={formatUtc(date)}>
      {format(date, language)}
      {relative && ` (${formatRelative(date, now, language)})`}
    </time>
  );
}
