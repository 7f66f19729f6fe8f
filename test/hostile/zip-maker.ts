import { crc32, deflateRawSync } from 'node:zlib';

/** ZIP files that say what they are told to say, true or not. */
export interface ZipEntryToMake {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
  /** Name in the local header, where it differs. */
  readonly localName?: string;
  readonly localMethod?: number;
  readonly flags?: number;
  readonly statedSize?: number;
  readonly statedCrc?: number;
  /** Bytes as they are, in place of the compressed data. */
  readonly raw?: Uint8Array;
}

export interface ZipToMake {
  readonly entries: readonly ZipEntryToMake[];
  readonly comment?: string;
  readonly statedEntries?: number;
  readonly statedDirectoryOffset?: number;
}

export function makeZip({ entries, comment = '', statedEntries, statedDirectoryOffset }: ZipToMake): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const method = entry.method ?? 8;
    const stored = Buffer.from(entry.raw ?? (method === 8 ? deflateRawSync(entry.data) : entry.data));
    const fields = {
      flags: entry.flags ?? 0,
      method,
      crc: entry.statedCrc ?? crc32(entry.data),
      stored: stored.length,
      size: entry.statedSize ?? entry.data.length,
    };
    const local = header(entry.localName ?? entry.name, { ...fields, method: entry.localMethod ?? method });
    files.push(local, stored);
    directory.push(header(entry.name, fields, offset));
    offset += local.length + stored.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(statedEntries ?? entries.length, 8);
  end.writeUInt16LE(statedEntries ?? entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(statedDirectoryOffset ?? offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment, 'latin1'), 20);
  return Buffer.concat([...files, central, end, Buffer.from(comment, 'latin1')]);
}

interface Fields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly stored: number;
  readonly size: number;
}

/** A local header, or with an offset one of the directory (APPNOTE §4.3.7, §4.3.12). */
function header(name: string, { flags, method, crc, stored, size }: Fields, offset?: number): Buffer {
  const bytes = Buffer.from(name, 'latin1');
  const isLocal = offset === undefined;
  const fixed = Buffer.alloc(isLocal ? 30 : 46);
  fixed.writeUInt32LE(isLocal ? 0x04034b50 : 0x02014b50, 0);
  const at = isLocal ? 4 : 6;
  fixed.writeUInt16LE(20, at);
  fixed.writeUInt16LE(flags, at + 2);
  fixed.writeUInt16LE(method, at + 4);
  fixed.writeUInt16LE(0x21, at + 8);
  fixed.writeUInt32LE(crc, at + 10);
  fixed.writeUInt32LE(stored, at + 14);
  fixed.writeUInt32LE(size, at + 18);
  fixed.writeUInt16LE(bytes.length, at + 22);
  if (!isLocal) fixed.writeUInt32LE(offset, 42);
  return Buffer.concat([fixed, bytes]);
}
