import { digest, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, MemberId } from '#protocol/identifiers/identifier.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { createSignature } from '#protocol/signature/create.ts';
import type { BatchInput } from '#protocol/signature/hash-chain/build.ts';
import type { Seal } from '#protocol/transport/message.ts';
import type { SigningIdentity } from '../signer/selection.ts';
import type { SignerClient } from '../signer/client.ts';
import { BatchSigning, sealsOf, type SignedReference } from './batch-signing.ts';

export interface SigningSources {
  readonly signer: Pick<SignerClient, 'sign'>;
  /** The key and certificate that a member signs with now, with fresh OCSP responses. Throws `cannot_create_signature`. */
  identityOf(member: MemberId): Promise<SigningIdentity>;
  /** System parameter `signer.batch-signing`. */
  readonly batches: 'auto' | 'always' | 'never';
  now(): Date;
}

/** Signs messages of own clients: directly, or through a hash chain where there is a body or a batch (PR-SIGDOC §4). */
export class MessageSigning {
  private readonly sources: SigningSources;
  private readonly batches = new WeakMap<SigningIdentity, BatchSigning>();

  constructor(sources: SigningSources) {
    this.sources = sources;
  }

  /** Whether the client could sign now. Throws `cannot_create_signature`. */
  async assertReady(client: ClientId): Promise<void> {
    await this.sources.identityOf(memberOf(client));
  }

  /** @param bodies the body, or the attachments in their order, with the SHA-512 of each. */
  async sign(client: ClientId, message: Uint8Array, bodies: readonly { readonly digest: Uint8Array }[]): Promise<Seal> {
    const identity = await this.sources.identityOf(memberOf(client));
    const input: BatchInput = [digest('SHA-512', message), ...bodies.map((body) => body.digest)];
    if (this.signsInBatches(identity.algorithm, bodies.length > 0)) return this.batchesOf(identity).sign(input);
    const [seal] = await sealsOf([input], (reference) => this.signature(identity, reference));
    if (seal === undefined) throw drumError('cannot_create_signature', 'There is no signature');
    return seal;
  }

  /**
   * An RSA signature costs twenty times a hash chain. One with an elliptic curve costs less than the chain, and is shared where
   * there is a chain anyway, for a body: whoever receives several messages verifies it once.
   */
  private signsInBatches(algorithm: SignatureAlgorithm, hasBody: boolean): boolean {
    const { batches } = this.sources;
    return batches === 'always' || (batches === 'auto' && (hasBody || !algorithm.endsWith('ECDSA')));
  }

  private batchesOf(identity: SigningIdentity): BatchSigning {
    let batches = this.batches.get(identity);
    if (batches === undefined) {
      batches = new BatchSigning((reference) => this.signature(identity, reference));
      this.batches.set(identity, batches);
    }
    return batches;
  }

  private signature(identity: SigningIdentity, reference: SignedReference): Promise<Buffer> {
    const { keyId, algorithm, certificate, intermediates, ocspResponses } = identity;
    return createSignature({
      certificate,
      intermediates,
      ocspResponses,
      signingTime: this.sources.now(),
      digest: 'SHA-512',
      signatureAlgorithm: algorithm,
      reference,
      sign: (data) => this.sources.signer.sign({ keyId, algorithm, form: 'ieee-p1363', data }),
    });
  }
}
