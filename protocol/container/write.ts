import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import { attachmentEntry, ENTRY, ENTRY_KEYS, MIMETYPE, type EntryKey } from './entries.ts';
import { asicManifest, openDocumentManifest } from './manifests.ts';

/** What goes into a container: the bytes as they were signed and sent, none rebuilt. */
export interface ContainerContents {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedChain?: { readonly result: Uint8Array; readonly chain: Uint8Array };
  /** Of a batch; a message that was time-stamped alone has its token in the signature. */
  readonly timestamp?: { readonly result: Uint8Array; readonly chain: Uint8Array; readonly token: Uint8Array };
  /** The body of a REST message, or the attachments of a SOAP message. Streams are opened when their turn comes. */
  readonly attachments: readonly (Uint8Array | (() => Readable))[];
  /** Written as the time of every entry, so that the same record gives the same bytes whenever it is asked for. */
  readonly time: Date;
}

/** Writes an ASiC-E container as X-Road does (PR-SIGDOC §4.2) and streams it. */
export function writeContainer(contents: ContainerContents): Readable {
  const zip = new ZipFile();
  const output = new PassThrough();
  const fail = (error: unknown): void => void output.destroy(error instanceof Error ? error : new Error('write error'));
  zip.on('error', fail);
  let reading: Readable | undefined;
  // Nobody wants the rest: what is being read is closed.
  output.once('close', () => reading?.destroy());
  const options = { mtime: zoneless(contents.time), forceDosTimestamp: true, mode: FILE_MODE };
  const entries = entriesOf(contents);
  for (const key of ENTRY_KEYS) {
    const bytes = entries.get(key);
    // ETSI EN 319 162-1 §A.1: mimetype comes first and is stored as it is, so that tools recognise the file by its head.
    // X-Road's software deflates it and reads either.
    if (bytes !== undefined)
      zip.addBuffer(Buffer.from(bytes), ENTRY[key], { ...options, compress: key !== 'mimetype' });
  }
  contents.attachments.forEach((attachment, index) => {
    const name = attachmentEntry(index + 1);
    if (attachment instanceof Uint8Array) {
      zip.addBuffer(Buffer.from(attachment), name, options);
      return;
    }
    zip.addReadStreamLazy(name, options, (lend) => {
      if (output.destroyed) return;
      reading = attachment();
      reading.on('error', fail);
      lend(null, reading);
    });
  });
  zip.end({ comment: `mimetype=${MIMETYPE}`, forceZip64Format: false });
  zip.outputStream.pipe(output);
  return output;
}

const FILE_MODE = 0o100644;
const MS_PER_MINUTE = 60_000;

/** ZIP times have no zone, and yazl writes the local one; bytes must not depend on where they are written. */
const zoneless = (time: Date): Date => new Date(time.getTime() + time.getTimezoneOffset() * MS_PER_MINUTE);

function entriesOf({ message, signature, signedChain, timestamp, attachments }: ContainerContents) {
  const files: [EntryKey, Uint8Array | undefined][] = [
    ['message', message],
    ['signedChainResult', signedChain?.result],
    ['signedChain', signedChain?.chain],
    ['stampedChainResult', timestamp?.result],
    ['stampedChain', timestamp?.chain],
  ];
  const listed = [
    ...files.filter(([, bytes]) => bytes !== undefined).map(([key]) => ({ name: ENTRY[key], mediaType: 'text/xml' })),
    ...attachments.map((_, index) => ({ name: attachmentEntry(index + 1), mediaType: 'application/octet-stream' })),
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
