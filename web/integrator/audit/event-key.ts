/** The name of an event in the audit log as a key of texts. */
export const keyOfEvent = (event: string): string => event.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
