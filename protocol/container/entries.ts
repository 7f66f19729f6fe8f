import type { ZipLimits } from './zip-reader.ts';

/** Entries of an ASiC-E container as X-Road makes it (PR-SIGDOC §4.2), in the order in which they are written. */
export const ENTRY = {
  mimetype: 'mimetype',
  message: 'message.xml',
  signature: 'META-INF/signatures.xml',
  signedChainResult: 'sig-hashchainresult.xml',
  signedChain: 'sig-hashchain.xml',
  stampedChainResult: 'ts-hashchainresult.xml',
  stampedChain: 'ts-hashchain.xml',
  manifest: 'META-INF/manifest.xml',
  asicManifest: 'META-INF/ASiCManifest.xml',
  timestamp: 'META-INF/timestamp.tst',
} as const;

export type EntryKey = keyof typeof ENTRY;
export const ENTRY_KEYS = Object.keys(ENTRY) as readonly EntryKey[];

export const MIMETYPE = 'application/vnd.etsi.asic-e+zip';

/** The n-th attachment, counted from 1; what the message's hash chain calls `/attachment1` stands in `attachment1`. */
export const attachmentEntry = (number: number): string => `attachment${number}`;
/** What is left of an attachment that was cut when it was logged. No signature covers it, so it must not stand for the attachment. */
export const beginningEntry = (number: number): string => `beginning-of-${attachmentEntry(number)}`;
export const isAttachmentEntry = (name: string): boolean => name.toLowerCase().startsWith('attachment');

export const isBeginningEntry = (name: string): boolean => /^beginning-of-attachment\d+$/.test(name.toLowerCase());

/** Any signature file that ASiC-E allows (ETSI EN 319 162-1 §4.4.2). */
const SIGNATURES = /^meta-inf\/.*signatures.*\.xml$/;
export const isSignatureEntry = (name: string): boolean => SIGNATURES.test(name.toLowerCase());

/** Bounds of one container. Attachments are hashed as they stream by; all else is held in memory. */
export const CONTAINER_LIMITS = {
  entriesMax: 10_000,
  messageBytesMax: 32 * 1024 * 1024,
  /** Of each entry but the message and the attachments. */
  entryBytesMax: 4 * 1024 * 1024,
  bytesFree: 1024 * 1024 * 1024,
  /** Above what our own containers reach: attachments of more than a mebibyte are deflated at the fastest level. */
  ratioMax: 250,
} as const satisfies ZipLimits & Record<string, number>;
