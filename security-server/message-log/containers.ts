import type { Readable } from 'node:stream';
import { writeContainer, type AttachmentContents, type ContainerContents } from '#protocol/container/write.ts';
import { addSignatureTimestamp } from '#protocol/signature/timestamp.ts';
import type { Bodies } from './bodies.ts';
import type { Direction } from './record.ts';
import type { Evidence, StoredBody } from './store/record-queries.ts';

/** The evidence of one record: an ASiC-E container, the same bytes whenever it is asked for. */
export interface LoggedContainer {
  /** As X-Road names it in archives and downloads. */
  readonly name: string;
  readonly time: Date;
  /** Whether the message is there as it was signed, or only its metadata, which no signature proves. */
  readonly message: 'whole' | 'metadata';
  /** What there is of the message's bodies, in their order. */
  readonly bodies: readonly BodyInEvidence[];
  stream(): Readable;
}

/** `beginning`: cut when it was logged. `digest`: logged by its digest alone. `lost`: logged, and not there any more. */
type BodyInEvidence = 'whole' | 'beginning' | 'digest' | 'lost';

/** Of bodies, each thing that is true of one of them, once: a message may have a thousand. */
export function keptInWords({ message, bodies }: Pick<LoggedContainer, 'message' | 'bodies'>): string {
  if (message === 'metadata') return message;
  return bodies.length === 0 ? 'none' : [...new Set(bodies)].toSorted().join('+');
}

/** X-Road's bound for the message id in a container's name. */
const NAME_CHARACTERS_MAX = 226;
const ID_RADIX = 32;

export async function containerOf(id: number, evidence: Evidence, bodies: Bodies): Promise<LoggedContainer> {
  const time = new Date(evidence.timeMs);
  const kept = await Promise.all(evidence.bodies.map((body) => keptBody(body, evidence.keyId, bodies)));
  return {
    name: containerName({ ...evidence, id }),
    time,
    message: evidence.isMetadata ? 'metadata' : 'whole',
    bodies: kept.map(({ state }) => state),
    stream: () => {
      const { message, hashChainResult: result, hashChain: chain } = evidence;
      const signedChain = result === null || chain === null ? {} : { signedChain: { result, chain } };
      return writeContainer({
        message,
        ...signedChain,
        ...stampedSignature(evidence),
        attachments: kept.map(({ contents }) => contents),
        time,
      });
    },
  };
}

/** A time-stamp of its own goes into the signature, one over a batch stands beside it. */
function stampedSignature({ signature, timeStamp }: Evidence): Pick<ContainerContents, 'signature' | 'timestamp'> {
  if (timeStamp === null) return { signature };
  const { token, batch } = timeStamp;
  if (batch === null) return { signature: addSignatureTimestamp(signature, token) };
  return { signature, timestamp: { result: batch.hashChainResult, chain: batch.hashChain, token } };
}

/**
 * A cut body is no attachment: the signed chain has the digest of all of it, so that the part would contradict the
 * signature, and its absence does not.
 */
async function keptBody(
  body: StoredBody,
  keyId: string | null,
  bodies: Bodies,
): Promise<{ readonly state: BodyInEvidence; readonly contents: AttachmentContents }> {
  if (body.bytes === null && body.name === null) return { state: 'digest', contents: 'absent' };
  const bytes = body.bytes ?? (body.name === null ? undefined : await bodies.find(body.name, keyId));
  if (bytes === undefined) return { state: 'lost', contents: 'absent' };
  return body.truncated ? { state: 'beginning', contents: { beginning: bytes } } : { state: 'whole', contents: bytes };
}

/** As X-Road names it: a record's container can be listed before it is read. */
function containerName({
  queryId,
  direction,
  id,
}: {
  readonly queryId: string;
  readonly direction: Direction;
  readonly id: number;
}): string {
  return `${urlEncoded(queryId).slice(0, NAME_CHARACTERS_MAX)}-${direction}-${id.toString(ID_RADIX)}.asice`;
}

/** As Java's URLEncoder does it, which X-Road uses: unlike ours it leaves none of `!'()~` and writes a space as `+`. */
const urlEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
