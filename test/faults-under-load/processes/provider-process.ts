import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { helperSettings, tellReady } from './helper-process.ts';

/*
 * The provider's information system: each answer is another, says what was asked, and is noted before it is given, as a
 * system would that changes something. Started by the harness.
 */

const settings = z.strictObject({ address: z.string(), port: z.int(), journal: z.string() }).parse(helperSettings());

const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const id = String(request.headers['x-road-id']);
  const bytes = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('bytes'));
  const filling = 'x'.repeat(bytes);
  const answer = Buffer.from(JSON.stringify({ id, request: sha512(body), answer: randomUUID(), filling }));
  appendFileSync(settings.journal, `${JSON.stringify({ id, answer: sha512(answer) })}\n`);
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
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
