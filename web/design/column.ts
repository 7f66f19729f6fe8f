import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** The value as text: for CSV, for finding and for sorting where all rows are there. */
  readonly text: (row: Row) => string;
  /** How it is shown, if not as that text. */
  readonly cell?: (row: Row) => ReactNode;
  /** What the list is sorted by; absent: it is not sorted by this. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  readonly width?: number | string;
}
