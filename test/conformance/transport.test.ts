import { expect } from 'chai';
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digest } from '#certs/algorithms.ts';
import { drumError } from '#protocol/errors.ts';
import { writeSoapFault } from '#protocol/soap/fault.ts';
import { decodeProxyMessage } from '#protocol/transport/decode.ts';
import { encodeProxyMessage } from '#protocol/transport/encode.ts';
import { readTransportRequestHeaders } from '#protocol/transport/http-headers.ts';
import type { Direction, MessageHead, ProxyFault, ProxyMessage } from '#protocol/transport/message.ts';
import { fuzzRuns } from '../fuzz.ts';
import { refusalOf } from '../refusal.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { readRecordedHttp } from './recorded-http.ts';

type Message = ProxyMessage<Buffer>;
type Decoded = Message | ProxyFault;

const lab = (...parts: string[]) => vectorsPath('lab', ...parts);

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inChunks(bytes: Buffer, sizeBytes = 8192): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += sizeBytes) yield await Promise.resolve(bytes.subarray(at, at + sizeBytes));
}

/** What a provider's server asks of a request as soon as its head is there. */
function demandOcsp({ ocspResponses }: MessageHead): void {
  if (ocspResponses.length === 0)
    throw drumError('ssl_authentication_failed', 'No OCSP response came with the request');
}

