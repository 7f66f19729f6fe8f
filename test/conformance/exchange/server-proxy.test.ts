import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { temporaryFolders } from '../../temporary.ts';
import { describeWithVectors } from '../../vectors.ts';
import { issue } from '../../pki/certificates.ts';
import { toPem } from '#certs/pem.ts';
import { readRecordedHttp } from '../recorded-http.ts';
import { lab, labCertificate } from './lab.ts';
import { withoutClosingBoundary } from './changed.ts';
import { expectDelivered } from './delivered.ts';
import { messageIn, outcomeOf } from './messages.ts';
import { labTls, type PeerTls } from './peer.ts';
import { ANSWER_OF_NO_RECORDING, ProviderSide } from './provider-side.ts';

/** What our server-proxy makes of a recorded request: `delivered`, or code and text of its fault. */
type Verdict =
  | string
  | {
      readonly ours: string;
      /** What the reference made of it, where we differ on purpose. */
      readonly reference: string;
    };

const DELIVERED = 'delivered';

const PEER = 'server.serverproxy.service_failed.ssl_authentication_failed';
const VERIFICATION = 'server.serverproxy.signature_verification';
const CHAIN = `${VERIFICATION}.malformed_signature`;
const REFERENCE_STACK_WORD = 'server.serverproxy.internal_error';

/** messages/: whole exchanges of an information system. */
const MESSAGES: Readonly<Record<string, Verdict>> = {
  'rest-delete': DELIVERED,
  'rest-ec-signed-response': DELIVERED,
  'rest-err-denied':
    'server.serverproxy.access_denied: Request is not allowed: SERVICE:LAB/COM/1002/ProviderSub/denied',
  'rest-err-disabled':
    'server.serverproxy.service_disabled: Service SERVICE:LAB/COM/1002/ProviderSub/disabled is disabled: Service is disabled: test',
  'rest-err-unknown-client': `${PEER}: Client 'SUBSYSTEM:LAB/COM/1001/NoSuch' is not registered at security server SERVER:LAB/COM/1001/ss1`,
  'rest-err-unknown-service':
    'server.serverproxy.unknown_service: Unknown service: SERVICE:LAB/COM/1002/ProviderSub/nosuch',
  'rest-get': DELIVERED,
  // The reference cannot judge a right on a path that is percent-encoded.
  'rest-get-encoded-path': { ours: DELIVERED, reference: REFERENCE_STACK_WORD },
  'rest-get-nopath': DELIVERED,
  'rest-head': DELIVERED,
  'rest-no-id': DELIVERED,
  'rest-options': DELIVERED,
  'rest-patch': DELIVERED,
  'rest-post-binary-100k': DELIVERED,
  'rest-post-empty-body': DELIVERED,
  'rest-post-json': DELIVERED,
  'rest-request-id-from-client': DELIVERED,
  'rest-security-server-header': DELIVERED,
  'rest-service-204': DELIVERED,
  'rest-service-404': DELIVERED,
};

