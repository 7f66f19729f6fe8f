import { expect } from 'chai';
import fc from 'fast-check';
import { CertificateVerifier } from '#certs/path.ts';
import { makeAllEvidence, type MadeEvidence } from '../../test/evidence/containers.ts';
import { configuration, consumer, rsaSigner, SIGNED_AT, sign } from '../../test/evidence/country.ts';
import { foreignSignature } from '../../test/evidence/foreign-signature.ts';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileText } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { PART } from './names.ts';
import { issuerNameFits } from './issuer-name.ts';
import { readChainTemplate, readResultTemplate } from './hash-chain/read-template.ts';
import { readHashChainResultTree, readHashChainTree } from './hash-chain/read.ts';
import { verifyHashChain } from './hash-chain/verify.ts';
import { readTemplate } from './read-template.ts';
import { readTree } from './read-tree.ts';
import { addSignatureTimestamp } from './timestamp.ts';
import { extraCertificates, ocspResponses, signatureTimestamp } from './unsigned-properties.ts';
import { verifySignature } from './verify.ts';

const MESSAGE = Buffer.from('a message');

let made: Promise<MadeEvidence[]> | undefined;
const evidence = (): Promise<MadeEvidence[]> => (made ??= makeAllEvidence());

const signatures = async (): Promise<Buffer[]> => [
  ...(await evidence()).map(({ contents }) => Buffer.from(contents.signature)),
  await sign(rsaSigner, PART.message, MESSAGE),
  foreignSignature({
    signer: rsaSigner,
    parts: new Map([[PART.message, MESSAGE]]),
    properties: 'http://www.w3.org/2001/10/xml-exc-c14n#',
    certificateVersion: 2,
  }),
];

const chains = async (): Promise<{ results: Buffer[]; chains: Buffer[] }> => {
  const contents = (await evidence()).flatMap(({ contents: { signedChain, timestamp } }) => [signedChain, timestamp]);
  const present = contents.filter((chain) => chain !== undefined);
  return {
    results: present.map(({ result }) => Buffer.from(result)),
    chains: present.map(({ chain }) => Buffer.from(chain)),
  };
};

describe('Signatures in hostile input', () => {
  const documents = async () => hostileXml(await signatures());
  itSurvives('signature document', documents, (bytes) => {
    const fromTemplate = readTemplate(bytes);
    const fromTree = readTree(bytes);
    // What is recognised without the parser must be what the parser sees.
    if (fromTemplate !== undefined) {
      expect(Buffer.compare(fromTemplate.signedInfo, fromTree.signedInfo)).to.equal(0);
      expect(fromTemplate.references).to.deep.equal(fromTree.references);
      expect(fromTemplate.signedProperties).to.deep.equal(fromTree.signedProperties);
      expect(Buffer.compare(fromTemplate.value, fromTree.value)).to.equal(0);
      expect(fromTemplate.certificate).to.deep.equal(fromTree.certificate);
      expect(fromTemplate.unsigned?.ocspResponses).to.deep.equal(fromTree.unsigned?.ocspResponses);
      expect(fromTemplate.unsigned?.timestamps).to.deep.equal(fromTree.unsigned?.timestamps);
      expect(fromTemplate.unsigned?.certificates).to.deep.equal(fromTree.unsigned?.certificates);
    }
    fromTree.checkStructure();
    return [extraCertificates(fromTree), ocspResponses(fromTree), signatureTimestamp(fromTree)];
  });

  itSurvives('signature that gets a time-stamp', documents, (bytes) => {
    const stamped = readTree(addSignatureTimestamp(bytes, Buffer.from('token')));
    expect(Buffer.compare(stamped.value, readTree(bytes).value)).to.equal(0);
    expect(signatureTimestamp(stamped).toString()).to.equal('token');
  });

  const certificates = new CertificateVerifier();
  const questions = async () => fc.tuple(await documents(), fc.constantFrom(...(['live', 'container'] as const)));
  itSurvives(
    'verification of a signature',
    questions,
    ([signature, form]) => {
      const parts = [{ uri: PART.message, digests: [], bytes: MESSAGE }];
      return verifySignature({ signature, parts, signer: consumer, configuration, at: SIGNED_AT, form, certificates });
    },
    { runs: 30 },
  );

  const names = ['CN=Root', 'CN=Ro\\,ot + OU="a=b, c";2.5.4.3=#0c02', 'C=BG,O=Държава,EMAILADDRESS=a@b\\20c'];
  const tokens = [',', '+', ';', '=', '\\', '\\0', '\\41', '"', '#', ' ', 'OID.', '2.5.4.', '\u0130'];
  itSurvives('issuer name in a signature', hostileText(names, tokens), (text) =>
    issuerNameFits(text, rsaSigner.issued.certificate.subject),
  );
});

describe('Hash chains in hostile input', () => {
  // What is recognised without the parser must be what the parser sees.
  itSurvives(
    'hash chain',
    async () => hostileXml((await chains()).chains),
    (bytes) => {
      const recognised = readChainTemplate(bytes);
      const parsed = readHashChainTree(bytes);
      if (recognised !== undefined) expect(recognised).to.deep.equal(parsed);
    },
  );
  itSurvives(
    'hash chain result',
    async () => hostileXml((await chains()).results),
    (bytes) => {
      const recognised = readResultTemplate(bytes);
      const parsed = readHashChainResultTree(bytes);
      if (recognised !== undefined) expect(recognised).to.deep.equal(parsed);
    },
  );

  const questions = async () => {
    const { results, chains: documents } = await chains();
    const pairs = results.map((result, index) => ({ result, chain: documents[index] ?? Buffer.alloc(0) }));
    const one = fc.oneof(
      ...pairs.flatMap(({ result, chain }) => [
        hostileXml([result]).map((bytes) => ({ result: bytes, chain })),
        hostileXml([chain]).map((bytes) => ({ result, chain: bytes })),
      ]),
    );
    const message = { uri: PART.message, content: { digest: () => Buffer.alloc(64), bytes: MESSAGE } };
    return fc.tuple(one, fc.constantFrom(...(['refuse', 'count'] as const)), fc.subarray([message]));
  };
  itSurvives('verification of a hash chain', questions, ([{ result, chain }, absent, inputs]) =>
    verifyHashChain({
      result,
      chain: (uri) => (uri.length > 12 ? chain : undefined),
      inputs,
      others: (uri) => (uri.includes('attachment1') ? { digest: () => undefined } : undefined),
      absent,
    }),
  );
});
