import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflate, inflate } from 'node:zlib';

/** A piece that differs by content begins, on average, after this many elements of the root. */
const ELEMENTS_A_PIECE = 64;
/** What has no elements, as a part of somebody else's may, is cut at this length. */
const PIECE_BYTES_MAX = 1024 * 1024;
const ELEMENT = Buffer.from('\n    <');
const CLOSING = '/'.charCodeAt(0);

const deflated = promisify(deflate);
const inflated = promisify(inflate);

export interface Piece {
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
  readonly bytes: Buffer;
}

/**
 * Cuts a file where its elements begin, by what they contain, so that a change of one element changes one piece: the others are the
 * same in the next publication, and mostly in other versions.
 */
export function piecesOf(bytes: Buffer): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  const cut = (end: number): void => {
    for (; start < end; start = Math.min(end, start + PIECE_BYTES_MAX)) {
      const piece = bytes.subarray(start, Math.min(end, start + PIECE_BYTES_MAX));
      pieces.push({ sha256: createHash('sha256').update(piece).digest('hex'), bytes: piece });
    }
  };
  let before = 0;
  for (let at = bytes.indexOf(ELEMENT); at >= 0; at = bytes.indexOf(ELEMENT, at + ELEMENT.length)) {
    if (bytes[at + ELEMENT.length] === CLOSING) continue;
    if (crc32(bytes.subarray(before, at)) % ELEMENTS_A_PIECE === 0) cut(at);
    before = at;
  }
  cut(bytes.length);
  return pieces;
}

export const packed = ({ bytes }: Piece): Promise<Buffer> => deflated(bytes, { level: constants.Z_BEST_SPEED });

export const unpacked = (content: Uint8Array): Promise<Buffer> => inflated(content);
