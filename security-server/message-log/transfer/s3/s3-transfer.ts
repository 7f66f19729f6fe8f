import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import type { Clock } from '#config/clock.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import { readArchiveName } from '#protocol/container/archive/archive-name.ts';
import { failureText } from '#storage/failure.ts';
import type { Transfer } from '../transfer.ts';
import { readS3Credentials } from './credentials.ts';
import { encodedKey, signedHeaders, type S3Credentials } from './signature.ts';

export interface S3Settings {
  /** `https://host[:port]`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** In front of the names of archives; `archives/` makes a folder of it. */
  readonly prefix: string;
  readonly credentialsFile: string;
  /** Whether an archive is removed here when it is there. */
  readonly isMove: boolean;
}

/** One PUT of S3 takes no more. */
const OBJECT_BYTES_MAX = 5 * 1024 ** 3;
const ANSWER_MS_MAX = 60_000;
const UPLOAD_MS_MAX = 3_600_000;
/** Of what a store says of a failure. */
const WORDS_CHARACTERS_MAX = 300;
const EMPTY_DIGEST = createHash('sha256').digest('hex');

/**
 * Brings archives into an S3-compatible store. The store is told the SHA-256 of each, by which it refuses one that arrives
 * changed. What is there with the same size is not sent again.
 */
export function s3Transfer(settings: S3Settings, clock: Clock): Transfer {
  const there = new Set<string>();
  return async (folder, signal) => {
    const credentials = await readS3Credentials(settings.credentialsFile);
    const archives = (await readdir(folder)).filter((name) => readArchiveName(name) !== undefined).toSorted();
    for (const name of archives) {
      if (there.has(name)) continue;
      const store = new S3Object(settings, credentials, { clock, name, signal });
      const path = join(folder, name);
      const { size } = await stat(path);
      if (size > OBJECT_BYTES_MAX)
        throw failed(name, `it has more than ${OBJECT_BYTES_MAX} bytes; lower archive-max-filesize`);
      if ((await store.size()) !== size) await store.put(path, size);
      if (settings.isMove) await rm(path);
      else there.add(name);
    }
  };
}

class S3Object {
  private readonly settings: S3Settings;
  private readonly credentials: S3Credentials;
  private readonly clock: Clock;
  private readonly name: string;
  private readonly signal: AbortSignal;
  private readonly url: URL;

  constructor(
    settings: S3Settings,
    credentials: S3Credentials,
    { clock, name, signal }: { readonly clock: Clock; readonly name: string; readonly signal: AbortSignal },
  ) {
    this.settings = settings;
    this.credentials = credentials;
    this.clock = clock;
    this.name = name;
    this.signal = signal;
    // The bucket in the path: every compatible store takes that, and no certificate must name the bucket.
    this.url = new URL(`/${encodedKey(`${settings.bucket}/${settings.prefix}${name}`)}`, settings.endpoint);
  }

  /** Undefined where there is none. */
  async size(): Promise<number | undefined> {
    const { statusCode, headers } = await this.ask('HEAD', EMPTY_DIGEST);
    if (statusCode === 404) return undefined;
    if (statusCode !== 200) throw failed(this.name, `the store answered with HTTP status ${statusCode}`);
    return Number(headers['content-length']);
  }

  async put(path: string, sizeBytes: number): Promise<void> {
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
    const { statusCode, text } = await this.ask('PUT', digest.digest('hex'), { path, sizeBytes });
    if (statusCode === 200) return;
    throw failed(this.name, `the store answered with HTTP status ${statusCode}${text === '' ? '' : `: ${text}`}`);
  }

  private async ask(
    method: 'HEAD' | 'PUT',
    bodyDigest: string,
    file?: { readonly path: string; readonly sizeBytes: number },
  ): Promise<{ statusCode: number; headers: Record<string, unknown>; text: string }> {
    const { region } = this.settings;
    const { url } = this;
    const headers = signedHeaders({ method, url, bodyDigest }, this.credentials, { region, at: this.clock.now() });
    const limit = AbortSignal.timeout(file === undefined ? ANSWER_MS_MAX : UPLOAD_MS_MAX);
    try {
      const answer = await request(url, {
        method,
        headers: file === undefined ? headers : { ...headers, 'content-length': String(file.sizeBytes) },
        body: file === undefined ? null : createReadStream(file.path),
        signal: AbortSignal.any([this.signal, limit]),
      });
      const text = (await answer.body.text()).slice(0, WORDS_CHARACTERS_MAX);
      return { statusCode: answer.statusCode, headers: answer.headers, text };
    } catch (error) {
      if (error instanceof DrumError) throw error;
      throw failed(this.name, `the store ${url.host} could not be asked: ${failureText(error)}`, error);
    }
  }
}

const failed = (name: string, what: string, cause?: unknown) =>
  drumError('archive_transfer_failed', `Archive ${name} could not be transferred: ${what}`, cause);
