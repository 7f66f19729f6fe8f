import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import { FrameReader, REQUEST_BYTES_MAX, writeFrame, type Frame } from './frames.ts';
import { OUTCOMES, writeFailure } from './messages.ts';
import { clearSocketPath } from './socket-path.ts';

/** Open connections at most: one a worker of the server, and a few commands. */
const CONNECTIONS_MAX = 128;
/** Requests under way at most, over all connections; more are refused at once, so that memory stays bounded. */
const REQUESTS_MAX = 1_024;
/** A peer that lets this much of its answers lie unread is cut off. */
const UNREAD_BYTES_MAX = 32 * 1024 * 1024;

/** Does what a request asks for and returns the body of the answer. */
export type Answer = (kind: number, body: Buffer) => Promise<Uint8Array>;

/** The signer's Unix socket: frames in, answers out, each connection's requests answered as they are done. */
export class SocketServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly answer: Answer;
  private readonly log: Log;
  private underWay = 0;
  private whenIdle: (() => void) | undefined;

  constructor(answer: Answer, log: Log) {
    this.answer = answer;
    this.log = log;
    this.server = createServer((socket) => {
      this.accept(socket);
    });
    this.server.maxConnections = CONNECTIONS_MAX;
  }

  /** Resolves when requests are accepted. The socket is its owner's alone, as its folder is from before. */
  async listen(path: string): Promise<void> {
    await clearSocketPath(path);
    await new Promise<void>((done, failed) => {
      this.server.once('error', failed);
      this.server.listen(path, () => {
        this.server.off('error', failed);
        done();
      });
    });
    chmodSync(path, 0o600);
  }

  /** Tells every peer that what `keys` answers has changed. */
  announceChange(): void {
    const frame = writeFrame(0, OUTCOMES.changed);
    for (const socket of this.sockets) this.send(socket, frame);
  }

  /** Accepts nothing more and resolves when what is under way has been answered. */
  async close(): Promise<void> {
    this.server.close();
    if (this.underWay > 0) {
      await new Promise<void>((done) => {
        this.whenIdle = done;
      });
    }
    for (const socket of this.sockets) socket.end();
  }

  /** Ends at once; whoever waits sees the connection close. */
  abort(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(socket: Socket): void {
    const reader = new FrameReader(REQUEST_BYTES_MAX);
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      try {
        for (const frame of reader.push(chunk)) void this.take(socket, frame);
      } catch (error) {
        this.log.warn('A peer of the signer does not speak its protocol', { error });
        this.sockets.delete(socket);
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      this.log.debug('A connection to the signer broke', { error });
    });
    socket.on('close', () => this.sockets.delete(socket));
  }

  private async take(socket: Socket, { id, kind, body }: Frame): Promise<void> {
    if (this.underWay >= REQUESTS_MAX) {
      const failure = drumError('cannot_sign', `More than ${REQUESTS_MAX} requests wait for the signer`);
      this.send(socket, writeFrame(id, OUTCOMES.failed, writeFailure(failure)));
      return;
    }
    this.underWay += 1;
    try {
      this.send(socket, writeFrame(id, OUTCOMES.done, await this.answer(kind, body)));
    } catch (error) {
      this.log.warn('A request to the signer failed', { operation: kind, error });
      this.send(socket, writeFrame(id, OUTCOMES.failed, writeFailure(error)));
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.whenIdle?.();
    }
  }

  private send(socket: Socket, frame: Buffer): void {
    if (!this.sockets.has(socket)) return;
    socket.write(frame);
    if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
  }
}
