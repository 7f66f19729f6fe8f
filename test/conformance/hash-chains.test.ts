import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { digest } from '#certs/algorithms.ts';
import { buildHashChain, type BatchInput } from '#protocol/signature/hash-chain/build.ts';
import { verifyHashChain, type Content, type HashChainInput } from '#protocol/signature/hash-chain/verify.ts';
import { labFile, vectorFiles } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

const MESSAGE = '/message.xml';

interface Row {
  readonly result: string;
  readonly chains: Readonly<Record<string, string>>;
  readonly title: string;
  readonly inputs: () => readonly HashChainInput[];
  readonly verdict: string;
}

const file = (name: string): Buffer => readFileSync(vectorsPath('hash-chain', `${name}.xml`));

const content = (name: string): Content => {
  const bytes = file(name);
  return { digest: (algorithm) => digest(algorithm, bytes), bytes };
};

const message = (name: string): HashChainInput => ({ uri: MESSAGE, content: content(name) });
/** As a live message gives its parts: by a digest that is not computed anew. */
const given = (uri: string, value: Uint8Array): HashChainInput => ({ uri, digest: { algorithm: 'SHA-256', value } });
const digested = (name: string): HashChainInput => given(MESSAGE, digest('SHA-256', file(name)));

const CHAIN_1 = { '/hashchain.xml': 'hc-verifier1-hashchain' };
const CHAIN_3 = { '/hashchain.xml': 'hc-verifier3-hashchain' };

const ROWS: readonly Row[] = [
  {
    title: 'message',
    result: 'hc-verifier1-hashchainresult',
    chains: CHAIN_1,
    inputs: () => [message('hc-verifier1-message')],
    verdict: 'accepted',
  },
  {
    title: 'message by its digest',
    result: 'hc-verifier1-hashchainresult',
    chains: CHAIN_1,
    inputs: () => [digested('hc-verifier1-message')],
    verdict: 'accepted',
  },
  {
    title: 'message and two more inputs',
    result: 'hc-verifier1-hashchainresult',
    chains: CHAIN_1,
    inputs: () => [
      digested('hc-verifier1-message'),
      given('/unused1', Buffer.alloc(32)),
      given('/unused2', Buffer.alloc(32)),
    ],
    verdict: 'hashchain_unused_inputs: The hash chain does not cover /unused1, /unused2',
  },
  {
    title: 'the chain given as the message',
    result: 'hc-verifier1-hashchainresult',
    chains: CHAIN_1,
    inputs: () => [digested('hc-verifier1-hashchain')],
    verdict: 'invalid_hash_chain: The result of the hash chain differs from what the chain leads to',
  },
  {
    title: 'the chain given as the message, by content',
    result: 'hc-verifier1-hashchainresult',
    chains: CHAIN_1,
    inputs: () => [message('hc-verifier1-hashchain')],
    verdict: 'invalid_hash_chain_ref: /message.xml differs from its digest in the hash chain',
  },
  {
    title: 'two chain documents',
    result: 'hc-verifier4-hashchainresult',
    chains: { '/hashchain.xml': 'hc-verifier4-hashchain1', '/hashchain2.xml': 'hc-verifier4-hashchain2' },
    inputs: () => [message('hc-verifier4-message')],
    verdict: 'accepted',
  },
  {
    title: 'two chain documents, the second absent',
    result: 'hc-verifier4-hashchainresult',
    chains: { '/hashchain.xml': 'hc-verifier4-hashchain1' },
    inputs: () => [message('hc-verifier4-message')],
    verdict: 'invalid_reference: The hash chain refers to /hashchain2.xml, which is not there',
  },
  {
    title: 'message and three attachments by one-byte digests',
    result: 'hc-verifier2-hashchainresult',
    chains: { '/hashchain.xml': 'hc-verifier2-hashchain' },
    inputs: () =>
      [MESSAGE, '/attachment1', '/attachment2', '/attachment3'].map((uri, index) =>
        given(uri, Buffer.from([0x0b + index])),
      ),
    verdict: 'accepted',
  },
  {
    title: 'message with transforms',
    result: 'hc-verifier3-hashchainresult',
    chains: CHAIN_3,
    inputs: () => [message('hc-verifier3-message')],
    verdict: 'accepted',
  },
  {
    title: 'message whose transforms are left out',
    result: 'hc-verifier3-hashchainresult',
    chains: { '/hashchain.xml': 'hc-verifier3-hashchain-invalid' },
    inputs: () => [message('hc-verifier3-message')],
    verdict: 'invalid_hash_chain_ref: /message.xml differs from its digest in the hash chain',
  },
  {
    title: 'a chain that breaks its schema',
    result: 'hc-verifier3-hashchainresult',
    chains: { '/hashchain.xml': 'hc-verifier5-hashchain-invalid-schema' },
    inputs: () => [message('hc-verifier3-message')],
    verdict: 'malformed_hash_chain: The document breaks its schema: FooBar may not stand there in HashValue',
  },
];

