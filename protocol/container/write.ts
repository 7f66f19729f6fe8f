import type { Readable } from 'node:stream';
import { attachmentEntry, beginningEntry, ENTRY, ENTRY_KEYS, MIMETYPE, type EntryKey } from './entries.ts';
import { asicManifest, openDocumentManifest } from './manifests.ts';
import { ZipWriter } from './zip-writer.ts';

/** Bytes in memory, or in a stream that is opened when its turn comes. */
type ContainerBytes = Uint8Array | { readonly sizeBytes: number; readonly open: () => Readable };

/** An attachment whole, or the beginning that is all that is left of it, or nothing: its number is left out then. */
export type AttachmentContents = ContainerBytes | { readonly beginning: ContainerBytes } | 'absent';

/** What goes into a container: the bytes as they were signed and sent, none rebuilt. */
export interface ContainerContents {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedChain?: { readonly result: Uint8Array; readonly chain: Uint8Array };
  /** Of a batch; a message that was time-stamped alone has its token in the signature. */
  readonly timestamp?: { readonly result: Uint8Array; readonly chain: Uint8Array; readonly token: Uint8Array };
  /** The body of a REST message, or the attachments of a SOAP message, by their numbers. */
  readonly attachments: readonly AttachmentContents[];
  /** Written as the time of every entry, so that the same record gives the same bytes whenever it is asked for. */
  readonly time: Date;
}

/** Writes an ASiC-E container as X-Road does (PR-SIGDOC §4.2) and streams it. */
export function writeContainer(contents: ContainerContents): Readable {
  const zip = new ZipWriter();
  const options = { mtime: zoneless(contents.time), forceDosTimestamp: true, mode: FILE_MODE };
  const entries = entriesOf(contents);
  for (const key of ENTRY_KEYS) {
    const bytes = entries.get(key);
    // ETSI EN 319 162-1 §A.1: mimetype comes first and is stored as it is, so that tools recognise the file by its head.
    // X-Road's software deflates it and reads either.
    if (bytes !== undefined) zip.addBytes(ENTRY[key], bytes, { ...options, compress: key !== 'mimetype' });
  }
  for (const { name, bytes } of bodiesOf(contents)) {
    const level = sizeOf(bytes) > THOROUGH_BYTES_MAX ? { compressionLevel: FASTEST } : {};
    if (bytes instanceof Uint8Array) zip.addBytes(name, bytes, { ...options, ...level });
    else zip.addStream(name, { ...options, ...level }, bytes.open);
  }
  return zip.end(`mimetype=${MIMETYPE}`);
}

/** Larger attachments are deflated at the fastest level: twice to three times as fast, for a few hundredths more of the size. */
const THOROUGH_BYTES_MAX = 1024 * 1024;
const FASTEST = 1;
const sizeOf = (bytes: ContainerBytes): number => (bytes instanceof Uint8Array ? bytes.length : bytes.sizeBytes);

const FILE_MODE = 0o100644;
const MS_PER_MINUTE = 60_000;

/** ZIP times have no zone, and yazl writes the local one; bytes must not depend on where they are written. */
const zoneless = (time: Date): Date => new Date(time.getTime() + time.getTimezoneOffset() * MS_PER_MINUTE);

function bodiesOf({ attachments }: ContainerContents): { name: string; bytes: ContainerBytes }[] {
  return attachments.flatMap((contents, index) => {
    if (contents === 'absent') return [];
    if ('beginning' in contents) return [{ name: beginningEntry(index + 1), bytes: contents.beginning }];
    return [{ name: attachmentEntry(index + 1), bytes: contents }];
  });
}

function entriesOf(contents: ContainerContents) {
  const { message, signature, signedChain, timestamp } = contents;
  const files: [EntryKey, Uint8Array | undefined][] = [
    ['message', message],
    ['signedChainResult', signedChain?.result],
    ['signedChain', signedChain?.chain],
    ['stampedChainResult', timestamp?.result],
    ['stampedChain', timestamp?.chain],
  ];
  const listed = [
    ...files.filter(([, bytes]) => bytes !== undefined).map(([key]) => ({ name: ENTRY[key], mediaType: 'text/xml' })),
    ...bodiesOf(contents).map(({ name }) => ({ name, mediaType: 'application/octet-stream' })),
  ];
  return new Map<EntryKey, Uint8Array | undefined>([
    ...files,
    ['mimetype', Buffer.from(MIMETYPE)],
    ['signature', signature],
    ['manifest', openDocumentManifest(listed)],
    ['asicManifest', timestamp === undefined ? undefined : asicManifest(timestamp.result)],
    ['timestamp', timestamp?.token],
  ]);
}