/** replay-server-proxy/: requests that were changed on the way. */
const REPLAY: Readonly<Record<string, Verdict>> = {
  '00-replay-rest-get': DELIVERED,
  '01-replay-rest-post': DELIVERED,
  '10-body-modified': `${CHAIN}.invalid_hash_chain: The result of the hash chain differs from what the chain leads to`,
  '12-request-modified-single': `${VERIFICATION}.invalid_signature_value: /message.xml differs from what was signed`,
  '15-signature-value-flipped': `${VERIFICATION}.invalid_signature_value: The signature value does not fit SignedInfo and the certificate`,
  '16-signingtime-modified': `${VERIFICATION}.invalid_signature_value: The signed properties differ from what was signed`,
  '18-no-hash-chain': `${CHAIN}.invalid_reference: The hash chain refers to /sig-hashchain.xml, which is not there`,
  '19-no-hash-chain-result': {
    ours: `${CHAIN}.invalid_reference: The signature refers to /sig-hashchainresult.xml, which is not there`,
    reference: `${VERIFICATION}.internal_error`,
  },
  '21-hash-chain-digest-modified': {
    ours: `${CHAIN}.invalid_hash_chain_ref: /attachment1 differs from its digest in the hash chain`,
    reference: DELIVERED,
  },
  '22-hash-chain-result-modified': `${CHAIN}.invalid_hash_chain: The result of the hash chain differs from what the chain leads to`,
  '24-no-ocsp': `${PEER}: Cannot verify TLS certificate, corresponding OCSP response is missing`,
  '25-one-ocsp-only': `${PEER}: Unable to find OCSP response for certificate 1007`,
  // The certificate that came with the response was changed, not the response.
  '27-ocsp-bad-signature': DELIVERED,
  '28-ocsp-after-message': `${PEER}: Cannot verify TLS certificate, corresponding OCSP response is missing`,
  '30-no-hash-algo-header': {
    ours: 'server.serverproxy.invalid_message: The header x-hash-algorithm is missing',
    reference: REFERENCE_STACK_WORD,
  },
  '31-hash-algo-sha256': DELIVERED,
  '33-no-proxy-version': DELIVERED,
  '34-old-proxy-version': DELIVERED,
  '36-message-type-lowercase': 'server.serverproxy.missing_soap: Request does not have SOAP message',
  '37-no-original-content-type': DELIVERED,
  '39-no-request-id-header': {
    ours: 'server.serverproxy.invalid_message: The request has no header x-road-request-id',
    reference: REFERENCE_STACK_WORD,
  },
  '40-request-id-mismatch': {
    ours: 'server.serverproxy.invalid_message: The header x-road-request-id differs from that of the signed message',
    reference: DELIVERED,
  },
  '42-path-other': DELIVERED,
  '43-content-type-text': 'server.serverproxy.service_failed.invalid_content_type: Invalid content type: text/xml',
  '45-empty-body': {
    ours: 'server.serverproxy.missing_rest: Request does not have REST message',
    reference: REFERENCE_STACK_WORD,
  },
  '51-preamble': DELIVERED,
  '52-extra-part-header': DELIVERED,
  '54-body-added-not-in-signature': {
    ours: `${CHAIN}.hashchain_unused_inputs: The signature does not cover /attachment1`,
    reference: DELIVERED,
  },
  '55-signature-xml-declaration-dropped': DELIVERED,
  '57-signature-xml-with-comment': DELIVERED,
  '58-unsigned-props-ocsp-dropped': `${CHAIN}: The document breaks its schema: OCSPValues is not complete: EncapsulatedOCSPValue is expected`,
  '60-keyinfo-cert-replaced': `${VERIFICATION}.incorrect_certificate: The certificate is of MEMBER:LAB/COM/1002, the message of SUBSYSTEM:LAB/COM/1001/ConsumerSub`,
  // An empty body part counts as none, but in the request's hash.
  '61-body-empty-part': DELIVERED,
  '63-ocsp-response-tbs-modified': `${PEER}: Signature on OCSP response is not valid`,
  '67-body-before-request':
    'server.serverproxy.service_failed.invalid_content_type: Invalid content type for REST message: application/x-road-rest-body',
};

/** Of replay-server-proxy/: sent over connections that no security server may open. */
const REFUSED_CONNECTIONS: Readonly<Record<string, (version: 'TLSv1.2' | 'TLSv1.3') => PeerTls>> = {
  '46-no-client-cert': (version) => ({ version }),
  '48-self-signed-client-cert': (version) => {
    const { key, certificate } = issue({ subject: 'ss1.lab', key: 'rsa', keyUsage: ['digitalSignature'] });
    return {
      version,
      key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificates: toPem('CERTIFICATE', certificate.der),
    };
  },
  '49-sign-cert-as-tls-cert': (version) => labTls('sign-1001', version),
};

/** Of replay-server-proxy/: SOAP, in server-proxy-soap.test.ts. */
const SOAP = ['03-replay-soap', '13-soap-modified', '64-soap-attachment-added', '66-attachment-part-header-changed'];

/** batch-signatures/: signed together with others, over a tree of hash chains. */
const BATCH: Readonly<Record<string, Verdict>> = Object.fromEntries(
  [
    'id-batch-103-steps4-body',
    'id-batch-116-steps1-nobody',
    'id-batch-123-steps2-body',
    'id-batch-125-steps3-body',
    'id-batch-178-steps2-nobody',
    'id-batch-58-steps4-nobody',
    'id-batch-64-steps5-nobody',
    'id-batch-75-steps6-body',
    'id-batch-78-steps4-nobody',
    'id-batch-87-steps5-body',
    'id-batch-96-steps0-nobody',
    'id-batch-98-steps1-nobody',
  ].map((name) => [name, DELIVERED]),
);

const REVOKED_AUTHENTICATION = (time: string) =>
  `${PEER}: OCSP response says that the certificate's status is REVOKED (date: ${time})`;
const REVOKED_SIGNING = `${VERIFICATION}.invalid_cert_path.cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-11-22 23:57:51)`;
const NOT_SHA512 = `${CHAIN}.invalid_reference: The hash chain refers to /message.xml, which is not there`;

