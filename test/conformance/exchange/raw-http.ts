import type { Socket } from 'node:net';
import { readHttp, type RecordedHttp } from '../recorded-http.ts';

const BYTES_MAX = 4 * 1024 * 1024;

/** Whether these bytes are one whole HTTP message. An answer without a length of its own ends with its connection. */
function isWholeMessage(bytes: Buffer): boolean {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = bytes.toString('latin1', 0, end);
  const content = bytes.subarray(end + 4);
  if (/^transfer-encoding: *chunked$/im.test(head)) return content.toString('latin1').endsWith('0\r\n\r\n');
  const length = /^content-length: *(\d+)$/im.exec(head)?.[1];
  if (length !== undefined) return content.length >= Number(length);
  return !head.startsWith('HTTP/');
}

/** Reads one message from a connection. Resolves to undefined when the other side closes without a byte. */
export function readMessage(socket: Socket): Promise<RecordedHttp | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const bytes = () => Buffer.concat(chunks, size);
    const done = () => {
      socket.removeAllListeners('data');
      resolve(size === 0 ? undefined : readHttp(bytes()));
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > BYTES_MAX) reject(new Error(`More than ${BYTES_MAX} bytes have come`));
      else if (isWholeMessage(bytes())) done();
    });
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that is refused may also be reset.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') done();
      else reject(error);
    });
  });
}
