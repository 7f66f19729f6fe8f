import { expect } from 'chai';
import { digest } from '#certs/algorithms.ts';
import { refusalOf } from '../../test/refusal.ts';
import {
  BOUNDARY,
  decode,
  encode,
  fault,
  OCSP,
  options,
  P,
  parts,
  request,
  responseOptions,
  soap,
  soapOptions,
  type Options,
} from '../../test/transport-messages.ts';
import { DrumError, drumError } from '../errors.ts';
import { decodeProxyMessage } from './decode.ts';
import { encodeProxyMessage } from './encode.ts';
import { TRANSPORT_LIMITS, type TransportLimits } from './limits.ts';

describe('a message between security servers', () => {
  it('is read with all of its parts', async () => {
    const message = await decode(
      await encode({
        ocspResponses: [OCSP, OCSP],
        bodies: [{ content: [Buffer.from('bo'), Buffer.from('dy')] }],
        seal: () => ({
          hashChainResult: Buffer.from('<r/>'),
          hashChain: Buffer.from('<c/>'),
          signature: Buffer.from('<s/>'),
        }),
      }),
    );
    const sha512 = digest('SHA-512', Buffer.from('body'));
    expect(message).to.deep.equal({
      kind: 'message',
      hashAlgorithm: 'SHA-512',
      ocspResponses: [OCSP, OCSP],
      content: { kind: 'rest-request', bytes: request.bytes, rest: request },
      bodies: [
        {
          name: '/attachment1',
          contentType: 'application/x-road-rest-body',
          headers: [],
          sizeBytes: 4,
          digest: sha512,
          sha512,
          stored: Buffer.from('body'),
        },
      ],
      hashChainResult: Buffer.from('<r/>'),
      hashChain: Buffer.from('<c/>'),
      signature: Buffer.from('<s/>'),
    });
  });

  it('of SOAP is read with its attachments, their headers and numbers, and written the same', async () => {
    const content = {
      kind: 'soap',
      bytes: soap,
      contentType: 'text/xml; charset=UTF-8',
      headers: [['Content-ID', '<0>']],
    } as const;
    const bodies = [
      { contentType: 'a/b', headers: [['Content-ID', '<1>']] as const, content: [Buffer.from('one')] },
      { contentType: undefined, headers: [['x-odd', '']] as const, content: [] },
    ];
    const bytes = await encode({ content, bodies });
    const message = await decode(bytes, soapOptions);
    if (message.kind === 'fault') expect.fail('a fault');
    expect(message.content).to.deep.equal(content);
    expect(
      message.bodies.map(({ name, contentType, headers, stored }) => [name, contentType, headers, String(stored)]),
    ).to.deep.equal([
      ['/attachment1', 'a/b', [['Content-ID', '<1>']], 'one'],
      ['/attachment2', undefined, [['x-odd', '']], ''],
    ]);
    const again = message.bodies.map(({ contentType, headers, stored }) => ({
      contentType,
      headers,
      content: [stored],
    }));
    expect((await encode({ content: message.content, bodies: again })).toString()).to.equal(bytes.toString());
  });

  it('tells digests by the named algorithm, and SHA-512 for the request hash', async () => {
    const message = await decode(parts(P.request, P.body, P.signature), { hashAlgorithm: 'SHA-256' });
    if (message.kind === 'fault') expect.fail('a fault');
    expect(message.bodies[0]?.digest).to.deep.equal(digest('SHA-256', Buffer.from('body')));
    expect(message.bodies[0]?.sha512).to.deep.equal(digest('SHA-512', Buffer.from('body')));
  });

  const failed = (text: string) => `service_failed.${text}`;
  const notSignature = (type: string) =>
    failed(`invalid_content_type: Received invalid content type instead of signature: ${type}`);
  const table: [string, Buffer, Options, string][] = [
    ['message and signature', parts(P.request, P.signature), {}, 'accepted'],
    ['a body', parts(P.request, P.body, P.signature), {}, 'accepted'],
    ['a hash chain without its result', parts(P.request, P.chain, P.signature), {}, 'accepted'],
    ['a hash chain result alone', parts(P.request, P.result, P.signature), {}, 'accepted'],
    ['nothing', Buffer.alloc(0), {}, 'missing_rest: Request does not have REST message'],
    ['no part', parts(), {}, 'missing_rest: Request does not have REST message'],
    ['OCSP responses alone', parts(P.ocsp), {}, 'missing_rest: Request does not have REST message'],
    ['nothing, of SOAP', Buffer.alloc(0), soapOptions, 'missing_soap: Request does not have SOAP message'],
    ['a message alone', parts(P.request), {}, 'missing_signature: Request does not have signature'],
    ['a response alone', parts(P.response), responseOptions, 'missing_signature: Response does not have signature'],
    [
      'a response for a request',
      parts(P.response, P.signature),
      {},
      'missing_rest: Request does not have REST message',
    ],
    [
      'a request for a response',
      parts(P.request, P.signature),
      responseOptions,
      'missing_rest: Response does not have REST message',
    ],
    ['SOAP for REST', parts(P.soap, P.signature), {}, 'missing_rest: Request does not have REST message'],
    ['REST for SOAP', parts(P.request, P.signature), soapOptions, 'missing_soap: Request does not have SOAP message'],
    [
      'a fault for a request',
      parts(P.fault, P.signature),
      soapOptions,
      'missing_soap: Request does not have SOAP message',
    ],
    [
      'a fault for the signature of a request',
      parts(P.request, P.fault),
      {},
      'missing_signature: Request does not have signature',
    ],
    [
      'a part of another type first',
      parts(P.text),
      {},
      failed('invalid_content_type: Invalid content type for REST message: text/plain'),
    ],
    ['two messages', parts(P.request, P.request, P.signature), {}, notSignature('application/x-road-rest-request')],
    ['two bodies', parts(P.request, P.body, P.body, P.signature), {}, notSignature('application/x-road-rest-body')],
    [
      'a body after the hash chain',
      parts(P.request, P.chain, P.body),
      {},
      notSignature('application/x-road-rest-body'),
    ],
    [
      'the hash chain before its result',
      parts(P.request, P.chain, P.result),
      {},
      notSignature('application/hash-chain-result'),
    ],
    ['an OCSP response after the message', parts(P.request, P.ocsp), {}, notSignature('application/ocsp-response')],
    ['a REST body in SOAP', parts(P.soap, P.body), soapOptions, notSignature('application/x-road-rest-body')],
    [
      'attachments in REST',
      parts(P.request, ['multipart/mixed; boundary=i', '--i--']),
      {},
      notSignature('multipart/mixed'),
    ],
    [
      'attachments without boundary',
      parts(P.soap, ['multipart/mixed', '']),
      soapOptions,
      failed('invalid_content_type: Multipart content type is missing required boundary'),
    ],
    [
      'attachments that do not end',
      parts(P.soap, ['multipart/mixed; boundary=i', '--i\r\n\r\n']),
      soapOptions,
      failed('invalid_message: The message ends before its closing boundary'),
    ],
    [
      'a part after the signature',
      parts(P.request, P.signature, P.text),
      {},
      failed('invalid_message: Extra content (text/plain) after signature'),
    ],
    [
      'a part whose type is none',
      parts(['nonsense', '']),
      {},
      failed('invalid_content_type: The content type of a part is no media type'),
    ],
    [
      'an OCSP response that is none',
      parts(['application/ocsp-response', 'no']),
      {},
      failed('invalid_message: An OCSP response of the message is not DER'),
    ],
    [
      'a REST message that is none',
      parts(['application/x-road-rest-request', 'GET\r\n']),
      {},
      failed('invalid_message: The REST message is incomplete'),
    ],
    [
      'SOAP that is none',
      parts(['text/xml', '<a/>']),
      soapOptions,
      failed('invalid_soap: Malformed SOAP message: envelope missing'),
    ],
    ['SOAP for the signature', parts(P.request, P.soap), {}, notSignature('text/xml')],
    [
      'no closing boundary',
      parts(P.request, P.signature).subarray(0, -12),
      {},
      failed('invalid_message: The message ends before its closing boundary'),
    ],
    [
      'another content type',
      parts(P.request),
      { contentType: 'a/b' },
      failed('invalid_content_type: Invalid content type: a/b'),
    ],
    [
      'no content type',
      parts(P.request),
      { contentType: undefined },
      failed('invalid_content_type: Invalid content type: none'),
    ],
    [
      'a bare fault for a request',
      fault,
      { contentType: 'text/xml' },
      failed('invalid_content_type: Invalid content type: text/xml'),
    ],
    [
      'no hash algorithm',
      parts(P.request),
      { hashAlgorithm: undefined },
      'invalid_message: The header x-hash-algorithm is missing',
    ],
    [
      'no boundary',
      parts(P.request),
      { contentType: 'multipart/mixed' },
      failed('invalid_content_type: Multipart content type is missing required boundary'),
    ],
    [
      'bare SOAP that is no fault',
      soap,
      { ...responseOptions, contentType: 'text/xml' },
      failed('invalid_message: A SOAP message stands where a fault is expected'),
    ],
  ];
  for (const [what, bytes, change, expected] of table) {
    it(`of ${what}: ${expected}`, async () => {
      expect(await refusalOf(() => decode(bytes, change))).to.equal(expected);
    });
  }

  for (const bytes of ['', '30', '3003', '300302', '3080', '30830000010102', '3085000000000102', '300201020304']) {
    it(`takes 0x${bytes} for no OCSP response`, async () => {
      const message = parts(['application/ocsp-response', Buffer.from(bytes, 'hex')]);
      expect(await refusalOf(() => decode(message))).to.equal(
        failed('invalid_message: An OCSP response of the message is not DER'),
      );
    });
  }

  const faults: [string, Buffer, Options][] = [
    ['bare', fault, { contentType: 'text/xml;charset=utf-8', hashAlgorithm: undefined }],
    ['in place of the message', parts(P.fault), {}],
    ['in place of the signature', parts(P.response, P.body, P.fault), {}],
    ['in place of the signature, of SOAP', parts(P.soap, P.fault), soapOptions],
  ];
  for (const [where, bytes, change] of faults) {
    it(`may be a fault for a response: ${where}`, async () => {
      const told = { code: 'server.serverproxy.x', message: 'why', actor: '', detail: 'd' };
      expect(await decode(bytes, { ...responseOptions, ...change })).to.deep.equal({
        kind: 'fault',
        fault: told,
        bytes: fault,
      });
    });
  }

  it('is refused beyond each of its bounds, and read up to them', async () => {
    const nested: readonly [string, string] = ['multipart/mixed; boundary=i', '--i\r\n\r\nab\r\n--i\r\n\r\nc\r\n--i--'];
    const rest = parts(P.ocsp, P.ocsp, P.request, P.body, P.result, P.chain, P.signature);
    const ofSoap = parts(P.soap, nested, P.signature);
    const bounds: [keyof TransportLimits, number, Buffer, Options, string][] = [
      ['ocspResponsesMax', 2, rest, {}, 'The message has more than 1 OCSP responses'],
      ['ocspResponseBytesMax', OCSP.length, rest, {}, 'The OCSP response has more than 4 bytes'],
      [
        'restMessageBytesMax',
        request.bytes.length,
        rest,
        {},
        `The REST message has more than ${request.bytes.length - 1} bytes`,
      ],
      ['bodyBytesMax', 4, rest, {}, 'The body of the message is too large'],
      ['hashChainResultBytesMax', 4, rest, {}, 'The hash chain result has more than 3 bytes'],
      ['hashChainBytesMax', 4, rest, {}, 'The hash chain has more than 3 bytes'],
      ['signatureBytesMax', 4, rest, {}, 'The signature has more than 3 bytes'],
      ['partsMax', 7, rest, {}, 'The message has more than 6 parts'],
      [
        'soapMessageBytesMax',
        soap.length,
        ofSoap,
        soapOptions,
        `The SOAP message has more than ${soap.length - 1} bytes`,
      ],
      ['attachmentsMax', 2, ofSoap, soapOptions, 'The message has more than 1 attachments'],
      ['bodyBytesMax', 3, ofSoap, soapOptions, 'The body of the message is too large'],
    ];
    for (const [name, bound, bytes, change, message] of bounds) {
      const outcome = (value: number) =>
        refusalOf(() => decode(bytes, { ...change, limits: { ...TRANSPORT_LIMITS, [name]: value } }));
      expect(await outcome(bound), name).to.equal('accepted');
      expect(await outcome(bound - 1), name).to.equal(failed(`invalid_message: ${message}`));
    }
  });

  it('lets its receiver refuse the sender before a byte of the body is read', async () => {
    let bodiesRead = 0;
    const refused = await refusalOf(() =>
      decode(parts(P.ocsp, P.request, P.body, P.signature), {
        onHead: ({ ocspResponses, content }) => {
          expect(ocspResponses).to.deep.equal([OCSP]);
          expect(content).to.deep.include({ kind: 'rest-request', rest: request });
          throw drumError('ssl_authentication_failed', 'Not you');
        },
        storeBody: () => {
          bodiesRead += 1;
          return Promise.resolve(Buffer.alloc(0));
        },
      }),
    );
    expect(refused).to.equal('service_failed.ssl_authentication_failed: Not you');
    expect(bodiesRead).to.equal(0);
  });

  it('never tells a peer what broke in its receiver', async () => {
    const storeBody = () => Promise.reject(new Error('ENOSPC /var/lib'));
    expect(await refusalOf(() => decode(parts(P.request, P.body, P.signature), { storeBody }))).to.equal(
      'service_failed.internal_error: Internal error',
    );
  });

  it('tells apart what its receiver cannot keep from what failed in the service', async () => {
    for (const code of ['logging_failed', 'overloaded', 'io_error'] as const) {
      const storeBody = () => Promise.reject(drumError(code, 'No room'));
      expect(await refusalOf(() => decode(parts(P.request, P.body, P.signature), { storeBody }))).to.equal(
        `${code}: No room`,
      );
    }
  });

  it('that its sender did not bring is a failure of the service', async () => {
    async function* slow() {
      yield await Promise.resolve(parts(P.request, P.body).subarray(0, -4));
      throw drumError('io_error', 'Too slow');
    }
    expect(await refusalOf(() => decodeProxyMessage(slow(), options))).to.equal(failed('io_error: Too slow'));
  });

  it('is not judged on a body that its store did not read', async () => {
    const storeBody = () => Promise.resolve(Buffer.alloc(0));
    let cause: unknown;
    try {
      await decode(parts(P.request, P.body, P.signature), { storeBody });
    } catch (error) {
      cause = error instanceof DrumError && error.cause instanceof DrumError ? error.cause.cause : undefined;
    }
    expect(String(cause)).to.equal('TypeError: The content of /attachment1 was not read to its end');
  });

  it('streams a body as fast as it is stored, in memory that does not grow', async () => {
    const chunkBytes = 64 * 1024;
    let made = 0;
    function* body(): Generator<Buffer> {
      for (; made < 500; made += 1) yield Buffer.alloc(chunkBytes, made);
    }
    const source = encodeProxyMessage({
      boundary: BOUNDARY,
      content: { kind: 'rest-request', bytes: request.bytes },
      bodies: [{ content: body() }],
      seal: ([facts]) => {
        expect(facts).to.deep.include({ name: '/attachment1', sizeBytes: 500 * chunkBytes });
        return { signature: Buffer.from('<s/>') };
      },
    });
    let stored = 0;
    const message = await decodeProxyMessage(source, {
      ...options,
      storeBody: async ({ content }) => {
        for await (const chunk of content) {
          stored += chunk.length;
          expect((made + 1) * chunkBytes - stored).to.be.at.most(2 * chunkBytes);
        }
        return Buffer.alloc(0);
      },
    });
    expect(message.kind).to.equal('message');
    expect(stored).to.equal(500 * chunkBytes);
  });
});