/** variants/: other keys and algorithms of the consumer's server, and revoked certificates. */
const VARIANTS: Readonly<Record<string, Verdict>> = {
  'revoked-auth-ss1/rest-ec-signed-response': REVOKED_AUTHENTICATION('2026-11-22 23:58:04'),
  'revoked-auth-ss1/rest-get': REVOKED_AUTHENTICATION('2026-11-22 23:58:04'),
  'revoked-auth-ss1/rest-post-json': REVOKED_AUTHENTICATION('2026-11-22 23:58:04'),
  'revoked-intermediate/rest-ec-signed-response': REVOKED_AUTHENTICATION('2026-11-22 23:58:47'),
  'revoked-intermediate/rest-get': REVOKED_AUTHENTICATION('2026-11-22 23:58:47'),
  'revoked-intermediate/rest-post-json': REVOKED_AUTHENTICATION('2026-11-22 23:58:47'),
  'revoked-sign-1001/rest-ec-signed-response': REVOKED_SIGNING,
  'revoked-sign-1001/rest-get': REVOKED_SIGNING,
  'revoked-sign-1001/rest-post-json': REVOKED_SIGNING,
  'revoked-sign-1002/rest-ec-signed-response': DELIVERED,
  'revoked-sign-1002/rest-get': DELIVERED,
  'revoked-sign-1002/rest-post-json': DELIVERED,
  'rsa-pss/rest-ec-signed-response': DELIVERED,
  'rsa-pss/rest-get': DELIVERED,
  'rsa-pss/rest-post-json': DELIVERED,
  'sha256/rest-ec-signed-response': NOT_SHA512,
  'sha256/rest-get': DELIVERED,
  'sha256/rest-post-json': NOT_SHA512,
};

