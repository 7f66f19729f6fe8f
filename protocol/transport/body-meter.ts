import { createHash } from 'node:crypto';
import { nodeDigest, type DigestName } from '#certs/algorithms.ts';
import { drumError } from '../errors.ts';
import type { BodyFacts } from './message.ts';

/** Lets a body through and learns its size and digests on the way. */
export class BodyMeter {
  private readonly hash;
  private readonly sha512;
  private sizeBytes = 0;
  private ended = false;

  constructor(algorithm: DigestName) {
    this.hash = createHash(nodeDigest(algorithm));
    this.sha512 = algorithm === 'SHA-512' ? undefined : createHash('sha512');
  }

  /** The same content; beyond `bytesMax` it throws `invalid_message`. */
  async *pass(content: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      this.sizeBytes += chunk.byteLength;
      if (this.sizeBytes > bytesMax) throw drumError('invalid_message', 'The body of the message is too large');
      this.hash.update(chunk);
      this.sha512?.update(chunk);
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    this.ended = true;
  }

  /** To be asked once, after the end of the content. */
  facts(name: string): BodyFacts {
    if (!this.ended) throw new TypeError(`The content of ${name} was not read to its end`);
    const digest = this.hash.digest();
    return { name, sizeBytes: this.sizeBytes, digest, sha512: this.sha512?.digest() ?? digest };
  }
}
