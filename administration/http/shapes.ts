import { drumError } from '#protocol/errors.ts';
import type { Page, PageRequest } from '../page.ts';
import type { AdminCall } from './call.ts';

/* The shapes that the definitions of all admin APIs have in common. */

interface PagingSorting {
  readonly sort?: string;
  readonly desc?: boolean;
  readonly limit?: number;
  readonly offset?: number;
}

/** `paging_sorting` of a query: its definition spreads it over parameters of their own. */
export const pagingIn = (query: Readonly<Record<string, unknown>>): PagingSorting => query.paging_sorting ?? {};

const LIMIT_DEFAULT = 25;

export const pageOf = ({ sort, desc, limit = LIMIT_DEFAULT, offset = 0 }: PagingSorting): PageRequest => ({
  ...{ sort, descending: desc, limit, offset },
});

/** `PagingMetadata` of the definition. */
export const pagingShape = (page: Page<unknown>, { limit, offset }: PageRequest) => ({
  total_items: page.totalItems,
  items: page.items.length,
  ...{ limit, offset },
});

/** What was uploaded as a field of a form; undefined where nothing was. */
export const fileOf = ({ files }: AdminCall, field: string): Buffer | undefined =>
  files.find((file) => file.field === field)?.bytes;

/** Throws `validation_failure`. */
export function requiredFile(call: AdminCall, field: string): Buffer {
  const file = fileOf(call, field);
  if (file === undefined || file.length === 0) throw drumError('validation_failure', `${field}: a file is needed`);
  return file;
}

/** The file that the body is. Throws `validation_failure`. */
export function requiredBytes({ bytes }: AdminCall): Buffer {
  if (bytes === undefined || bytes.length === 0) throw drumError('validation_failure', 'The body must be a file');
  return bytes;
}

/** What a row is addressed by; what is no such number addresses none. */
export const numberOf = (text: string | undefined): number =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : NO_ROW;

const NO_ROW = -1;