const REQUEST = '2-clientproxy-to-serverproxy.http';
const RESPONSE = '3-serverproxy-to-clientproxy.http';
/** What the recording client said instead of an answer. */
const NO_HANDSHAKE = /^SSLError\(/;

describeWithVectors('Recorded REST requests at our server-proxy: vectors/lab', () => {
  const folder = temporaryFolders();
  let side: ProviderSide;

  before(async () => {
    side = await ProviderSide.start(folder());
  });

  after(async () => {
    await side.stop();
  });

  /** The rows of a table; `files` are the recorded request and answer of a row. */
  function table(verdicts: Readonly<Record<string, Verdict>>, files: (name: string) => [string, string]): void {
    for (const [name, verdict] of Object.entries(verdicts)) {
      const [request, response] = files(name);
      const { ours, reference } = typeof verdict === 'string' ? { ours: verdict, reference: codeOf(verdict) } : verdict;
      const instead = typeof verdict === 'string' ? '' : ` (the reference: ${reference})`;
      it(`${name}: ${ours}${instead}`, async () => {
        expect((await outcomeOf(readRecordedHttp(response))).code).to.equal(reference);
        const { http, protocol, chain } = await side.receive(request, response);
        if (http === undefined) throw new Error('The server-proxy did not answer');
        expect(http.startLine).to.equal('HTTP/1.1 200 OK');
        expect(protocol).to.equal('TLSv1.2');
        // Never the root: X-Road asks the OCSP service for every certificate that it is shown.
        expect(chain.map(({ sha256Hex }) => sha256Hex)).to.deep.equal([labCertificate('auth-ss2').sha256Hex]);
        if (ours === DELIVERED) {
          await expectDelivered(side.provider, http, {
            request,
            response: reference === DELIVERED ? response : undefined,
          });
        } else {
          const { code, text } = await outcomeOf(http);
          expect(`${code}: ${text}`).to.equal(ours);
          expect(http.header('content-type')).to.equal('text/xml;charset=utf-8');
          expect(side.provider.requests).to.deep.equal([]);
        }
      });
    }
  }

  const replay = (name: string): [string, string] => [
    lab('replay-server-proxy', `${name}.request.http`),
    lab('replay-server-proxy', `${name}.response.http`),
  ];

  describe('messages/', () => {
    table(MESSAGES, (name) => [lab('messages', name, REQUEST), lab('messages', name, RESPONSE)]);

    it('names every recorded REST request', () => {
      const recorded = readdirSync(lab('messages')).filter(
        (name) => name.startsWith('rest-') && readdirSync(lab('messages', name)).includes(REQUEST),
      );
      expect(Object.keys(MESSAGES).sort()).to.deep.equal(recorded.sort());
    });

    // The laboratory's list is of services that were made up; what is signed beside it is the same.
    for (const name of ['meta-rest-listmethods', 'meta-rest-allowedmethods']) {
      it(`${name}: answered by the server itself`, async () => {
        const request = lab('messages', name, REQUEST);
        const { http } = await side.receive(request, lab('messages', name, RESPONSE));
        if (http === undefined) throw new Error('The server-proxy did not answer');
        expect(side.provider.requests).to.deep.equal([]);
        const { content, bodies } = await messageIn(http, 'response');
        const recorded = await messageIn(readRecordedHttp(lab('messages', name, RESPONSE)), 'response');
        const lines = (bytes: Buffer) => bytes.toString().split('\r\n').sort();
        expect(lines(content.bytes)).to.deep.equal(lines(recorded.content.bytes));
        const keysOf = (json: Buffer | undefined) => {
          const { service } = JSON.parse(json?.toString() ?? '') as { service: object[] };
          return Object.keys(service[0] ?? {});
        };
        expect(keysOf(bodies[0]?.stored)).to.deep.equal(keysOf(recorded.bodies[0]?.stored));
      });
    }

    it('rest-get over TLS 1.3, which two of our servers agree on: delivered', async () => {
      const request = lab('messages/rest-get', REQUEST);
      const response = lab('messages/rest-get', RESPONSE);
      const { http, protocol } = await side.receive(request, response, labTls('auth-ss1', 'TLSv1.3'));
      if (http === undefined) throw new Error('The server-proxy did not answer');
      expect(protocol).to.equal('TLSv1.3');
      await expectDelivered(side.provider, http, { request, response });
    });
  });

  describe('replay-server-proxy/', () => {
    table(REPLAY, replay);

    for (const [name, tls] of Object.entries(REFUSED_CONNECTIONS)) {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        it(`${name} (${version}): no answer, and nobody has read the request`, async () => {
          const [request, response] = replay(name);
          expect(readFileSync(response, 'utf8')).to.match(NO_HANDSHAKE);
          const before = side.server.logged.length;
          const { http } = await side.receive(request, response, tls(version));
          expect(http).to.equal(undefined);
          expect(side.provider.requests).to.deep.equal([]);
          expect(side.server.logged.slice(before).map(({ message }) => message)).to.deep.equal([
            'A peer without a registered authentication certificate was refused',
          ]);
        });
      }
    }

    it('names every recorded case', () => {
      const recorded = readdirSync(lab('replay-server-proxy')).flatMap((file) =>
        file.endsWith('.request.http') ? [basename(file, '.request.http')] : [],
      );
      expect([...Object.keys(REPLAY), ...Object.keys(REFUSED_CONNECTIONS), ...SOAP].sort()).to.deep.equal(
        recorded.sort(),
      );
    });
  });

  describe('requests that break off, made of recorded ones', () => {
    for (const name of ['00-replay-rest-get', '01-replay-rest-post']) {
      it(`${name} without the closing boundary: invalid_message`, async () => {
        const [request] = replay(name);
        const bytes = withoutClosingBoundary(readFileSync(request));
        const { http } = await side.receiveBytes(bytes, ANSWER_OF_NO_RECORDING);
        if (http === undefined) throw new Error('The server-proxy did not answer');
        const { code, text } = await outcomeOf(http);
        expect(`${code}: ${text}`).to.equal(
          'server.serverproxy.service_failed.invalid_message: The message ends before its closing boundary',
        );
        expect(side.provider.requests).to.deep.equal([]);
      });
    }
  });

  describe('batch-signatures/', () => {
    table(BATCH, (name) => [
      lab('batch-signatures', `${name}.request.http`),
      lab('batch-signatures', `${name}.response.http`),
    ]);

    it('names every recorded case', () => {
      const recorded = readdirSync(lab('batch-signatures')).flatMap((file) =>
        file.endsWith('.request.http') ? [basename(file, '.request.http')] : [],
      );
      expect(Object.keys(BATCH).sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('variants/', () => {
    table(VARIANTS, (name) => [lab('variants', name, REQUEST), lab('variants', name, RESPONSE)]);

    it('names every recorded REST request', () => {
      const recorded = readdirSync(lab('variants'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => readdirSync(lab('variants', name)).map((scenario) => `${name}/${scenario}`))
        .filter((name) => name.includes('/rest-') && readdirSync(lab('variants', name)).includes(REQUEST));
      expect(Object.keys(VARIANTS).sort()).to.deep.equal(recorded.sort());
    });
  });
});

function codeOf(verdict: string): string {
  return verdict.split(': ', 1)[0] ?? '';
}
