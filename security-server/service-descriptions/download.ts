import { Agent, request } from 'undici';
import type { TlsIdentity } from '#certs/tls-identity.ts';
import { DrumError } from '#protocol/errors.ts';
import { collect } from '#protocol/transport/multipart-reader.ts';
import { boundedInformation } from '../exchange/informational.ts';

/** As the reference software has it. */
const DESCRIPTION_BYTES_MAX = 10 * 1024 * 1024;
/** Of the whole of it: somebody waits for it. */
const DOWNLOAD_MS_MAX = 30_000;

/** Why a description could not be downloaded, in words that may be shown. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}

/**
 * Downloads what stands at an address of a provider's, which is shown `identity` when it asks for a certificate, and whose own is not
 * checked, as in X-Road: nothing is known of it yet. Throws `DownloadFailed`.
 */
export async function download(url: string, identity: TlsIdentity): Promise<Buffer> {
  const agent = new Agent({
    connect: { rejectUnauthorized: false, key: identity.key, cert: identity.certificate },
  });
  try {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      signal: AbortSignal.timeout(DOWNLOAD_MS_MAX),
      headers: { accept: '*/*' },
      ...boundedInformation('The address'),
    });
    if (statusCode !== 200) throw new DownloadFailed(`the address answers with HTTP status ${statusCode}`);
    return await collect(body, DESCRIPTION_BYTES_MAX, 'description');
  } catch (error) {
    throw failureOf(error);
  } finally {
    await agent.destroy();
  }
}

function failureOf(error: unknown): DownloadFailed {
  if (error instanceof DownloadFailed) return error;
  if (error instanceof DrumError) return new DownloadFailed(`it is larger than ${DESCRIPTION_BYTES_MAX} bytes`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new DownloadFailed(`it did not come within ${DOWNLOAD_MS_MAX / 1000} s`);
  }
  return new DownloadFailed(code === 'ENOTFOUND' ? 'the host is not known' : 'the address cannot be reached', {
    cause: error,
  });
}
