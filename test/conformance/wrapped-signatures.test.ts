import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import yauzl from 'yauzl';
import { digest } from '#certs/algorithms.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { PART } from '#protocol/signature/names.ts';
import { verifySignature } from '#protocol/signature/verify.ts';
import { FORGERY, WRAPPINGS } from '../hostile/signature-wrapping.ts';
import { makeZip } from '../hostile/zip-maker.ts';
import { labFile } from '../lab.ts';
import { refusal } from '../refusal.ts';
import { temporaryFolders } from '../temporary.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { messageIn, outcomeOf } from './exchange/messages.ts';
import { ANSWER_OF_NO_RECORDING, ProviderSide } from './exchange/provider-side.ts';
import { readHttp } from './recorded-http.ts';
import { LAB_CONFIGURATION, vectorConfiguration } from './vector-configuration.ts';

const AT = new Date('2026-11-22T23:58:50Z');

const REFER = 'SignedInfo does not refer to the signed properties of this signature, and to nothing else in it';
const PLACE = 'The ds:Signature is not where one may stand';
const TWICE = 'The Id signed-properties stands twice';

/** What is said of each. */
const EXPECTED: Readonly<Record<string, string>> = {
  'XSW1 the genuine parent moves into the signature, behind the forged one': REFER,
  'XSW2 the genuine parent moves before the signature': PLACE,
  'XSW3 the forged element stands before the genuine one, beside it':
    'Element QualifyingProperties has more than one SignedProperties',
  'XSW4 the forged element holds the genuine one': REFER,
  'XSW5 the forged element takes the place of the genuine one, which goes to the end of the document': PLACE,
  'XSW6 the forged element takes the place of the genuine one, which goes to the end of the signature': REFER,
  'XSW7 the forged element has the same Id and stands in an element that may hold anything': TWICE,
  'XSW8 the forged element takes the place of the genuine one, which goes to another ds:Object':
    'Element Signature has more than one Object',
  'XSW9 a second SignedInfo, of another message, stands behind the genuine one and its value':
    'Element Signature has more than one SignedInfo',
  'XSW9 a second SignedInfo, of another message, stands before the genuine one':
    'Element Signature has more than one SignedInfo',
};

const CONTAINER = 'lab/containers/good/ss1/id-rest-get/id-rest-get-request-1.asice';
const REQUEST = 'lab/messages/rest-get/2-clientproxy-to-serverproxy.http';

describeWithVectors('Signature wrapping, of recorded signatures', () => {
  const configuration = vectorConfiguration(LAB_CONFIGURATION);
  const rows = WRAPPINGS.map(({ name, title, wrap }) => ({ what: `${name} ${title}`, wrap }));

  it('has each published variant', () => {
    expect([...new Set(WRAPPINGS.map(({ name }) => name))]).to.deep.equal(
      Array.from({ length: 9 }, (_, index) => `XSW${index + 1}`),
    );
    expect(rows.map(({ what }) => what)).to.deep.equal(Object.keys(EXPECTED));
  });

  describe('is refused in a live message', () => {
    const recorded = labFile('extracted/rest-get/request/signature.xml').toString('utf8');
    const message = labFile('extracted/rest-get/request/message');
    const verdict = (xml: string): string =>
      refusal(() =>
        verifySignature({
          signature: Buffer.from(xml),
          parts: [{ uri: PART.message, digests: [{ algorithm: 'SHA-512', value: digest('SHA-512', message) }] }],
          signer: parseRestClientHeader(labFile('extracted/rest-get/request/signer.txt').toString('utf8').trim()),
          configuration,
          at: AT,
          form: 'live',
        }),
      );

    it('where the signature that was not changed is accepted', () => {
      expect(verdict(recorded)).to.equal('accepted');
    });

    for (const { what, wrap } of rows) {
      it(what, () => {
        expect(verdict(wrap(recorded, FORGERY))).to.equal(
          `signature_verification.malformed_signature: ${EXPECTED[what] ?? ''}`,
        );
      });
    }
  });

  describe('is refused in a container', () => {
    let entries: { name: string; data: Buffer }[];
    before(async () => {
      entries = await entriesOf(vectorsPath(CONTAINER));
    });
    const verdict = async (change: (xml: string) => string): Promise<string> => {
      const changed = entries.map(({ name, data }) => ({
        name,
        data: name === 'META-INF/signatures.xml' ? Buffer.from(change(data.toString('utf8'))) : data,
      }));
      const report = await verifyContainer({ source: sourceOf(makeZip({ entries: changed })), configuration });
      return report.code === null
        ? 'verified'
        : `${report.code}: ${report.checks.find(({ outcome }) => outcome === 'failed')?.detail ?? ''}`;
    };

    it('where the signature that was not changed is verified', async () => {
      expect(await verdict((xml) => xml)).to.equal('verified');
    });

    for (const { what, wrap } of rows) {
      it(what, async () => {
        expect(await verdict((xml) => wrap(xml, FORGERY))).to.equal(`malformed_signature: ${EXPECTED[what] ?? ''}`);
      });
    }
  });

  describe('is refused by the server-proxy before the service is asked', () => {
    const folder = temporaryFolders();
    let side: ProviderSide;
    before(async () => {
      side = await ProviderSide.start(folder());
    });
    after(() => side.stop());

    for (const { what, wrap } of rows) {
      it(what, async () => {
        const changed = withSignature(readFileSync(vectorsPath(REQUEST)), (xml) => wrap(xml, FORGERY));
        const { http } = await side.receiveBytes(changed, ANSWER_OF_NO_RECORDING);
        if (http === undefined) throw new Error('The server-proxy did not answer');
        const { code } = await outcomeOf(http);
        expect(code).to.equal('server.serverproxy.signature_verification.malformed_signature');
        expect(side.provider.requests).to.deep.equal([]);
      });
    }

    it('where the signature that was not changed is delivered', async () => {
      const same = withSignature(readFileSync(vectorsPath(REQUEST)), (xml) => xml);
      const { http } = await side.receiveBytes(same, ANSWER_OF_NO_RECORDING);
      if (http === undefined) throw new Error('The server-proxy did not answer');
      expect((await messageIn(http, 'response')).content.kind).to.equal('rest-response');
    });
  });
});

async function entriesOf(path: string): Promise<{ name: string; data: Buffer }[]> {
  const zip = await yauzl.fromBufferPromise(readFileSync(path), { lazyEntries: true });
  const entries = [];
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    entries.push({ name: entry.fileName, data: Buffer.concat(chunks) });
  }
  return entries;
}

/** A recorded request between security servers with another signature, and the length that it has then. */
function withSignature(bytes: Buffer, change: (xml: string) => string): Buffer {
  const { startLine, headers, body } = readHttp(bytes);
  const text = body.toString('latin1');
  const changed = text.replace(/<\?xml[^]*<\/asic:XAdESSignatures>/, change);
  if (!text.includes('</asic:XAdESSignatures>')) throw new Error('The request has no signature');
  const lines = headers
    .filter(([name]) => !['transfer-encoding', 'content-length'].includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([startLine, ...lines, `Content-Length: ${changed.length}`, '', changed].join('\r\n'), 'latin1');
}
