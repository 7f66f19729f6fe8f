/** The name of an event in the audit log as a key of texts. */
export const keyOfEvent = (event: string): string => event.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');

/** A value that an event tells of, `memberCount` or `member_count`, as such a key. */
export const keyOfField = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
