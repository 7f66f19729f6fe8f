import type { CertificateVerifier } from '#certs/path.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { digest } from '#certs/algorithms.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { PART } from '#protocol/signature/names.ts';
import { verifySignature } from '#protocol/signature/verify.ts';
import type { ProxyMessage } from '#protocol/transport/message.ts';

/** Verifies that all of a received message was signed by `signer`, and that its certificate is good now. */
export function verifyReceived(
  message: ProxyMessage<unknown>,
  signer: ClientId,
  trusted: {
    readonly configuration: GlobalConfiguration;
    readonly certificates: CertificateVerifier;
    readonly at: Date;
  },
): void {
  const algorithm = message.hashAlgorithm;
  const { bytes } = message.content;
  verifySignature({
    signature: message.signature,
    hashChainResult: message.hashChainResult,
    hashChain: message.hashChain,
    parts: [
      { uri: PART.message, bytes, digests: [{ algorithm, value: digest(algorithm, bytes) }] },
      ...message.bodies.map((body) => ({ uri: body.name, digests: [{ algorithm, value: body.digest }] })),
    ],
    signer,
    ...trusted,
    form: 'live',
  });
}
