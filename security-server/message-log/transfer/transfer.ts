/** Brings the archives of a folder elsewhere. Throws why it could not; it is tried again after the next archiving. */
export type Transfer = (folder: string, signal: AbortSignal) => Promise<void>;
