import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseRestResponse } from '#protocol/rest/response.ts';
import { readXml } from '#protocol/xml/document.ts';
import { makeOcspResponse } from '../../pki/ocsp.ts';
import { temporaryFolders } from '../../temporary.ts';
import { describeWithVectors } from '../../vectors.ts';
import { readRecordedHttp } from '../recorded-http.ts';
import { ConsumerSide } from './consumer-side.ts';
import { lab, labCertificate, labKey } from './lab.ts';
import { messageIn, outcomeOf } from './messages.ts';
import { expectSent, idsIn, requestBehind } from './sent.ts';
import { withoutClosingBoundary, withoutLength } from './changed.ts';
import { signedAnswer } from './signed-answer.ts';
import { expectAnswer, expectError, expectFault, toldIn } from './told.ts';

/** What our client-proxy tells the information system of a recorded answer. */
type Verdict =
  /** `delivered`; `relayed`: the other server's fault, word for word; or code and text of our own error. */
  | string
  | {
      readonly ours: string;
      /** What the reference made of it, where we differ on purpose. */
      readonly reference: string;
      /** Set where we send nothing, and the reference did. */
      readonly keptBack?: true;
    };

interface Told {
  readonly ours: string;
  readonly reference?: string | undefined;
  readonly keptBack?: true | undefined;
}

const DELIVERED = 'delivered';
const RELAYED = 'relayed';

const VERIFICATION = 'server.clientproxy.signature_verification';
const CHAIN = `${VERIFICATION}.malformed_signature`;
const REFERENCE_STACK_WORD = 'server.clientproxy.internal_error';