describeWithVectors('Hash chains of others (vectors/hash-chain)', () => {
  it('uses each file of the folder', () => {
    const named = ROWS.flatMap(({ result, chains }) => [result, ...Object.values(chains)]);
    const messages = ['hc-verifier1-message', 'hc-verifier3-message', 'hc-verifier4-message'];
    expect([...new Set([...named, ...messages])].map((name) => `${name}.xml`).toSorted()).to.deep.equal(
      vectorFiles('hash-chain', '.xml'),
    );
  });

  for (const { result, chains, title, inputs, verdict } of ROWS) {
    it(`${result} with ${Object.values(chains).join(' and ')}, ${title}: ${verdict}`, () => {
      const question = {
        result: file(result),
        chain: (uri: string) => (chains[uri] === undefined ? undefined : file(chains[uri])),
        inputs: inputs(),
        absent: 'refuse',
      } as const;
      expect(refusal(() => verifyHashChain(question))).to.equal(verdict);
    });
  }

  it('counts attachments that are absent, where they may be, and says that they are not confirmed', () => {
    const covered = verifyHashChain({
      result: file('hc-verifier2-hashchainresult'),
      chain: () => file('hc-verifier2-hashchain'),
      inputs: [given(MESSAGE, Buffer.from([0x0b]))],
      absent: 'count',
    });
    expect(covered.map(({ uri, confirmed }) => ({ uri, confirmed }))).to.deep.equal([
      { uri: MESSAGE, confirmed: true },
      { uri: '/attachment1', confirmed: false },
      { uri: '/attachment2', confirmed: false },
      { uri: '/attachment3', confirmed: false },
    ]);
  });
});

describeWithVectors('Hash chains of the reference, made anew (vectors/lab/extracted)', () => {
  for (const folder of chainedMessages()) {
    it(`${folder}: the same documents, but for namespace prefixes`, () => {
      const parts = [
        'message',
        ...vectorFiles(`lab/extracted/${folder}`, '').filter((name) => /^attachment\d+$/.test(name)),
      ];
      const [first = Buffer.alloc(0), ...more] = parts.map((name) =>
        digest('SHA-512', labFile('extracted', folder, name)),
      );
      const input: BatchInput = [first, ...more];
      const built = buildHashChain([input], { algorithm: 'SHA-512', chainUri: '/sig-hashchain.xml', partUri: MESSAGE });
      expect(plain(built.result)).to.equal(plain(labFile('extracted', folder, 'hash-chain-result.xml')));
      expect(plain(built.chains[0] ?? Buffer.alloc(0))).to.equal(plain(labFile('extracted', folder, 'hash-chain.xml')));
    });
  }
});

/** The reference hands out the prefixes in one of two ways, from start to start. */
const plain = (xml: Uint8Array): string =>
  Buffer.from(xml)
    .toString('utf8')
    .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replace(/<(\/?)ns2:/g, '<$1');

/** Messages that were signed alone and by SHA-512: of batches only one branch is known. */
function chainedMessages(): string[] {
  try {
    return vectorFiles('lab/extracted', 'hash-chain.xml')
      .map((name) => name.slice(0, -'/hash-chain.xml'.length))
      .filter((folder) => !folder.startsWith('batch/') && !folder.startsWith('variant-sha256/'));
  } catch {
    return [];
  }
}
