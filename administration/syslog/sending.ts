import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { systemReason } from '#config/named-file.ts';
import { drumError, type DrumError } from '#protocol/errors.ts';
import { counted } from './message.ts';
import { targetName, type SyslogTarget } from './setting.ts';

const SILENCE_MS_MAX = 10_000;
/** Of a connection with all that is sent over it. */
export const SENDING_MS_MAX = 45_000;
/** In TLS 1.3 a client hears only after its handshake that the server refuses its certificate. */
const REFUSAL_MS = 300;

/**
 * Hands messages over to a collector, in their order. Syslog has no acknowledgements; so each batch has a connection of its own,
 * which the collector closes when it has read all of it: what comes back before that, or does not come, is a failure, and whoever
 * calls sends the batch again. Of datagrams nobody knows. TLS would tell a connection that was ended from one that broke, but
widespread collectors end theirs without saying so. Throws `syslog_not_sent`.
 */
export async function sendMessages(
  target: SyslogTarget,
  messages: readonly Buffer[],
  stopped: AbortSignal,
): Promise<void> {
  try {
    if (target.transport === 'udp') await sendDatagrams(target, messages);
    else await sendStream(target, Buffer.concat(messages.map(counted)), stopped);
  } catch (error) {
    throw notSent(target, error);
  }
}

function notSent(target: SyslogTarget, error: unknown): DrumError {
  const { transport } = target;
  const reason = error instanceof Ended ? error.message : systemReason(error);
  return drumError(
    'syslog_not_sent',
    `The collector ${targetName(target)} (${transport}) takes no events: ${reason}`,
    error,
  );
}

class Ended extends Error {}

async function sendStream(target: SyslogTarget, bytes: Buffer, stopped: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([AbortSignal.timeout(SENDING_MS_MAX), stopped]);
  const socket = target.transport === 'tls' ? tlsSocket(target) : connectTcp({ host: target.host, port: target.port });
  try {
    const over = outcomeOf(socket, signal);
    // What fails early is told by the steps below.
    over.catch(() => undefined);
    await Promise.race([once(socket, target.transport === 'tls' ? 'secureConnect' : 'connect', { signal }), over]);
    if (target.transport === 'tls') await Promise.race([delay(REFUSAL_MS, undefined, { signal }), over]);
    socket.end(bytes);
    await over;
  } finally {
    socket.destroy();
  }
}

/** Resolves when the other side has ended the connection after all was written; rejects on whatever comes before. */
function outcomeOf(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(new Ended(reason));
    };
    socket.setTimeout(SILENCE_MS_MAX, () => {
      fail(`it was silent for ${SILENCE_MS_MAX} ms`);
    });
    signal.addEventListener('abort', () => {
      fail(`it did not take them within ${SENDING_MS_MAX} ms`);
    });
    socket.on('error', reject);
    socket.once('end', () => {
      if (socket.writableFinished) resolve();
      else fail('it ended the connection before it had all of them');
    });
    socket.once('close', () => {
      fail('the connection was closed');
    });
    // What it says is of no interest, only that it ends.
    socket.resume();
  });
}

function tlsSocket({ host, port, ca, clientCertificate: own }: SyslogTarget): Socket {
  return connectTls({
    ...{ host, port, minVersion: 'TLSv1.2' },
    ...(ca === undefined ? {} : { ca }),
    ...(own === undefined ? {} : { cert: own.certificate, key: own.key }),
  });
}

async function sendDatagrams({ host, port }: SyslogTarget, messages: readonly Buffer[]): Promise<void> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const failed = new Promise<never>((_resolve, reject) => {
      socket.once('error', reject);
    });
    failed.catch(() => undefined);
    socket.connect(port, address);
    await Promise.race([once(socket, 'connect'), failed]);
    for (const message of messages) {
      const sent = new Promise<void>((resolve, reject) => {
        socket.send(message, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
      await Promise.race([sent, failed]);
    }
  } finally {
    socket.close();
  }
}
