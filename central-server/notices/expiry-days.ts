import { drumError } from '#protocol/errors.ts';

const DAYS_MAX = 3_650;
const STEPS_MAX = 10;

/** The days of `notices.expiry-days`, the greatest first. Throws `malformed_server_conf`. */
export function expiryDays(text: string): readonly number[] {
  const days = text.split(',').map((part) => (/^\s*[0-9]{1,4}\s*$/.test(part) ? Number(part) : 0));
  const isOrdered = days.every((each, index) => index === 0 || each < (days[index - 1] ?? 0));
  if (days.length <= STEPS_MAX && isOrdered && days.every((each) => each >= 1 && each <= DAYS_MAX)) return days;
  throw drumError(
    'malformed_server_conf',
    `Parameter notices.expiry-days: must be up to ${STEPS_MAX} numbers of days from ${DAYS_MAX} to 1 with commas between them, the greatest first`,
  );
}
