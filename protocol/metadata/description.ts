import { plainText } from './plain-text.ts';

/* What a description of a service says to people, whatever its form. */

export interface DescribedOperation {
  /** Of SOAP: its name; of REST: method and path. */
  readonly name: string;
  readonly summary?: string;
}

export interface ServiceDescription {
  readonly title?: string;
  readonly text?: string;
  readonly contact?: string;
  readonly operations: readonly DescribedOperation[];
  /** Something that is asked or answered. */
  readonly sample?: string;
}

/** Of a description as it comes from a provider. */
export const DESCRIPTION_BYTES_MAX = 2 * 1024 * 1024;
const TITLE_LENGTH_MAX = 255;
const TEXT_LENGTH_MAX = 4_000;
const SUMMARY_LENGTH_MAX = 500;
const NAME_LENGTH_MAX = 500;
/** What is beyond is left out. */
export const OPERATIONS_MAX = 300;

export const titleOf = (value: unknown): string | undefined => plainText(value, TITLE_LENGTH_MAX);
export const textOf = (value: unknown): string | undefined => plainText(value, TEXT_LENGTH_MAX);
export const nameOf = (value: unknown): string | undefined => plainText(value, NAME_LENGTH_MAX);
export const summaryOf = (value: unknown): string | undefined => plainText(value, SUMMARY_LENGTH_MAX);

/** Without what is not there. */
export function given<T extends object>(fields: { readonly [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
