import { digest } from '#certs/algorithms.ts';
import { drumError } from '#protocol/errors.ts';
import { buildHashChain, type BatchInput } from '#protocol/signature/hash-chain/build.ts';
import { PART } from '#protocol/signature/names.ts';
import type { Seal } from '#protocol/transport/message.ts';

/** Messages under one signature at most: each doubling adds a step to every one's chain. */
const BATCH_MESSAGES_MAX = 64;
/** Messages that may wait for one key. */
const WAITING_MAX = 4_096;

/** What a signature refers to: the message itself, or the result of a hash chain. */
export interface SignedReference {
  readonly uri: string;
  readonly digestValue: Uint8Array;
}

/** Makes a signature document over a reference. */
export type MakeSignature = (reference: SignedReference) => Promise<Buffer>;

interface Waiting {
  readonly input: BatchInput;
  readonly resolve: (seal: Seal) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Signs messages of one key, one signature at a time: what comes while a signature is made waits, and all that waits gets
 * one signature together, over a tree of hash chains. So a slow key or token makes as many signatures as it can, and no
 * message waits for more than two of them. There is no timer: a lone message is signed at once.
 */
export class BatchSigning {
  private readonly makeSignature: MakeSignature;
  private readonly waiting: Waiting[] = [];
  private running = false;

  constructor(makeSignature: MakeSignature) {
    this.makeSignature = makeSignature;
  }

  /** Throws what `makeSignature` throws; a batch fails together. */
  sign(input: BatchInput): Promise<Seal> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length >= WAITING_MAX) {
        throw drumError('cannot_create_signature', `More than ${WAITING_MAX} messages wait for one key`);
      }
      this.waiting.push({ input, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MESSAGES_MAX);
      try {
        const seals = await sealsOf(
          batch.map(({ input }) => input),
          this.makeSignature,
        );
        batch.forEach(({ resolve, reject }, index) => {
          const seal = seals[index];
          if (seal === undefined) reject(new Error('A batch has fewer seals than messages'));
          else resolve(seal);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}

/** One signature for all inputs: directly over a single message without a body, else over hash chains (PR-SIGDOC §4). */
export async function sealsOf(inputs: readonly BatchInput[], makeSignature: MakeSignature): Promise<Seal[]> {
  const [only] = inputs;
  if (inputs.length === 1 && only?.length === 1) {
    return [{ signature: await makeSignature({ uri: PART.message, digestValue: only[0] }) }];
  }
  const { result, chains } = buildHashChain(inputs, {
    algorithm: 'SHA-512',
    chainUri: PART.signedChain,
    partUri: PART.message,
  });
  const signature = await makeSignature({ uri: PART.signedChainResult, digestValue: digest('SHA-512', result) });
  return chains.map((hashChain) => ({ signature, hashChainResult: result, hashChain }));
}
