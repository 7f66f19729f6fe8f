import { formatDate, type Language } from './formats.ts';

/* Days and minutes as somebody types them, and as fields keep them: `2026-11-03`, `2026-11-03T16:05`, in the viewer's zone. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
/** `3.11.2026`, `03/11/2026`: the day first, as both languages have it here. */
const NUMBERS = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?: ?г\.?)?$/;
/** `3 Nov 2026`, `3 November 2026`. */
const NAMED = /^(\d{1,2}) ([a-z]{3,9})\.? (\d{4})$/;
const CLOCK = /^(.*\d)(?:,? |t)(\d{1,2}):(\d{2})$/;

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-03` of what somebody typed; undefined: there is no such day. */
export function dayOf(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  const [year, month, date] = partsOf(text);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const day = new Date(year, month - 1, date);
  const exists = day.getFullYear() === year && day.getMonth() === month - 1 && day.getDate() === date;
  return exists ? `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}` : undefined;
}

function partsOf(text: string): readonly (number | undefined)[] {
  const iso = ISO.exec(text);
  if (iso !== null) return iso.slice(1).map(Number);
  const numbers = NUMBERS.exec(text);
  if (numbers !== null) return numbers.slice(1).map(Number).toReversed();
  const named = NAMED.exec(text);
  const month = MONTHS.indexOf(named?.[2]?.slice(0, 3) ?? '');
  return named === null || month < 0 ? [] : [Number(named[3]), month + 1, Number(named[1])];
}

/** `2026-11-03T16:05` of what somebody typed; a day alone begins at midnight. */
export function minuteOf(typed: string): string | undefined {
  const clock = CLOCK.exec(typed.trim().toLowerCase());
  const day = dayOf(clock?.[1] ?? typed);
  if (day === undefined) return undefined;
  const [hour, minute] = [Number(clock?.[2] ?? 0), Number(clock?.[3] ?? 0)];
  return hour > 23 || minute > 59 ? undefined : `${day}T${two(hour)}:${two(minute)}`;
}

/** A day of the calendar, `2026-11-03`, which is the same day everywhere. */
export function formatDay(day: string, language: Language): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return formatDate(new Date(year, month - 1, date), language);
}

export function formatMinute(minute: string, language: Language): string {
  const [day = '', clock = ''] = minute.split('T');
  return `${formatDay(day, language)} ${clock}`;
}
