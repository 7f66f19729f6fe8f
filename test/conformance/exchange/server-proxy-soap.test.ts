import { expect } from 'chai';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import { temporaryFolders } from '../../temporary.ts';
import { describeWithVectors } from '../../vectors.ts';
import { readRecordedHttp, type RecordedHttp } from '../recorded-http.ts';
import { expectSigned } from './delivered.ts';
import { lab } from './lab.ts';
import { messageIn, outcomeOf } from './messages.ts';
import { ProviderSide } from './provider-side.ts';
import { expectSameParts, expectSameSoap, soapIn } from './soap.ts';

/** What our server-proxy makes of a recorded request: `delivered`, or code (and text) of its fault. */
type Verdict = string | { readonly ours: string; readonly reference: string };

const DELIVERED = 'delivered';
const PEER = 'server.serverproxy.service_failed.ssl_authentication_failed';
const VERIFICATION = 'server.serverproxy.signature_verification';

/** messages/: whole exchanges of an information system. */
const MESSAGES: Readonly<Record<string, Verdict>> = {
  'soap-1-attachment': DELIVERED,
  'soap-3-attachments': DELIVERED,
  // There a REST service had a version, which no REST service can have that is set up by the rules.
  'soap-err-denied': {
    ours: 'server.serverproxy.unknown_service: Unknown service: SERVICE:LAB/COM/1002/ProviderSub/denied/v1',
    reference: 'server.serverproxy.service_type',
  },
  'soap-err-unknown-client': `${PEER}: Client 'SUBSYSTEM:LAB/COM/1001/NoSuch' is not registered at security server SERVER:LAB/COM/1001/ss1`,
  'soap-err-unknown-service':
    'server.serverproxy.unknown_service: Unknown service: SERVICE:LAB/COM/1002/ProviderSub/nosuch/v1',
  'soap-issue-represented': DELIVERED,
  'soap-security-server': DELIVERED,
  'soap-simple': DELIVERED,
};

/** replay-server-proxy/: requests that were changed on the way. */
const REPLAY: Readonly<Record<string, Verdict>> = {
  '03-replay-soap': DELIVERED,
  '13-soap-modified': `${VERIFICATION}.invalid_signature_value: /message.xml differs from what was signed`,
  '64-soap-attachment-added': {
    ours: `${VERIFICATION}.malformed_signature.hashchain_unused_inputs: The signature does not cover /attachment1`,
    reference: DELIVERED,
  },
  '66-attachment-part-header-changed': DELIVERED,
};

const REVOKED = `${VERIFICATION}.invalid_cert_path.cert_validation`;

/** variants/: other keys and algorithms of the consumer's server, and revoked certificates. */
const VARIANTS: Readonly<Record<string, Verdict>> = {
  ...each('revoked-auth-ss1', { simple: PEER, attachment: PEER, ec: PEER }),
  ...each('revoked-intermediate', { simple: PEER, attachment: PEER, ec: PEER }),
  ...each('revoked-sign-1001', { simple: REVOKED, attachment: REVOKED, ec: REVOKED }),
  ...each('revoked-sign-1002', { simple: DELIVERED, attachment: DELIVERED, ec: DELIVERED }),
  ...each('rsa-pss', { simple: DELIVERED, attachment: DELIVERED, ec: DELIVERED }),
  ...each('sha256', {
    simple: DELIVERED,
    attachment: `${VERIFICATION}.malformed_signature.invalid_reference`,
    ec: `${VERIFICATION}.malformed_signature.invalid_reference`,
  }),
};

function each(variant: string, { simple, attachment, ec }: Record<'simple' | 'attachment' | 'ec', Verdict>) {
  return {
    [`${variant}/soap-simple`]: simple,
    [`${variant}/soap-1-attachment`]: attachment,
    [`${variant}/soap-ec-1-attachment`]: ec,
  };
}

const REQUEST = '2-clientproxy-to-serverproxy.http';
const RESPONSE = '3-serverproxy-to-clientproxy.http';

