/** The key of a security server's row as people write its identifier. */
export const shownKey = (key: string): string => key.replace(/^[A-Z]+:/, '');
