import { gzipSync } from 'node:zlib';
import { toPem } from '#certs/pem.ts';

const BLOCK_BYTES = 512;

/** A certificate in PEM and in DER, as the archive (ustar, gzip) that X-Road's administrators are used to. */
export function certificateArchive(name: string, der: Uint8Array, at: Date): Buffer {
  const files = [
    [`./${name}.pem`, Buffer.from(toPem('CERTIFICATE', der))],
    [`./${name}.cer`, Buffer.from(der)],
  ] as const;
  const entries = files.flatMap(([path, bytes]) => [header(path, bytes.length, at), padded(bytes)]);
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK_BYTES)]));
}

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES)]);

/** POSIX.1-2001 ustar. The sum is taken with blanks in its own place. */
function header(name: string, size: number, at: Date): Buffer {
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  const fields = [
    [0, name],
    [100, octal(0o644, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(size, 11)],
    [136, octal(Math.floor(at.getTime() / 1000), 11)],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\x0000'],
  ] as const;
  const block = Buffer.alloc(BLOCK_BYTES);
  for (const [offset, text] of fields) block.write(text, offset, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)} `, 148, 'latin1');
  return block;
}
