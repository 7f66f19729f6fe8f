const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * An xsd:dateTime with a zone; undefined for anything else. One without a zone would mean another moment wherever it is
 * read.
 */
export function dateTimeOf(text: string): Date | undefined {
  const trimmed = text.trim();
  const time = new Date(ZONED.test(trimmed) ? trimmed : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
