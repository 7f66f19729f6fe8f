import { digest } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import type { CertificateVerifier } from '#certs/path.ts';
import { readTimestampToken } from '#certs/timestamp/token.ts';
import { verifyTimestampToken, type VerifiedTimestamp } from '#certs/timestamp/verification.ts';
import { Checks } from '../checks.ts';
import { asDrumError, drumError } from '../errors.ts';
import { keyOf } from '../identifiers/text.ts';
import { verifyHashChain, type Content } from '../signature/hash-chain/verify.ts';
import { PART } from '../signature/names.ts';
import { readSignature } from '../signature/read.ts';
import type { Signature } from '../signature/signature.ts';
import { signatureTimestamp } from '../signature/unsigned-properties.ts';
import {
  verifySignature,
  type MessagePart,
  type SignatureQuestion,
  type SignatureVerdict,
  type SigningTrust,
} from '../signature/verify.ts';
import { ENTRY, type EntryKey } from './entries.ts';
import { asicManifestFits } from './manifests.ts';
import { isMetadataOnly } from './metadata.ts';
import { readMessage, type RecordedMessage } from './message.ts';
import { checkParts, checkTimestampParts, readContainer, type Container } from './read.ts';
import type { VerificationReport } from './report.ts';
import type { ByteSource } from './source.ts';

/** What evidence is judged by; `GlobalConfiguration` is one. */
interface EvidenceTrust extends SigningTrust {
  tsaCertificates(): readonly Certificate[];
}

export interface JudgementOptions {
  readonly configuration: EvidenceTrust;
  /** Time at which certificates are judged; by default the time of the evidence's own time-stamp. */
  readonly at?: Date | undefined;
  /** Keeps verdicts on certificates from call to call. */
  readonly certificates?: CertificateVerifier | undefined;
  /** A list to go on with. */
  readonly checks?: Checks | undefined;
}

/**
 * Verifies an ASiC-E container of X-Road: who signed the message, when it existed at the latest, and that nothing of it
 * was changed. It never throws for what the file holds; errors of reading the source itself go on.
 */
export async function verifyContainer(options: JudgementOptions & { source: ByteSource }): Promise<VerificationReport> {
  const checks = options.checks ?? new Checks();
  let container: Container;
  try {
    container = await readContainer(options.source);
  } catch (error) {
    return refused(checks, 'container', error);
  }
  return judgeContainer(container, { ...options, checks });
}

/** The part of `verifyContainer` after reading. */
export function judgeContainer(container: Container, options: JudgementOptions): VerificationReport {
  const checks = options.checks ?? new Checks();
  try {
    return judge(container, options, checks);
  } catch (error) {
    return refused(checks, 'evidence', error);
  }
}

function refused(checks: Checks, name: string, error: unknown): VerificationReport {
  const known = asDrumError(error);
  if (checks.error === undefined) checks.fail(name, known);
  return { verified: false, code: known.code, checks: checks.list, signer: null, signedAt: null, timestampedAt: null };
}

/** The policy, in the order of X-Road's verifier: the order decides which code a container with two faults gets. */
function judge(container: Container, options: JudgementOptions, checks: Checks): VerificationReport {
  const parts = checks.run('container', () => openParts(container));
  const message = checks.run('message', () => describe(readMessage(parts.message)));
  checks.run('references', () => checkReferences(parts.signature));
  const timestamp = checks.run('time-stamp', () => checkTimestamp(container, parts, options.configuration));
  const verdict = verifyOrExplain(parts.message, checks, {
    signature: parts.signature,
    hashChainResult: container.entries.get('signedChainResult'),
    hashChain: container.entries.get('signedChain'),
    parts: messageParts(container, parts.message),
    signer: message.signer,
    configuration: options.configuration,
    at: options.at ?? timestamp.genTime,
    form: 'container',
    others: (uri) => contentOf(container, uri),
    checks,
    ...(options.certificates === undefined ? {} : { certificates: options.certificates }),
  });
  noteWhatIsNotSigned(container, verdict, timestamp, checks);
  return {
    verified: true,
    code: null,
    checks: checks.list,
    signer: message.signer,
    certificate: verdict.certificate,
    signedAt: verdict.signedAt ?? null,
    timestampedAt: timestamp.genTime,
    timestampCertificate: timestamp.signer,
    ocspProducedAt: verdict.verified.ocsp[0]?.producedAt ?? timestamp.genTime,
    message: { kind: message.kind, isRequest: message.isRequest, queryId: message.queryId },
  };
}

/** A record of metadata alone is no forgery, and no evidence either: whoever asks is told what it may be. */
function verifyOrExplain(message: Buffer, checks: Checks, question: SignatureQuestion): SignatureVerdict {
  try {
    return verifySignature(question);
  } catch (error) {
    if (isMetadataOnly(message)) {
      checks.warn(
        'metadata-only',
        'message.xml has no more than the metadata of a message. Where the log keeps metadata alone ' +
          '(message-log.message-body-logging), no signature can be verified from its records: nothing here proves what was sent',
      );
    }
    throw error;
  }
}

interface Parts {
  readonly message: Buffer;
  readonly signature: Signature;
  /** DER. */
  readonly token: Buffer;
}

function openParts(container: Container) {
  const { entries, attachments } = container;
  checkParts(entries);
  const signature = readSignature(entry(container, 'signature'));
  const token = entries.get('timestamp') ?? signatureTimestamp(signature);
  if (token.length === 0) throw drumError('asic_timestamp_not_found', 'The time-stamp in the signature is empty');
  checkTimestampParts(entries);
  const value: Parts = { message: entry(container, 'message'), signature, token };
  return { value, detail: `All parts are there; ${attachments.length} attachments` };
}

