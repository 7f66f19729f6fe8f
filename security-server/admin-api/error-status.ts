import { errorEntry, type ErrorCode } from '#protocol/errors.ts';

const BAD_REQUEST = 400;

/** The statuses of X-Road's administration API, where they are not 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  ...statuses(409, ['declared_in_file', 'global_conf_outdated']),
  ...statuses(500, ['internal_error', 'database_error', 'io_error']),
};

/** The HTTP status that the administration API answers an error with. */
export function statusOf(code: string): number {
  const known = errorEntry(code);
  return known === undefined ? 500 : (STATUSES[known.code] ?? BAD_REQUEST);
}

function statuses(status: number, codes: readonly ErrorCode[]): Partial<Record<ErrorCode, number>> {
  return Object.fromEntries(codes.map((code) => [code, status]));
}
