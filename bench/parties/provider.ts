import { createServer } from 'node:http';
import { play } from './party.ts';

export interface ProviderTask {
  readonly address: string;
  readonly port: number;
}

// Answers with the body that it got: the smallest provider system whose answer belongs to its request and to no other.
const server = createServer((request, response) => {
  response.writeHead(200, {
    'content-type': request.headers['content-type'] ?? 'application/octet-stream',
    'content-length': request.headers['content-length'] ?? '0',
  });
  request.pipe(response);
});

play(
  ({ address, port }: ProviderTask) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port }, () => {
        resolve(undefined);
      });
    }),
);
