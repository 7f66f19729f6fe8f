/** How times and numbers are written; the viewer's zone, and UTC beside it. */
export type Language = 'bg' | 'en';

const two = (value: number): string => String(value).padStart(2, '0');

const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTHS_BG = [
  ...['януари', 'февруари', 'март', 'април', 'май', 'юни'],
  ...['юли', 'август', 'септември', 'октомври', 'ноември', 'декември'],
];

/** `03.11.2026`; in English `3 Nov 2026`. */
export const formatDate = (at: Date, language: Language): string =>
  language === 'bg'
    ? `${two(at.getDate())}.${two(at.getMonth() + 1)}.${at.getFullYear()}`
    : `${at.getDate()} ${MONTHS_EN[at.getMonth()] ?? ''} ${at.getFullYear()}`;

/** `16:05:06`. */
export const formatClock = (at: Date): string =>
  `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** `03.11.2026 16:05:06`, for tables. */
export const formatTime = (at: Date, language: Language): string => `${formatDate(at, language)} ${formatClock(at)}`;

/** `3 ноември 2026 г., 16:05 ч.`, for sentences. */
export const formatProse = (at: Date, language: Language): string => {
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return language === 'bg'
    ? `${at.getDate()} ${MONTHS_BG[at.getMonth()] ?? ''} ${at.getFullYear()} г., ${clock} ч.`
    : `${formatDate(at, 'en')}, ${clock}`;
};

/** `2026-11-03 14:05:06 UTC`. */
export const formatUtc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.44;
const YEAR_DAYS = 365.25;

/** From how many days on months, then years, say more than days: what ends in a quarter is counted in days. */
const MONTHS_FROM_DAYS = 92;
const YEARS_FROM_DAYS = 2 * YEAR_DAYS;

/** Whole days, months or years: the one that says enough. */
export function spanOf(days: number): { readonly count: number; readonly unit: 'day' | 'month' | 'year' } {
  if (days >= YEARS_FROM_DAYS) return { count: Math.trunc(days / YEAR_DAYS), unit: 'year' };
  if (days >= MONTHS_FROM_DAYS) return { count: Math.trunc(days / MONTH_DAYS), unit: 'month' };
  return { count: Math.trunc(days), unit: 'day' };
}

const SMALL_UNITS = [
  ['hour', 3_600_000, 2],
  ['minute', 60_000, 1],
  ['second', 1_000, 0],
] as const;

const JUST_NOW_MS = 10_000;

/** `преди 38 секунди`, `след 6 дни`, `след 19 години`; `току-що`. */
export function formatRelative(at: Date, now: Date, language: Language): string {
  const milliseconds = at.getTime() - now.getTime();
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const [length, sign] = [Math.abs(milliseconds), Math.sign(milliseconds)];
  if (length >= 2 * DAY_MS) {
    const { count, unit } = spanOf(length / DAY_MS);
    return format.format(sign * count, unit);
  }
  if (milliseconds <= 0 && length < JUST_NOW_MS) return language === 'bg' ? 'току-що' : 'just now';
  const [unit, size] = SMALL_UNITS.find(([, each, least]) => length >= least * each) ?? SMALL_UNITS[2];
  return format.format(Math.trunc(milliseconds / size), unit);
}

/** `9F4A 07…`: a fingerprint in fours, as it is read aloud over a telephone. */
export const formatFours = (hexadecimal: string): string =>
  hexadecimal
    .replaceAll(':', '')
    .toUpperCase()
    .replaceAll(/(.{4})(?=.)/g, '$1 ');

const FIRM_SPACE = '\u00a0';
const GROUPED_FROM = 10_000;

/** `1234`, `12 345,6`: groups are parted by a space that does not break. */
export function formatNumber(value: number, language: Language): string {
  const [whole = '', fraction] = String(Math.abs(value)).split('.');
  const grouped = Math.abs(value) < GROUPED_FROM ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, FIRM_SPACE);
  const point = language === 'bg' ? ',' : '.';
  return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
}

/** Whole days until then; below 0 when it is over. */
export const daysUntil = (at: Date, now: Date): number => Math.floor((at.getTime() - now.getTime()) / DAY_MS);

/** `9F:4A:…`: a fingerprint in pairs, as people compare it. */
export const formatFingerprint = (hexadecimal: string): string =>
  hexadecimal
    .replaceAll(':', '')
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, '$1:');

/** `чл. 106, ал. 1, т. 2`: a number is not torn from what it numbers. */
export const formatProvision = (text: string): string =>
  text.replaceAll(/(?<![а-яa-z])(чл\.|ал\.|т\.|§|art\.|para\.|item) (?=\d)/gi, `$1${FIRM_SPACE}`);
