import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readSoapFault } from '#protocol/soap/fault.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import { temporaryFolders } from '../../temporary.ts';
import { describeWithVectors } from '../../vectors.ts';
import { readRecordedHttp, type RecordedHttp } from '../recorded-http.ts';
import { ConsumerSide } from './consumer-side.ts';
import { expectSigned } from './delivered.ts';
import { lab, labOcspResponse } from './lab.ts';
import { messageIn } from './messages.ts';
import { expectSameParts, expectSameSoap } from './soap.ts';

/** What our client-proxy tells the information system: `delivered`; `relayed`, the other side's fault; or our own fault. */
type Verdict = string | (Told & { readonly reference: string });

interface Told {
  readonly ours: string;
  readonly reference?: string | undefined;
  /** Set where we send nothing, and the reference did. */
  readonly keptBack?: true | undefined;
}

const DELIVERED = 'delivered';
const RELAYED = 'relayed';
const VERIFICATION = 'server.clientproxy.signature_verification';

/** messages/: whole exchanges of an information system. */
const MESSAGES: Readonly<Record<string, Verdict>> = {
  'soap-1-attachment': DELIVERED,
  'soap-3-attachments': DELIVERED,
  'soap-err-content-type': 'client.invalid_content_type: Invalid content type: text/plain',
  'soap-err-denied': RELAYED,
  'soap-err-malformed': 'client.invalid_soap: Malformed SOAP message: envelope missing',
  'soap-err-unknown-client': {
    ours: "server.clientproxy.unknown_member: Client 'SUBSYSTEM:LAB/COM/1001/NoSuch' not found",
    reference: 'server.serverproxy.service_failed.ssl_authentication_failed',
    keptBack: true,
  },
  'soap-err-unknown-member':
    'server.clientproxy.unknown_member: Could not find addresses for service provider "SERVICE:LAB/COM/4444/ProviderSub/soapEcho/v1"',
  'soap-err-unknown-service': RELAYED,
  'soap-issue-represented': DELIVERED,
  'soap-security-server': DELIVERED,
  'soap-simple': DELIVERED,
};

/** mitm-client-proxy/: answers to soap-simple that were changed on the way, or are of other requests. */
const MITM: Readonly<Record<string, Verdict>> = {
  '01-pass-soap': DELIVERED,
  '19-soap-response-of-other-request':
    "server.clientproxy.service_failed.inconsistent_response: Response from server proxy is not consistent with request: the field 'id' differs",
  '20-soap-response-of-same-earlier-request': DELIVERED,
  '28-fault-soap': RELAYED,
};

const REVOKED_SIGNING = `${VERIFICATION}.invalid_cert_path.cert_validation`;

/** variants/: other keys and algorithms of the provider's server, and revoked certificates. Codes only. */
const VARIANTS: Readonly<Record<string, Verdict>> = {
  ...each('revoked-auth-ss1', { simple: RELAYED, attachment: RELAYED, ec: RELAYED }),
  ...each('revoked-intermediate', { simple: RELAYED, attachment: RELAYED, ec: RELAYED }),
  ...each('revoked-sign-1001', { simple: RELAYED, attachment: RELAYED, ec: RELAYED }),
  ...each('revoked-sign-1002', { simple: REVOKED_SIGNING, attachment: REVOKED_SIGNING, ec: DELIVERED }),
  ...each('rsa-pss', { simple: DELIVERED, attachment: DELIVERED, ec: DELIVERED }),
  ...each('sha256', {
    simple: DELIVERED,
    attachment: RELAYED,
    ec: RELAYED,
  }),
};

function each(variant: string, { simple, attachment, ec }: Record<'simple' | 'attachment' | 'ec', Verdict>) {
  return {
    [`${variant}/soap-simple`]: simple,
    [`${variant}/soap-1-attachment`]: attachment,
    [`${variant}/soap-ec-1-attachment`]: ec,
  };
}

/** Of variants/: the other server's certificate is revoked; `client-proxy.test.ts` shows that nothing is sent to it. */
const REVOKED_PEER = Object.keys(each('revoked-auth-ss2', { simple: '', attachment: '', ec: '' }));

const ASKED = '1-is-to-clientproxy.http';
const SENT = '2-clientproxy-to-serverproxy.http';
const ANSWERED = '3-serverproxy-to-clientproxy.http';
const TOLD = '4-clientproxy-to-is.http';

const EXCHANGE_ID = '00000000-0000-4000-8000-000000000000';

