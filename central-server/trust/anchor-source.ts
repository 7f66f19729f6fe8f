import { readAnchor } from '#protocol/configuration/anchor.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import { SIGNED_DIRECTORY_BYTES_MAX, type SignedDirectory } from '#protocol/configuration/signed-directory.ts';
import { verifySignedDirectory } from '#protocol/configuration/verify-directory.ts';
import { Checks } from '#protocol/checks.ts';
import { drumError } from '#protocol/errors.ts';
import { askOverHttp, reasonOf, type HttpAnswer } from './http-answer.ts';

/** For all sources of an anchor together. */
const TIMEOUT_MS = 20_000;

/**
 * Whether one of an anchor's sources answers with configuration of the anchor's instance, signed by a key that the anchor names.
 * It takes its time, so it is asked before the transaction that keeps the anchor. Rejects with `malformed_anchor`,
 * `trusted_anchor_verification_failed`.
 */
export async function verifyTrustedAnchor(file: Uint8Array, now: Date): Promise<void> {
  const anchor = readAnchor(file);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const faults: string[] = [];
  for (const source of anchor.sources) {
    try {
      const { status, body } = await download(source.downloadUrl, signal);
      if (status !== 200) throw new Error(`HTTP status ${status}`);
      const directory = verifySignedDirectory(body, source.verificationCertificates, now, new Checks());
      requireInstance(directory, anchor);
      return;
    } catch (error) {
      faults.push(`${source.downloadUrl.slice(0, URL_SHOWN_MAX)}: ${reasonOf(error)}`);
    }
  }
  throw drumError('trusted_anchor_verification_failed', faults.slice(0, FAULTS_SHOWN_MAX).join('; '));
}

const URL_SHOWN_MAX = 255;
const FAULTS_SHOWN_MAX = 5;

/** The newest version that the source has; one that the address names itself is the one. */
async function download(url: string, signal: AbortSignal): Promise<HttpAnswer> {
  const address = new URL(url);
  if (address.protocol !== 'http:' && address.protocol !== 'https:') throw new Error('it is no address of HTTP');
  const ask = () => askOverHttp(address.href, { method: 'GET', signal, bytesMax: SIGNED_DIRECTORY_BYTES_MAX });
  if (address.searchParams.has('version')) return ask();
  let answer: HttpAnswer = { status: 404, body: Buffer.alloc(0) };
  for (const version of CONFIGURATION_VERSIONS.toReversed()) {
    address.searchParams.set('version', String(version));
    answer = await ask();
    if (answer.status !== 404) break;
  }
  return answer;
}

function requireInstance({ parts }: SignedDirectory, { instance }: ConfigurationAnchor): void {
  const other = parts.find((part) => part.instance !== undefined && part.instance !== instance);
  if (other !== undefined) throw new Error(`the configuration is of instance ${String(other.instance)}`);
}