describeWithVectors('Recorded SOAP requests at our server-proxy: vectors/lab', () => {
  const folder = temporaryFolders();
  let side: ProviderSide;

  before(async () => {
    side = await ProviderSide.start(folder());
  });

  after(async () => {
    await side.stop();
  });

  function table(verdicts: Readonly<Record<string, Verdict>>, files: (name: string) => [string, string]): void {
    for (const [name, verdict] of Object.entries(verdicts)) {
      const [request, response] = files(name);
      const { ours, reference } = typeof verdict === 'string' ? { ours: verdict, reference: codeOf(verdict) } : verdict;
      const instead = typeof verdict === 'string' ? '' : ` (the reference: ${reference})`;
      it(`${name}: ${ours}${instead}`, async () => {
        expect((await outcomeOf(readRecordedHttp(response), 'SOAP')).code).to.equal(reference);
        const { http } = await side.receive(request, response, undefined, 'SOAP');
        if (http === undefined) throw new Error('The server-proxy did not answer');
        expect(http.startLine).to.equal('HTTP/1.1 200 OK');
        if (ours === DELIVERED) {
          await expectDelivered(http, request, response);
          return;
        }
        const { code, text } = await outcomeOf(http, 'SOAP');
        expect(ours.includes(': ') ? `${code}: ${text}` : code).to.equal(ours);
        expect(http.header('content-type')).to.equal('text/xml;charset=utf-8');
        expect(http.header('soapaction')).to.equal('');
        expect(side.provider.requests).to.deep.equal([]);
      });
    }
  }

  /** The service got what was recorded, and our answer is that of the recording, signed by the provider's member. */
  async function expectDelivered(answer: RecordedHttp, request: string, response: string): Promise<void> {
    const asked = await messageIn(readRecordedHttp(request), 'request', 'SOAP');
    const [call, ...more] = side.provider.requests;
    if (call === undefined) throw new Error('The service was not called');
    expect(more).to.deep.equal([]);
    expect(call.startLine).to.equal('POST /soap HTTP/1.1');
    expect(call.header('soapaction')).to.equal(readRecordedHttp(request).header('x-original-soapaction') ?? '');
    const received = await soapIn(call);
    expect(received.bytes.toString()).to.equal(asked.content.bytes.toString());
    expect(received.attachments.map(({ stored }) => stored)).to.deep.equal(asked.bodies.map(({ stored }) => stored));
    const then = join(dirname(request), '2b-serverproxy-to-service.http');
    if (existsSync(then)) await expectSameSoap(call, readRecordedHttp(then));
    const ours = await messageIn(answer, 'response', 'SOAP');
    const recorded = readRecordedHttp(response);
    expectSameParts(ours, await messageIn(recorded, 'response', 'SOAP'));
    expect(answer.header('x-original-content-type')).to.equal(recorded.header('x-original-content-type'));
    await expectSigned(ours, clientOfService(readSoapHeader(asked.content.bytes).serviceId));
  }

  describe('messages/', () => {
    table(MESSAGES, (name) => [lab('messages', name, REQUEST), lab('messages', name, RESPONSE)]);

    it('names every recorded SOAP request', () => {
      const recorded = readdirSync(lab('messages')).filter(
        (name) => name.startsWith('soap-') && readdirSync(lab('messages', name)).includes(REQUEST),
      );
      expect(Object.keys(MESSAGES).sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('replay-server-proxy/', () => {
    table(REPLAY, (name) => [
      lab('replay-server-proxy', `${name}.request.http`),
      lab('replay-server-proxy', `${name}.response.http`),
    ]);
  });

  describe('variants/', () => {
    table(VARIANTS, (name) => [lab('variants', name, REQUEST), lab('variants', name, RESPONSE)]);

    it('names every recorded SOAP request', () => {
      const recorded = readdirSync(lab('variants'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => readdirSync(lab('variants', name)).map((scenario) => `${name}/${scenario}`))
        .filter((name) => name.includes('/soap-') && readdirSync(lab('variants', name)).includes(REQUEST));
      expect(Object.keys(VARIANTS).sort()).to.deep.equal(recorded.sort());
    });
  });
});

function codeOf(verdict: string): string {
  return verdict.split(': ', 1)[0] ?? '';
}
