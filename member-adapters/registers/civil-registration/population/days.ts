const DAY_MS = 86_400_000;
/** Long enough: the last days of a year decide nothing here. */
export const YEAR_DAYS = 365.25;

/** Days since 1970-01-01 of a date YYYY-MM-DD; negative before. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The date YYYY-MM-DD of a day. */
export function dateOf(day: number): string {
  return new Date(Math.floor(day) * DAY_MS).toISOString().slice(0, 10);
}