/** messages/: whole exchanges of an information system. */
const MESSAGES: Readonly<Record<string, Verdict>> = {
  'meta-rest-allowedmethods': DELIVERED,
  'meta-rest-listmethods': DELIVERED,
  'rest-delete': DELIVERED,
  'rest-ec-signed-response': DELIVERED,
  'rest-err-bad-client': {
    ours: 'server.clientproxy.invalid_client_identifier: Invalid client identifier',
    reference: REFERENCE_STACK_WORD,
  },
  'rest-err-bad-path': { ours: 'client.bad_request: Invalid request URI', reference: REFERENCE_STACK_WORD },
  'rest-err-denied': RELAYED,
  'rest-err-disabled': RELAYED,
  'rest-err-missing-client': 'server.clientproxy.invalid_client_identifier: The client identifier is missing',
  'rest-err-unknown-client': {
    ours: "server.clientproxy.unknown_member: Client 'SUBSYSTEM:LAB/COM/1001/NoSuch' not found",
    reference: 'server.serverproxy.service_failed.ssl_authentication_failed',
    keptBack: true,
  },
  'rest-err-unknown-member':
    'server.clientproxy.unknown_member: Could not find addresses for service provider "SERVICE:LAB/COM/4444/X/echo"',
  'rest-err-unknown-service': RELAYED,
  'rest-get': DELIVERED,
  'rest-get-encoded-path': RELAYED,
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

/** Of messages/: what is no exchange; each has a test of its own. */
const OTHER_MESSAGES = ['meta-listclients', 'meta-listclients-xml', 'rest-err-wrong-version'];

/** mitm-client-proxy/: answers to rest-post-json that were changed on the way. */
const MITM: Readonly<Record<string, Verdict>> = {
  '00-pass-rest': DELIVERED,
  '10-body-modified': `${CHAIN}.invalid_hash_chain: The result of the hash chain differs from what the chain leads to`,
  '11-response-modified': `${CHAIN}.invalid_hash_chain: The result of the hash chain differs from what the chain leads to`,
  '13-signature-flipped': `${VERIFICATION}.invalid_signature_value: The signature value does not fit SignedInfo and the certificate`,
  '14-no-signature': 'server.clientproxy.missing_signature: Response does not have signature',
  '16-no-hash-chain': `${CHAIN}.invalid_reference: The hash chain refers to /sig-hashchain.xml, which is not there`,
  '17-no-body': `${CHAIN}.invalid_reference: The hash chain refers to /attachment1, which is not there`,
  '22-no-hash-algo': {
    ours: 'server.clientproxy.invalid_message: The header x-hash-algorithm is missing',
    reference: REFERENCE_STACK_WORD,
  },
  '23-content-type-json':
    'server.clientproxy.service_failed.invalid_content_type: Invalid content type: application/json',
  '25-empty': 'server.clientproxy.missing_rest: Response does not have REST message',
  '26-extra-part': 'server.clientproxy.service_failed.invalid_message: Extra content (text/plain) after signature',
  '29-fault-in-multipart-rest': RELAYED,
};

/** Of mitm-client-proxy/: SOAP, in client-proxy-soap.test.ts. */
const SOAP = [
  '01-pass-soap',
  '19-soap-response-of-other-request',
  '20-soap-response-of-same-earlier-request',
  '28-fault-soap',
];

/** batch-signatures/: answers that were signed together with others, over a tree of hash chains. */
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

const REVOKED_SIGNING = `${VERIFICATION}.invalid_cert_path.cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-11-22 23:58:22)`;

/** variants/: other keys and algorithms of the provider's server, and revoked certificates. */
const VARIANTS: Readonly<Record<string, Verdict>> = {
  'revoked-auth-ss1/rest-ec-signed-response': RELAYED,
  'revoked-auth-ss1/rest-get': RELAYED,
  'revoked-auth-ss1/rest-post-json': RELAYED,
  'revoked-intermediate/rest-ec-signed-response': RELAYED,
  'revoked-intermediate/rest-get': RELAYED,
  'revoked-intermediate/rest-post-json': RELAYED,
  'revoked-sign-1001/rest-ec-signed-response': RELAYED,
  'revoked-sign-1001/rest-get': RELAYED,
  'revoked-sign-1001/rest-post-json': RELAYED,
  'revoked-sign-1002/rest-ec-signed-response': DELIVERED,
  'revoked-sign-1002/rest-get': REVOKED_SIGNING,
  'revoked-sign-1002/rest-post-json': REVOKED_SIGNING,
  'rsa-pss/rest-ec-signed-response': DELIVERED,
  'rsa-pss/rest-get': DELIVERED,
  'rsa-pss/rest-post-json': DELIVERED,
  'sha256/rest-ec-signed-response': RELAYED,
  'sha256/rest-get': `${CHAIN}.invalid_reference: The hash chain refers to /message.xml, which is not there`,
  'sha256/rest-post-json': RELAYED,
};

/** Of variants/: the other server's certificate is revoked, and nothing is sent to it. */
const REVOKED_PEER = [
  'revoked-auth-ss2/rest-ec-signed-response',
  'revoked-auth-ss2/rest-get',
  'revoked-auth-ss2/rest-post-json',
];
const REVOKED_AT = '2026-11-22T23:58:34Z';

const BROKEN_OFF = 'The message ends before its closing boundary';

const ASKED = '1-is-to-clientproxy.http';
const SENT = '2-clientproxy-to-serverproxy.http';
const ANSWERED = '3-serverproxy-to-clientproxy.http';
const TOLD = '4-clientproxy-to-is.http';

/** What was recorded of one exchange. */
interface Recording {
  /** The request of the information system. */
  readonly asked: Buffer;
  /** What the reference sent, and what it was answered; absent where it did not come so far. */
  readonly sent?: string;
  readonly answered?: string;
  /** What the reference told the information system; absent where that was not recorded. */
  readonly told?: string;
}

describeWithVectors('Recorded REST answers at our client-proxy: vectors/lab', () => {
  const folder = temporaryFolders();
  let side: ConsumerSide;

  before(async () => {
    side = await ConsumerSide.start(folder());
  });

  after(async () => {
    await side.stop();
  });

  function table(verdicts: Readonly<Record<string, Verdict>>, recordingOf: (name: string) => Promise<Recording>): void {
    for (const [name, verdict] of Object.entries(verdicts)) {
      const { ours, reference, keptBack }: Told = typeof verdict === 'string' ? { ours: verdict } : verdict;
      it(`${name}: ${ours}${reference === undefined ? '' : ` (the reference: ${reference})`}`, async () => {
        await check(await recordingOf(name), { ours, reference, keptBack });
      });
    }
  }

  async function check(recording: Recording, { ours, reference, keptBack }: Told): Promise<void> {
    const { asked, sent, answered, told } = recording;
    const answer = answered === undefined ? Buffer.alloc(0) : readFileSync(answered);
    const ids = idsIn(answer);
    const http = await side.exchange(asked, answer, ids);
    if (answered === undefined || keptBack === true) expect(side.peer.deliveries).to.deep.equal([]);
    else await expectSent(side.peer.deliveries, sent, ids);
    if (ours === DELIVERED) {
      await expectAnswer(http, answered, told);
    } else if (ours === RELAYED) {
      const fault = await outcomeOf(readRecordedHttp(answered ?? ''));
      expectError(http, `${fault.code}: ${fault.text}`, fault.detail);
      expect(toldIn(readRecordedHttp(told ?? ''))).to.deep.equal(toldIn(http));
    } else {
      expectError(http, ours);
      const recorded = toldIn(readRecordedHttp(told ?? ''));
      expect(recorded.code).to.equal(reference ?? toldIn(http).code);
      if (reference === undefined) expect(recorded.status).to.equal(toldIn(http).status);
    }
  }

  const scenario =
    (...path: string[]) =>
    (name: string): Promise<Recording> => {
      const found = (file: string) => (existsSync(lab(...path, name, file)) ? lab(...path, name, file) : undefined);
      const [sent, answered] = [found(SENT), found(ANSWERED)];
      return Promise.resolve({
        asked: readFileSync(lab(...path, name, ASKED)),
        ...(sent === undefined ? {} : { sent }),
        ...(answered === undefined ? {} : { answered }),
        told: lab(...path, name, TOLD),
      });
    };

  describe('messages/', () => {
    table(MESSAGES, scenario('messages'));

    it('meta-listclients: the same JSON', async () => {
      const { asked, told = '' } = await scenario('messages')('meta-listclients');
      const http = await side.exchange(asked, Buffer.alloc(0), []);
      const recorded = readRecordedHttp(told);
      expect(http.startLine).to.equal(recorded.startLine);
      expect(http.header('content-type')).to.equal(recorded.header('content-type'));
      expect(http.body.toString()).to.equal(recorded.body.toString());
    });

    it('meta-listclients-xml: the same elements', async () => {
      const { asked, told = '' } = await scenario('messages')('meta-listclients-xml');
      const http = await side.exchange(asked, Buffer.alloc(0), []);
      const recorded = readRecordedHttp(told);
      expect(http.startLine).to.equal(recorded.startLine);
      expect(http.header('content-type')).to.equal(recorded.header('content-type'));
      const unindented = recorded.body.toString().replace(/>\s+</g, '><');
      expect(readXml(http.body)).to.deep.equal(readXml(Buffer.from(unindented)));
    });

    it('rest-err-wrong-version: the same SOAP fault', async () => {
      const { asked, told = '' } = await scenario('messages')('rest-err-wrong-version');
      const http = await side.exchange(asked, Buffer.alloc(0), []);
      expectFault(http, readRecordedHttp(told));
    });

    it('names every recorded REST exchange', () => {
      const recorded = readdirSync(lab('messages')).filter((name) => /^(rest|meta)-/.test(name));
      expect([...Object.keys(MESSAGES), ...OTHER_MESSAGES].sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('mitm-client-proxy/', () => {
    table(MITM, (name) =>
      Promise.resolve({
        asked: readFileSync(lab('messages/rest-post-json', ASKED)),
        sent: lab('messages/rest-post-json', SENT),
        answered: lab('mitm-client-proxy', `${name}.serverproxy-response.http`),
        told: lab('mitm-client-proxy', `${name}.clientproxy-to-is.http`),
      }),
    );

    it('names every recorded case', () => {
      const recorded = readdirSync(lab('mitm-client-proxy')).flatMap((file) =>
        file.endsWith('.serverproxy-response.http') ? [basename(file, '.serverproxy-response.http')] : [],
      );
      expect([...Object.keys(MITM), ...SOAP].sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('answers that break off, made of recorded ones', () => {
    const broken = {
      'without the closing boundary': withoutClosingBoundary,
      'cut within the signature, where the connection ends it': (bytes: Buffer) =>
        withoutLength(bytes.subarray(0, bytes.lastIndexOf('</ds:SignatureValue>'))),
      'cut within the body, where the connection ends it': (bytes: Buffer) =>
        withoutLength(bytes.subarray(0, bytes.indexOf('{"a":1'))),
    };
    for (const [how, change] of Object.entries(broken)) {
      it(`00-pass-rest ${how}: invalid_message`, async () => {
        const answer = readFileSync(lab('mitm-client-proxy/00-pass-rest.serverproxy-response.http'));
        const asked = readFileSync(lab('messages/rest-post-json', ASKED));
        const http = await side.exchange(asked, change(answer), idsIn(answer));
        expectError(http, `server.clientproxy.service_failed.invalid_message: ${BROKEN_OFF}`);
      });
    }

    it('00-pass-rest with fewer bytes than its Content-Length: network_error', async () => {
      const answer = readFileSync(lab('mitm-client-proxy/00-pass-rest.serverproxy-response.http'));
      const asked = readFileSync(lab('messages/rest-post-json', ASKED));
      const http = await side.exchange(asked, answer.subarray(0, -1), idsIn(answer));
      expectError(
        http,
        'server.clientproxy.service_failed.network_error: The connection to the other security server broke off',
      );
    });
  });

  it('messages/rest-get with an empty body part, as X-Road sends it for an empty answer: delivered', async () => {
    const { asked, answered = '' } = await scenario('messages')('rest-get');
    const { content } = await messageIn(readRecordedHttp(answered), 'response');
    if (content.kind !== 'rest-response') throw new Error('The recorded answer is no REST response');
    const answer = await signedAnswer(content.rest, Buffer.alloc(0));
    const http = await side.exchange(asked, answer, idsIn(answer));
    expect(http.startLine).to.equal('HTTP/1.1 200 OK');
    expect(http.header('x-road-id')).to.equal('id-rest-get');
    expect(http.header('content-length')).to.equal('0');
    expect(http.body.length).to.equal(0);
  });

  for (const [what, header] of Object.entries({ 'a header beyond Latin-1': 'x-more:ж', 'a reason with a bell': '' })) {
    it(`messages/rest-get, signed, with ${what}, which HTTP cannot carry: invalid_message`, async () => {
      const { asked, answered = '' } = await scenario('messages')('rest-get');
      const { content } = await messageIn(readRecordedHttp(answered), 'response');
      const text = content.bytes.toString();
      const changed = header === '' ? text.replace('OK', 'OK\u0007') : text.replace('X-custom-resp:r1', header);
      const answer = await signedAnswer(parseRestResponse(Buffer.from(changed)), Buffer.alloc(0));
      const http = await side.exchange(asked, answer, idsIn(answer));
      expectError(
        http,
        'server.clientproxy.service_failed.invalid_message: A header of the message holds what HTTP cannot carry',
      );
    });
  }

  describe('batch-signatures/', () => {
    table(BATCH, async (name) => {
      const sent = lab('batch-signatures', `${name}.request.http`);
      return {
        asked: requestBehind(await messageIn(readRecordedHttp(sent), 'request')),
        sent,
        answered: lab('batch-signatures', `${name}.response.http`),
      };
    });

    it('names every recorded case', () => {
      const recorded = readdirSync(lab('batch-signatures')).flatMap((file) =>
        file.endsWith('.response.http') ? [basename(file, '.response.http')] : [],
      );
      expect(Object.keys(BATCH).sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('variants/', () => {
    table(VARIANTS, scenario('variants'));

    it('names every recorded REST exchange', () => {
      const recorded = readdirSync(lab('variants'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => readdirSync(lab('variants', name)).map((each) => `${name}/${each}`))
        .filter((name) => name.includes('/rest-'));
      expect([...Object.keys(VARIANTS), ...REVOKED_PEER].sort()).to.deep.equal(recorded.sort());
    });
  });
});

describeWithVectors('A revoked provider server, as recorded, at our client-proxy: vectors/lab/variants', () => {
  const folder = temporaryFolders();
  let side: ConsumerSide;

  before(async () => {
    const revoked = makeOcspResponse({
      certificate: labCertificate('auth-ss2'),
      issuer: labCertificate('root-ca'),
      responder: { certificate: labCertificate('ocsp'), key: labKey('ocsp') },
      status: { revokedAt: REVOKED_AT },
      thisUpdate: REVOKED_AT,
    });
    side = await ConsumerSide.start(folder(), revoked);
  });

  after(async () => {
    await side.stop();
  });

  for (const name of REVOKED_PEER) {
    it(`${name}: refused, and nothing is sent`, async () => {
      const http = await side.exchange(readFileSync(lab('variants', name, ASKED)), Buffer.alloc(0), []);
      expectError(
        http,
        "server.clientproxy.ssl_authentication_failed.invalid_cert_path.cert_validation: OCSP response says that the certificate's status is REVOKED (date: 2026-11-22 23:58:34)",
      );
      const { code, status } = toldIn(readRecordedHttp(lab('variants', name, TOLD)));
      expect({ code, status }).to.deep.equal({ code: toldIn(http).code, status: toldIn(http).status });
      await side.peer.hungUp();
      expect(side.peer.deliveries).to.deep.equal([]);
    });
  }
});
