import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

export interface Place {
  readonly host: string;
  readonly port: number;
  /** With TLS: what is shown and how. */
  readonly tls?: ConnectionOptions;
}

/** How a connection went: what came, and whether the other side closed it within the time. */
export interface Told {
  readonly text: string;
  readonly closed: boolean;
  readonly tookMs: number;
}

const MS_MAX = 10_000;

/** Opens a connection, writes these bytes as they are, and listens until it is closed, `until` is told or the time is up. */
export function tell(
  place: Place,
  bytes: string | Buffer | ((socket: Socket) => void),
  options: { readonly msMax?: number; readonly until?: RegExp } = {},
): Promise<Told> {
  const { msMax = MS_MAX, until } = options;
  return new Promise((resolve) => {
    const began = performance.now();
    let text = '';
    const socket = opened(place, (ready) => {
      if (typeof bytes === 'function') bytes(ready);
      else ready.write(bytes, 'latin1');
    });
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed, tookMs: performance.now() - began });
    };
    const timer = setTimeout(() => {
      end(false);
    }, msMax);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (until?.test(text) === true) end(false);
    });
    socket.once('close', () => {
      end(true);
    });
  });
}

/** A connection whose errors are nobody's concern: its end tells enough. */
export function opened({ host, port, tls }: Place, ready: (socket: Socket) => void = () => undefined): Socket {
  const socket =
    tls === undefined ? connect({ host, port }) : connectTls({ host, port, rejectUnauthorized: false, ...tls });
  socket.on('error', () => undefined);
  socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
    ready(socket);
  });
  return socket;
}

/** The status of an HTTP answer; undefined where there is none. */
export const statusOf = ({ text }: Told): number | undefined => {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** The code of an error that a security server tells an information system. */
export const codeOf = ({ text }: Told): string | undefined => /^X-Road-Error: (.+)\r$/im.exec(text)?.[1];