describeWithVectors('Recorded SOAP answers at our client-proxy: vectors/lab', () => {
  const folder = temporaryFolders();
  let side: ConsumerSide;

  before(async () => {
    side = await ConsumerSide.start(folder());
  });

  after(async () => {
    await side.stop();
  });

  interface Recording {
    readonly asked: string;
    readonly sent: string;
    readonly answered: string;
    readonly told: string;
  }

  function table(verdicts: Readonly<Record<string, Verdict>>, recordingOf: (name: string) => Recording): void {
    for (const [name, verdict] of Object.entries(verdicts)) {
      const { ours, reference, keptBack }: Told = typeof verdict === 'string' ? { ours: verdict } : verdict;
      it(`${name}: ${ours}${reference === undefined ? '' : ` (the reference: ${reference})`}`, async () => {
        await check(recordingOf(name), { ours, reference, keptBack });
      });
    }
  }

  async function check({ asked, sent, answered, told }: Recording, { ours, reference, keptBack }: Told) {
    const answer = existsSync(answered) ? readFileSync(answered) : Buffer.alloc(0);
    const http = await side.exchange(readFileSync(asked), answer, [EXCHANGE_ID]);
    if (answer.length === 0 || keptBack === true) expect(side.peer.deliveries).to.deep.equal([]);
    else await expectSentSoap(sent);
    expect(http.startLine).to.equal('HTTP/1.1 200 OK');
    const recorded = readRecordedHttp(told);
    if (ours === DELIVERED) {
      await expectSameSoap(http, recorded);
    } else if (ours === RELAYED) {
      expect(http.body.toString()).to.equal(recorded.body.toString());
      expectFaultHeaders(http, recorded);
    } else {
      const { code = '', message = '' } = readSoapFault(http.body) ?? {};
      expect(ours.includes(': ') ? `${code}: ${message}` : code).to.equal(ours);
      expect(readSoapFault(recorded.body)?.code).to.equal(reference ?? code);
      expectFaultHeaders(http, recorded);
    }
  }

  function expectFaultHeaders(http: RecordedHttp, recorded: RecordedHttp): void {
    for (const name of ['content-type', 'soapaction']) expect(http.header(name), name).to.equal(recorded.header(name));
  }

  /** One message was sent: what the reference sent in its place, but for the signature and the id of the exchange. */
  async function expectSentSoap(recordedFile: string): Promise<void> {
    const [delivery, ...more] = side.peer.deliveries;
    if (delivery === undefined) throw new Error('Nothing was sent');
    expect(more).to.deep.equal([]);
    const recorded = readRecordedHttp(recordedFile);
    const names = ['x-road-message-type', 'x-hash-algorithm', 'x-original-content-type', 'x-original-soapaction'];
    for (const name of names) expect(delivery.http.header(name), name).to.equal(recorded.header(name));
    expect(delivery.http.header('x-road-request-id')).to.equal(EXCHANGE_ID);
    const ours = await messageIn(delivery.http, 'request', 'SOAP');
    expectSameParts(ours, await messageIn(recorded, 'request', 'SOAP'));
    expect(ours.ocspResponses).to.deep.equal([labOcspResponse('auth-ss1'), labOcspResponse('intermediate-ca')]);
    await expectSigned(ours, readSoapHeader(ours.content.bytes).clientId);
  }

  const scenario =
    (...path: string[]) =>
    (name: string): Recording => ({
      asked: lab(...path, name, ASKED),
      sent: lab(...path, name, SENT),
      answered: lab(...path, name, ANSWERED),
      told: lab(...path, name, TOLD),
    });

  describe('messages/', () => {
    table(MESSAGES, scenario('messages'));

    it('names every recorded SOAP exchange', () => {
      const recorded = readdirSync(lab('messages')).filter((name) => name.startsWith('soap-'));
      expect(Object.keys(MESSAGES).sort()).to.deep.equal(recorded.sort());
    });
  });

  describe('mitm-client-proxy/', () => {
    table(MITM, (name) => ({
      ...scenario('messages')('soap-simple'),
      answered: lab('mitm-client-proxy', `${name}.serverproxy-response.http`),
      told: lab('mitm-client-proxy', `${name}.clientproxy-to-is.http`),
    }));
  });

  describe('variants/', () => {
    table(VARIANTS, scenario('variants'));

    it('names every recorded SOAP exchange', () => {
      const recorded = readdirSync(lab('variants'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => readdirSync(lab('variants', name)).map((scenarioName) => `${name}/${scenarioName}`))
        .filter((name) => name.includes('/soap-'));
      expect([...Object.keys(VARIANTS), ...REVOKED_PEER].sort()).to.deep.equal(recorded.sort());
    });
  });
});
