import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { echoOf, multipart } from '../../soap/messages.ts';
import { digestOf, sha512, soapContentOf, soapParts, withoutRequestHash, type SoapContent } from '../content.ts';
import { helperSettings, tellReady } from './helper-process.ts';

/*
 * The provider's information system: each answer is another, says what was asked, and is noted before it is given, as a
 * system would that changes something. Started by the harness.
 */

const settings = z.strictObject({ address: z.string(), port: z.int(), journal: z.string() }).parse(helperSettings());

const note = (id: string, answer: string): void => {
  appendFileSync(settings.journal, `${JSON.stringify({ id, answer })}\n`);
};

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const type = request.headers['content-type'];
  if (type === 'application/json') serveRest(request, body, response);
  else serveSoap(soapContentOf(type, body), response);
}

function serveRest(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const id = String(request.headers['x-road-id']);
  const bytes = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('bytes'));
  const filling = 'x'.repeat(bytes);
  const answer = Buffer.from(JSON.stringify({ id, request: sha512(body), answer: randomUUID(), filling }));
  note(id, sha512(answer));
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
}

/** As many attachments as were sent, each half as long. */
function serveSoap(asked: SoapContent, response: ServerResponse): void {
  const text = asked.message.toString();
  const id = /<x:id>(.*?)<\/x:id>/.exec(text)?.[1] ?? '';
  const said = `<m:request>${digestOf(asked)}</m:request><m:answer>${randomUUID()}</m:answer>`;
  const message = Buffer.from(echoOf(text).replace(/<m:fillingResponse>/, `${said}<m:fillingResponse>`));
  const attachments = asked.attachments.map(({ length }) => randomBytes(Math.ceil(length / 2)));
  note(id, digestOf(withoutRequestHash({ message, attachments })));
  if (attachments.length === 0) {
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(message);
    return;
  }
  response
    .writeHead(200, { 'content-type': 'multipart/related; type="text/xml"; boundary=of-the-provider' })
    .end(multipart('of-the-provider', soapParts({ message, attachments })));
}

const server = createServer((request, response) => {
  serve(request, response).catch(() => {
    response.destroy();
  });
});
server.listen({ host: settings.address, port: settings.port }, tellReady);
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