/** An entry that has been found to be there. */
const entry = ({ entries }: Container, key: EntryKey): Buffer => entries.get(key) ?? Buffer.alloc(0);

function describe(message: RecordedMessage) {
  const direction = message.isRequest ? 'request of' : 'response of';
  return { value: message, detail: `A ${message.kind} ${direction} ${keyOf(message.signer)}, id ${message.queryId}` };
}

function checkReferences({ references }: Signature) {
  const uris = references.map(({ uri }) => uri);
  if (!uris.includes(PART.message) && !uris.includes(PART.signedChainResult)) {
    throw drumError(
      'malformed_signature',
      `The signature refers to neither ${PART.message} nor ${PART.signedChainResult}`,
    );
  }
  return { value: undefined, detail: `The signature refers to ${uris.join(', ')}` };
}

/** Batch time-stamps are over the result of a hash chain, others over the signature value (PR-SIGDOC §4.3). */
function checkTimestamp(container: Container, parts: Parts, configuration: EvidenceTrust) {
  const result = container.entries.get('stampedChainResult');
  if (result !== undefined) checkStampedChain(container, result);
  const token = readTimestampToken(parts.token);
  const data = result ?? parts.signature.value;
  const value: VerifiedTimestamp = verifyTimestampToken({
    token,
    data,
    tsaCertificates: configuration.tsaCertificates(),
  });
  const over = result === undefined ? 'the signature value' : 'a hash chain that covers the signature document';
  return {
    value,
    detail: `${value.genTime.toISOString()} over ${over}, by ${value.signer.subject.toRfc2253()}`,
  };
}

function checkStampedChain(container: Container, result: Buffer): void {
  const signature = contentOf(container, PART.signature);
  try {
    verifyHashChain({
      result,
      chain: (uri) => contentOf(container, uri)?.bytes,
      inputs: signature === undefined ? [] : [{ uri: PART.signature, content: signature }],
      others: (uri) => contentOf(container, uri),
      absent: 'count',
    });
  } catch (error) {
    const { code, message } = asDrumError(error);
    throw drumError(
      'malformed_signature',
      `The hash chain of the time-stamp does not hold: ${code}: ${message}`,
      error,
    );
  }
}

const keysByUri = new Map<string, EntryKey>(
  (Object.keys(ENTRY) as EntryKey[]).map((key) => [`/${ENTRY[key]}`.toLowerCase(), key]),
);

/** What a URI of a signature or hash chain means in a container. */
function contentOf(container: Container, uri: string): Content | undefined {
  const key = keysByUri.get(uri.toLowerCase());
  const bytes = key === undefined ? undefined : container.entries.get(key);
  if (bytes !== undefined) return { digest: (algorithm) => digest(algorithm, bytes), bytes };
  const attachment = container.attachments.find((each) => each.uri === uri.toLowerCase());
  if (attachment === undefined) return undefined;
  return { digest: (algorithm) => attachment.digests.find((each) => each.algorithm === algorithm)?.value };
}

function messageParts(container: Container, message: Buffer): MessagePart[] {
  return [
    { uri: PART.message, digests: [], bytes: message },
    ...container.attachments.map(({ uri, digests }) => ({ uri, digests })),
  ];
}

/** What the reference lets pass in silence, and a reader of evidence should know. */
function noteWhatIsNotSigned(
  container: Container,
  verdict: SignatureVerdict,
  timestamp: VerifiedTimestamp,
  checks: Checks,
): void {
  const absent = verdict.chained.filter(({ confirmed }) => !confirmed).map(({ uri }) => uri);
  if (absent.length > 0) {
    checks.warn('attachments', `Signed, but not in the container, so only their digests are proved: ${listed(absent)}`);
  }
  for (const { name, size } of container.beginnings) {
    checks.warn('attachments', `${name} has the first ${size} bytes, as the log kept them; nothing proves them`);
  }
  if (container.others.length > 0) {
    checks.warn('other-entries', `Nobody has signed these entries: ${listed(container.others)}`);
  }
  if (container.trailingBytes > 0) {
    checks.warn('other-entries', `${container.trailingBytes} bytes follow the end of the container`);
  }
  noteManifests(container, checks);
  if (verdict.signedAt !== undefined && verdict.signedAt.getTime() > timestamp.genTime.getTime() + CLOCK_SKEW_MS_MAX) {
    checks.warn('signing-time', 'The signer states a time after the time-stamp: its clock was wrong');
  }
}

/** By how much the clocks of a signer and a time-stamping authority may differ without a word. */
const CLOCK_SKEW_MS_MAX = 60_000;

function noteManifests({ entries }: Container, checks: Checks): void {
  if (!entries.has('manifest')) checks.warn('manifest', `${ENTRY.manifest} is missing`);
  const result = entries.get('stampedChainResult');
  const manifest = entries.get('asicManifest');
  if (result === undefined) return;
  if (manifest === undefined) checks.warn('asic-manifest', `${ENTRY.asicManifest} is missing`);
  else if (!fits(manifest, result)) {
    checks.warn('asic-manifest', `${ENTRY.asicManifest} does not fit ${ENTRY.stampedChainResult}`);
  }
}

function fits(manifest: Buffer, result: Buffer): boolean {
  try {
    return asicManifestFits(manifest, result);
  } catch {
    return false;
  }
}

const LISTED_MAX = 20;
const NAME_CHARACTERS_MAX = 100;

/** Names of strangers, as a list that stays short. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_MAX).map((name) => name.slice(0, NAME_CHARACTERS_MAX));
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
