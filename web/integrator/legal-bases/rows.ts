/** As many as one page of the API has. */
export const ROWS_MAX = 1_000;
