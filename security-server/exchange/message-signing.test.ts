import { expect } from 'chai';
import { digest, signBytes } from '#certs/algorithms.ts';
import { ecSigner, rsaSigner, SIGNED_AT, type Signer } from '../../test/evidence/country.ts';
import type { SigningIdentity } from '../signer/selection.ts';
import { MessageSigning, type SigningSources } from './message-signing.ts';

const MESSAGES = ['one', 'two', 'three'].map((text) => Buffer.from(text));
const BODY = digest('SHA-512', Buffer.from('body'));

/** How many signatures are made for three messages that come together. */
async function signatures(
  { issued, algorithm, client }: Signer,
  batches: SigningSources['batches'],
  body?: Uint8Array,
): Promise<number> {
  const identity: SigningIdentity = {
    keyId: 'key',
    algorithm,
    certificate: issued.certificate,
    intermediates: [],
    ocspResponses: [],
    validUntil: SIGNED_AT,
  };
  let made = 0;
  const signing = new MessageSigning({
    signer: {
      sign: ({ data, form }) => {
        made += 1;
        return Promise.resolve(signBytes(algorithm, issued.key, data, form));
      },
    },
    identityOf: () => Promise.resolve(identity),
    batches,
    now: () => SIGNED_AT,
  });
  await Promise.all(
    MESSAGES.map((message) => signing.sign(client, message, body === undefined ? [] : [{ digest: body }])),
  );
  return made;
}

describe('Messages of one key that come together', () => {
  const together = 2;

  it('share signatures of an RSA key', async () => {
    expect(await signatures(rsaSigner, 'auto')).to.equal(together);
    expect(await signatures(rsaSigner, 'auto', BODY)).to.equal(together);
  });

  it('share signatures with an elliptic curve where bodies need chains anyway', async () => {
    expect(await signatures(ecSigner, 'auto', BODY)).to.equal(together);
    expect(await signatures(ecSigner, 'auto')).to.equal(MESSAGES.length);
  });

  it('share them as the operator says', async () => {
    expect(await signatures(ecSigner, 'always')).to.equal(together);
    expect(await signatures(rsaSigner, 'never', BODY)).to.equal(MESSAGES.length);
  });
});