/** Decodes a recorded HTTP message as the server that received it would. */
async function decodeRecorded(path: string, direction: Direction, protocol?: 'REST' | 'SOAP'): Promise<Decoded> {
  const http = readRecordedHttp(path);
  const storeBody = ({ content }: { content: AsyncIterable<Buffer> }) => gathered(content);
  if (direction === 'request') {
    const headers = Object.fromEntries(http.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const transport = readTransportRequestHeaders(headers);
    return decodeProxyMessage(inChunks(http.body), { ...transport, direction, onHead: demandOcsp, storeBody });
  }
  return decodeProxyMessage(inChunks(http.body), {
    direction,
    protocol: protocol ?? 'REST',
    contentType: http.header('content-type'),
    hashAlgorithm: http.header('x-hash-algorithm'),
    storeBody,
  });
}

/** A decoded message written again within the boundary of the recording. */
async function encodedAgain(path: string, message: Message): Promise<Buffer> {
  const boundary = /boundary=(\S+)/.exec(readRecordedHttp(path).header('content-type') ?? '')?.[1] ?? '';
  return gathered(
    encodeProxyMessage({
      boundary,
      ocspResponses: message.ocspResponses,
      content: message.content,
      bodies: message.bodies.map(({ contentType, headers, stored }) => ({ contentType, headers, content: [stored] })),
      seal: (facts) => {
        expect(facts.map((each) => each.digest)).to.deep.equal(message.bodies.map((body) => body.sha512));
        return message;
      },
    }),
  );
}

async function expectSameBytes(path: string, decoded: Decoded): Promise<void> {
  const bytes = decoded.kind === 'fault' ? writeSoapFault(decoded.fault) : await encodedAgain(path, decoded);
  expect(bytes.toString('latin1')).to.equal(readRecordedHttp(path).body.toString('latin1'));
}

/** A decoded message against the files that were extracted from it by other means. */
function expectExtracted(message: Message, directory: string): void {
  const file = (name: string) => {
    const path = join(directory, name);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  expect(message.content.bytes).to.deep.equal(file('message'));
  expect(message.signature).to.deep.equal(file('signature.xml'));
  expect(message.hashChain).to.deep.equal(file('hash-chain.xml'));
  expect(message.hashChainResult).to.deep.equal(file('hash-chain-result.xml'));
  const names = readdirSync(directory);
  expect(message.ocspResponses.length).to.equal(names.filter((name) => name.endsWith('.der')).length);
  expect(message.bodies.length).to.equal(names.filter((name) => name.startsWith('attachment')).length);
  for (const [index, ocsp] of message.ocspResponses.entries())
    expect(ocsp).to.deep.equal(file(`ocsp-${index + 1}.der`));
  for (const [index, body] of message.bodies.entries()) {
    expect(body.name).to.equal(`/attachment${index + 1}`);
    expect(body.stored).to.deep.equal(file(`attachment${index + 1}`));
    expect(body.digest).to.deep.equal(digest(message.hashAlgorithm, body.stored));
  }
}

function protocolOf(scenario: string): 'REST' | 'SOAP' {
  return scenario.includes('soap') ? 'SOAP' : 'REST';
}

describeWithVectors('Messages between security servers: vectors/transport', () => {
  // The verdict of INDEX.md; the code alone where the reference names one.
  const VERDICTS: Record<string, string> = {
    'attachment.request': 'message',
    'extracontent.request': 'service_failed.invalid_message: Extra content (text/plain) after signature',
    'fault-signature.request': 'fault CODE: STRING (DETAIL)',
    'invalid-contenttype-signature.request':
      'service_failed.invalid_content_type: Received invalid content type instead of signature: foo/bar',
    'invalid-ocsp.request': 'service_failed.invalid_message: An OCSP response of the message is not DER',
    'invalid-soap-contenttype.request':
      'service_failed.invalid_content_type: Invalid content type for SOAP message: foo/bar',
    'normal-soapfault.request': 'fault CODE: STRING (DETAIL)',
    'normal.request': 'message',
    'normal.response': 'message',
    'ocsp.request': 'message',
  };

  async function verdict(name: string, contentType?: string): Promise<string> {
    const bytes = readFileSync(vectorsPath('transport', name));
    const boundary = bytes.toString('latin1').split('\n', 1)[0]?.slice(2) ?? '';
    let read = '';
    const refused = await refusalOf(async () => {
      const decoded = await decodeProxyMessage(inChunks(bytes), {
        direction: 'response',
        protocol: 'SOAP',
        contentType: contentType ?? `multipart/mixed; charset=UTF-8; boundary=${boundary}`,
        hashAlgorithm: 'SHA-512',
        storeBody: ({ content }) => gathered(content),
      });
      read = 'message';
      if (decoded.kind === 'fault') {
        read = `fault ${decoded.fault.code}: ${decoded.fault.message} (${decoded.fault.detail ?? ''})`;
      }
    });
    return read === '' ? refused : read;
  }

  it('are all of those files', () => {
    expect(readdirSync(vectorsPath('transport')).sort()).to.deep.equal(Object.keys(VERDICTS));
  });

  for (const [name, expected] of Object.entries(VERDICTS)) {
    it(`${name}: ${expected}`, async () => {
      expect(await verdict(name)).to.equal(expected);
    });
  }

  for (const contentType of ['nonsense', '', 'text/plain', 'multipart/mixed']) {
    it(`normal.request with the content type "${contentType}": invalid_content_type`, async () => {
      expect(await verdict('normal.request', contentType)).to.match(/^service_failed\.invalid_content_type: /);
    });
  }
});

describeWithVectors('Messages between security servers: whole exchanges of the lab', () => {
  const roots = ['messages', 'variants'];
  const files = roots
    .flatMap((root) => readdirSync(lab(root), { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
    .filter((name) => /\/(2-clientproxy-to-serverproxy|3-serverproxy-to-clientproxy)\.http$/.test(name))
    .sort();

  it('are there', () => {
    expect(files).to.have.lengthOf(132);
  });

  for (const name of files) {
    it(`${name}: is read, as extracted, and written again byte for byte`, async () => {
      const direction = name.includes('/2-') ? 'request' : 'response';
      const decoded = await decodeRecorded(lab(name), direction, protocolOf(name));
      await expectSameBytes(lab(name), decoded);
      const scenario = dirname(name).replace('messages/', '').replace('variants/', 'variant-');
      const extracted = lab('extracted', scenario, direction);
      expect(existsSync(extracted) && decoded.kind === 'fault', 'a fault was extracted').to.equal(false);
      if (decoded.kind === 'message' && existsSync(extracted)) expectExtracted(decoded, extracted);
    });
  }
});

describeWithVectors('Messages between security servers: signed in batches', () => {
  const files = readdirSync(lab('batch-signatures')).sort();

  it('are there', () => {
    expect(files).to.have.lengthOf(24);
  });

  for (const name of files) {
    it(`batch-signatures/${name}: is read, as extracted, and written again byte for byte`, async () => {
      const [scenario = '', kind] = name.split('.');
      const direction = kind === 'request' ? 'request' : 'response';
      const decoded = await decodeRecorded(lab('batch-signatures', name), direction);
      if (decoded.kind === 'fault') expect.fail('a fault');
      await expectSameBytes(lab('batch-signatures', name), decoded);
      expectExtracted(decoded, lab('extracted', 'batch', scenario, direction));
    });
  }
});

describeWithVectors('Messages between security servers: changed requests of the lab', () => {
  // Refused by their form. All others are read, and judged by what they say and by their signatures.
  const REFUSED: Record<string, string> = {
    '24-no-ocsp': 'service_failed.ssl_authentication_failed: No OCSP response came with the request',
    '28-ocsp-after-message': 'service_failed.ssl_authentication_failed: No OCSP response came with the request',
    '30-no-hash-algo-header': 'invalid_message: The header x-hash-algorithm is missing',
    '36-message-type-lowercase': 'missing_soap: Request does not have SOAP message',
    '39-no-request-id-header': 'invalid_message: The request has no header x-road-request-id',
    '43-content-type-text': 'service_failed.invalid_content_type: Invalid content type: text/xml',
    '45-empty-body': 'missing_rest: Request does not have REST message',
    '67-body-before-request':
      'service_failed.invalid_content_type: Invalid content type for REST message: application/x-road-rest-body',
  };
  // Read, but these were made by hand: we write no preamble, no header that we do not know, no other nested boundary.
  const NOT_WRITTEN_AGAIN = ['51-preamble', '52-extra-part-header', '64-soap-attachment-added'];

  const results = readFileSync(lab('replay-server-proxy', 'RESULTS.tsv'), 'utf8').trim().split('\n').slice(1);
  const cases = results.map((line) => line.split('\t')[0] ?? '');

  it('are there, with every one that is refused', () => {
    expect(cases).to.have.lengthOf(42);
    expect(cases).to.include.members([...Object.keys(REFUSED), ...NOT_WRITTEN_AGAIN]);
  });

  for (const name of cases) {
    const path = lab('replay-server-proxy', `${name}.request.http`);
    it(`replay-server-proxy/${name}: ${REFUSED[name] ?? 'read'}`, async () => {
      let decoded: Decoded | undefined;
      const outcome = await refusalOf(async () => {
        decoded = await decodeRecorded(path, 'request');
      });
      expect(outcome).to.equal(REFUSED[name] ?? 'accepted');
      if (decoded !== undefined && !NOT_WRITTEN_AGAIN.includes(name)) await expectSameBytes(path, decoded);
    });
  }

  it('54-body-added-not-in-signature and 61-body-empty-part: the body is told, with its size', async () => {
    for (const [name, sizeBytes] of [
      ['54-body-added-not-in-signature', 5],
      ['61-body-empty-part', 0],
    ] as const) {
      const decoded = await decodeRecorded(lab('replay-server-proxy', `${name}.request.http`), 'request');
      expect(decoded.kind === 'message' && decoded.bodies.map((body) => body.sizeBytes)).to.deep.equal([sizeBytes]);
    }
  });
});

describeWithVectors('Messages between security servers: changed responses of the lab', () => {
  const REFUSED: Record<string, string> = {
    '14-no-signature': 'missing_signature: Response does not have signature',
    '22-no-hash-algo': 'invalid_message: The header x-hash-algorithm is missing',
    '23-content-type-json': 'service_failed.invalid_content_type: Invalid content type: application/json',
    '25-empty': 'missing_rest: Response does not have REST message',
    '26-extra-part': 'service_failed.invalid_message: Extra content (text/plain) after signature',
  };
  const FAULTS: Record<string, string> = {
    '28-fault-soap': 'server.serverproxy.custom_code: custom text',
    '29-fault-in-multipart-rest': 'server.serverproxy.custom_code: custom text',
  };

  const results = readFileSync(lab('mitm-client-proxy', 'RESULTS.tsv'), 'utf8').trim().split('\n').slice(1);
  const cases = results.map((line) => line.split('\t'));

  it('are there', () => {
    expect(cases).to.have.lengthOf(16);
    expect(cases.map(([name]) => name)).to.include.members([...Object.keys(REFUSED), ...Object.keys(FAULTS)]);
  });

  for (const [name = '', base = ''] of cases) {
    it(`mitm-client-proxy/${name}: ${REFUSED[name] ?? FAULTS[name] ?? 'read'}`, async () => {
      const path = lab('mitm-client-proxy', `${name}.serverproxy-response.http`);
      let decoded: Decoded | undefined;
      const outcome = await refusalOf(async () => {
        decoded = await decodeRecorded(path, 'response', protocolOf(base));
      });
      expect(outcome).to.equal(REFUSED[name] ?? 'accepted');
      if (decoded?.kind === 'message') await expectSameBytes(path, decoded);
      const told = decoded?.kind === 'fault' ? `${decoded.fault.code}: ${decoded.fault.message}` : undefined;
      expect(told).to.equal(FAULTS[name]);
    });
  }
});

describeWithVectors('Messages between security servers: recorded ones, damaged', () => {
  const recorded = [
    ['rest-post-json', 'request', '2-clientproxy-to-serverproxy.http'],
    ['rest-get', 'response', '3-serverproxy-to-clientproxy.http'],
    ['soap-3-attachments', 'request', '2-clientproxy-to-serverproxy.http'],
    ['soap-1-attachment', 'response', '3-serverproxy-to-clientproxy.http'],
  ] as const;
  const edit = fc.tuple(fc.nat(), fc.nat(40), fc.uint8Array({ maxLength: 40 }));

  for (const [scenario, direction, file] of recorded) {
    it(`messages/${scenario}/${file}: is read or refused with a code, the same whatever its chunks`, async () => {
      const http = readRecordedHttp(lab('messages', scenario, file));
      const outcomeOf = (bytes: Buffer, chunkBytes: number) =>
        refusalOf(() =>
          decodeProxyMessage(inChunks(bytes, chunkBytes), {
            direction,
            protocol: protocolOf(scenario),
            contentType: http.header('content-type'),
            hashAlgorithm: 'SHA-512',
            storeBody: ({ content }) => gathered(content),
          }),
        );
      await fc.assert(
        fc.asyncProperty(
          fc.array(edit, { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 20, max: 9000 }),
          async (edits, chunk) => {
            let bytes = http.body;
            for (const [position, cut, put] of edits) {
              const at = position % bytes.length;
              bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
            }
            const outcome = await outcomeOf(bytes, bytes.length);
            expect(outcome).to.match(/^(accepted$|missing_[a-z]+: |service_failed\.invalid_[a-z_]+: )/);
            expect(await outcomeOf(bytes, chunk)).to.equal(outcome);
          },
        ),
        { numRuns: fuzzRuns(60) },
      );
    });
  }
});
