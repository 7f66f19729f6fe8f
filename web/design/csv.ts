interface CsvColumn<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
}

/** Spreadsheets take a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const BYTE_ORDER_MARK = '\ufeff';

const field = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** A list as CSV, which spreadsheets open with its Cyrillic. */
export const csvOf = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  BYTE_ORDER_MARK +
  [columns.map(({ title }) => field(title)), ...rows.map((row) => columns.map(({ text }) => field(text(row))))]
    .map((line) => line.join(','))
    .join('\r\n');
