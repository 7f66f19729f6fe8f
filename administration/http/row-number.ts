const NO_ROW = -1;

/** What a row is addressed by; what is no such number addresses none. */
export const numberOf = (text: string | undefined): number =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : NO_ROW;
