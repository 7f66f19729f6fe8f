import { digest } from '#certs/algorithms.ts';
import type { ClientId, MemberId } from '#protocol/identifiers/identifier.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { createSignature } from '#protocol/signature/create.ts';
import { buildHashChain } from '#protocol/signature/hash-chain/build.ts';
import { PART } from '#protocol/signature/names.ts';
import type { Seal } from '#protocol/transport/message.ts';
import type { SigningIdentity } from '../signer/selection.ts';
import type { SignerClient } from '../signer/client.ts';

export interface SigningSources {
  readonly signer: Pick<SignerClient, 'sign'>;
  /** The key and certificate that a member signs with now, with fresh OCSP responses. Throws `cannot_create_signature`. */
  identityOf(member: MemberId): Promise<SigningIdentity>;
  now(): Date;
}

/** Signs messages of own clients: directly, or through a hash chain where there is a body (PR-SIGDOC §4). */
export class MessageSigning {
  private readonly sources: SigningSources;

  constructor(sources: SigningSources) {
    this.sources = sources;
  }

  /** Whether the client could sign now. Throws `cannot_create_signature`. */
  async assertReady(client: ClientId): Promise<void> {
    await this.sources.identityOf(memberOf(client));
  }

  /** @param bodyDigest SHA-512 of the body, where the message has one. */
  async sign(client: ClientId, message: Uint8Array, bodyDigest: Uint8Array | undefined): Promise<Seal> {
    const identity = await this.sources.identityOf(memberOf(client));
    const messageDigest = digest('SHA-512', message);
    const chain = bodyDigest === undefined ? undefined : chainOf(messageDigest, bodyDigest);
    const signature = await createSignature({
      certificate: identity.certificate,
      intermediates: identity.intermediates,
      ocspResponses: identity.ocspResponses,
      signingTime: this.sources.now(),
      digest: 'SHA-512',
      signatureAlgorithm: identity.algorithm,
      reference:
        chain === undefined
          ? { uri: PART.message, digestValue: messageDigest }
          : { uri: PART.signedChainResult, digestValue: digest('SHA-512', chain.hashChainResult) },
      sign: (data) =>
        this.sources.signer.sign({ keyId: identity.keyId, algorithm: identity.algorithm, form: 'ieee-p1363', data }),
    });
    return { signature, ...chain };
  }
}

function chainOf(message: Uint8Array, body: Uint8Array) {
  const { result, chains } = buildHashChain([[message, body]], {
    algorithm: 'SHA-512',
    chainUri: PART.signedChain,
    partUri: PART.message,
  });
  return { hashChainResult: result, hashChain: chains[0] };
}
