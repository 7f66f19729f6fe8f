import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { TlsIdentity } from '#certs/tls-identity.ts';

export const MAIL_USER = 'drum';
export const MAIL_PASSWORD = 'a password of the mail server';

interface Mail {
  readonly to: readonly string[];
  readonly isSecure: boolean;
  readonly headers: string;
  /** Decoded. */
  readonly text: string;
}

interface SinkOptions {
  readonly identity: TlsIdentity;
  /** TLS from the first byte on. */
  readonly secure?: boolean;
  readonly port?: number;
  /** Offers no STARTTLS. */
  readonly plain?: boolean;
}

/** A mail server that keeps what it is sent. */
export class MailSink {
  readonly mails: Mail[] = [];
  readonly port: number;
  private readonly server: SMTPServer;

  private constructor(server: SMTPServer) {
    this.server = server;
    this.port = (server.server.address() as AddressInfo).port;
  }

  static async start({ identity, secure = false, port = 0, plain = false }: SinkOptions): Promise<MailSink> {
    const started: { sink?: MailSink } = {};
    const server = new SMTPServer({
      ...{ secure, key: identity.key, cert: identity.certificate, authOptional: plain },
      disabledCommands: plain ? ['STARTTLS'] : [],
      onAuth: ({ username, password }, _session, callback) => {
        if (username === MAIL_USER && password === MAIL_PASSWORD) callback(null, { user: username });
        else callback(new Error('Wrong user or password'));
      },
      onRcptTo: ({ address }, _session, callback) => {
        callback(address.startsWith('refused') ? new Error('No such mailbox') : null);
      },
      onData: (stream, session, callback) => {
        buffer(stream).then(
          (bytes) => {
            started.sink?.mails.push(
              mailOf(bytes.toString(), {
                to: session.envelope.rcptTo.map(({ address }) => address),
                isSecure: session.secure,
              }),
            );
            callback();
          },
          (error: unknown) => {
            callback(error as Error);
          },
        );
      },
    });
    server.on('error', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    return (started.sink = new MailSink(server));
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(resolve);
    });
  }
}

function mailOf(message: string, envelope: Pick<Mail, 'to' | 'isSecure'>): Mail {
  const end = message.indexOf('\r\n\r\n');
  const headers = message.slice(0, end).replaceAll(/\r\n[ \t]/g, ' ');
  const body = message.slice(end + 4);
  const encoding = /^content-transfer-encoding: (.*)$/im.exec(headers)?.[1]?.toLowerCase();
  return { ...envelope, headers: decodedWords(headers), text: decoded(body, encoding).replaceAll('\r\n', '\n') };
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Words of RFC 2047. */
const decodedWords = (headers: string): string =>
  headers
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decoded(text.replaceAll('_', ' '), 'quoted-printable'),
    );
