import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { digest } from '#certs/algorithms.ts';
import type { BatchInput } from '#protocol/signature/hash-chain/build.ts';
import { verifyHashChain } from '#protocol/signature/hash-chain/verify.ts';
import { PART } from '#protocol/signature/names.ts';
import type { Seal } from '#protocol/transport/message.ts';
import { BatchSigning, type SignedReference } from './batch-signing.ts';

const DIGEST_BYTES = 64;
const newDigest = (): Buffer => randomBytes(DIGEST_BYTES);

/** A key that makes one signature at a time, each when it is told to. */
class SlowKey {
  readonly asked: SignedReference[] = [];
  private readonly waiting: { resolve: (signature: Buffer) => void; reject: (error: Error) => void }[] = [];

  readonly makeSignature = (reference: SignedReference): Promise<Buffer> => {
    this.asked.push(reference);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  };

  async sign(): Promise<void> {
    this.waiting.shift()?.resolve(Buffer.from(`signature ${this.asked.length}`));
    await setImmediate();
  }

  async fail(): Promise<void> {
    this.waiting.shift()?.reject(new Error('the token is gone'));
    await setImmediate();
  }
}

/** The chain leads from exactly these parts to the result that the signature refers to. */
function expectCovered(seal: Seal | undefined, input: BatchInput, reference: SignedReference | undefined): void {
  if (seal?.hashChainResult === undefined || reference === undefined) throw new Error('There is no chain');
  expect(reference.uri).to.equal(PART.signedChainResult);
  expect(digest('SHA-512', seal.hashChainResult).equals(reference.digestValue)).to.equal(true);
  const uris = ['/message.xml', '/attachment1'];
  const covered = verifyHashChain({
    result: seal.hashChainResult,
    chain: (uri) => (uri === PART.signedChain ? seal.hashChain : undefined),
    inputs: input.map((value, index) => ({ uri: uris[index] ?? '', digest: { algorithm: 'SHA-512', value } })),
    absent: 'refuse',
  });
  expect(covered.map(({ uri }) => uri)).to.have.members(uris.slice(0, input.length));
}

describe('Messages that wait for one key', () => {
  let key: SlowKey;
  let batches: BatchSigning;

  beforeEach(() => {
    key = new SlowKey();
    batches = new BatchSigning(key.makeSignature);
  });

  it('are signed at once and directly where there is one without a body', async () => {
    const message = newDigest();
    const seal = batches.sign([message]);
    expect(key.asked).to.deep.equal([{ uri: PART.message, digestValue: message }]);
    await key.sign();
    expect(await seal).to.deep.equal({ signature: Buffer.from('signature 1') });
  });

  it('get one signature together for all that came while the last one was made', async () => {
    const inputs: BatchInput[] = [[newDigest()], [newDigest(), newDigest()], [newDigest()], [newDigest(), newDigest()]];
    const seals = inputs.map((input) => batches.sign(input));
    expect(key.asked).to.have.length(1);
    await key.sign();
    expect(key.asked).to.have.length(2);
    await key.sign();
    const [first, ...together] = await Promise.all(seals);
    expect(first?.hashChain).to.equal(undefined);
    expect(new Set(together.map(({ signature }) => signature.toString()))).to.deep.equal(new Set(['signature 2']));
    together.forEach((seal, index) => {
      expectCovered(seal, inputs[index + 1] ?? [newDigest()], key.asked[1]);
    });
  });

  it('are at most 64 under one signature, in the order in which they came', async () => {
    const seals = Array.from({ length: 1 + 64 + 6 }, () => batches.sign([newDigest()]));
    for (let signature = 0; signature < 3; signature += 1) await key.sign();
    const signatures = (await Promise.all(seals)).map(({ signature }) => signature.toString());
    expect(signatures).to.deep.equal([
      'signature 1',
      ...Array<string>(64).fill('signature 2'),
      ...Array<string>(6).fill('signature 3'),
    ]);
  });

  it('fail together, and those that come later are signed', async () => {
    const seals = [batches.sign([newDigest()]), batches.sign([newDigest()]), batches.sign([newDigest()])];
    const outcomes = Promise.allSettled(seals);
    await key.sign();
    await key.fail();
    expect((await outcomes).map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'rejected']);
    const later = batches.sign([newDigest()]);
    await key.sign();
    expect((await later).signature.toString()).to.equal('signature 3');
  });
});
