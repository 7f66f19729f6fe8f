/** What the name of an archive's file says: `mlog-[group-]first-last-digest.zip[.gpg]`. */
export interface ArchiveName {
  /** Empty where records are not grouped. */
  readonly group: string;
  /** Times of the first and the last record, `YYYYMMDDHHmmss`. */
  readonly first: string;
  readonly last: string;
  /** The first 16 digits of the chain's last digest. */
  readonly digestStart: string;
}

const NAME = /^mlog-(?:(.+)-)?(\d{14})-(\d{14})-([0-9a-f]{16})\.zip(?:\.gpg)?$/;

export function readArchiveName(name: string): ArchiveName | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, group = '', first = '', last = '', digestStart = ''] = match;
  return { group, first, last, digestStart };
}

/** An archive keeps its name when it is encrypted or decrypted. */
export const sameArchiveName = (a: string, b: string): boolean => a.replace(/\.gpg$/, '') === b.replace(/\.gpg$/, '');
