import { digest } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { hasSigned } from '#certs/ocsp/verification.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { acceptTimestampResponse } from '#certs/timestamp/response.ts';
import { addressesOf, firstOpen } from './connection.ts';
import type { FoundCheck, Finding } from './found-check.ts';
import { askOverHttp, reasonOf, type HttpAnswer } from './http-answer.ts';
import { failureOf } from './network-failure.ts';

/** For name, connection and answer together. */
const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 262_144;

/** What is asked at the address: OCSP about the certificate and its issuer, or a time-stamp that the certificate signs. */
export type ServiceQuestion =
  | {
      readonly kind: 'ocsp';
      readonly certificate: Certificate;
      readonly issuer: Certificate;
      /** Who must have signed the answer, where that is known. */
      readonly responder?: Certificate | undefined;
    }
  | { readonly kind: 'timestamping'; readonly certificate: Certificate };

/** Whether an address of HTTP answers as the service that it is said to be, step by step; the first that fails is the last. */
export async function addressChecks(url: string, question: ServiceQuestion): Promise<FoundCheck[]> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const target = new URL(url);
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(target.port === '' ? DEFAULT_PORTS[target.protocol] : target.port);
  const checks: FoundCheck[] = [];
  let addresses: readonly string[] = [];
  const steps: readonly (readonly [name: string, of: string, step: () => Promise<Finding>])[] = [
    [
      'address-name',
      host,
      async () => {
        addresses = await addressesOf(host, signal);
        return foundHost(host, addresses);
      },
    ],
    ['address-connection', target.host, async () => openPort(await firstOpen(addresses, port, signal), port)],
    ['address-answer', url, () => answerCheck(url, question, signal)],
  ];
  for (const [name, of, step] of steps) {
    const found = await step().catch((error: unknown): Finding => failureOf(error, of));
    checks.push({ name, ...found });
    if (found.outcome === 'failed') break;
  }
  return checks;
}

export const foundHost = (host: string, addresses: readonly string[]): Finding => ({
  ...{ outcome: 'ok', reason: 'host-found', values: { of: host, addresses: addresses.join(', ') } },
  detail: `${host} is ${addresses.join(', ')}`,
});

export const openPort = (address: string, port: number): Finding => ({
  ...{ outcome: 'ok', reason: 'connected', values: { address, port: String(port) } },
  detail: `${address} takes connections on port ${port}`,
});

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

const IMPRINT = { digestName: 'SHA-256', digest: digest('SHA-256', Buffer.from('Is anybody there?')) } as const;

async function answerCheck(url: string, question: ServiceQuestion, signal: AbortSignal): Promise<Finding> {
  const [type, body] =
    question.kind === 'ocsp'
      ? ['application/ocsp-request', ocspRequest(question.certificate, question.issuer)]
      : ['application/timestamp-query', timestampRequest(IMPRINT)];
  const headers = { 'content-type': type };
  const answer = await askOverHttp(url, { method: 'POST', headers, body, signal, bytesMax: ANSWER_BYTES_MAX });
  if (answer.status !== 200) {
    const values = { of: url, status: String(answer.status) };
    const detail = `It answers with HTTP status ${answer.status}`;
    return { outcome: 'failed', reason: 'http-status', values, detail };
  }
  return question.kind === 'ocsp'
    ? ocspCheck(answer, question.responder)
    : timestampCheck(answer, question.certificate);
}

/** An OCSPResponse that only says that it has no answer (RFC 6960 §4.2.1): a sequence of one enumerated value. */
const REFUSAL = '30030a01';

function ocspCheck({ body }: HttpAnswer, responder: Certificate | undefined): Finding {
  try {
    const response = readOcspResponse(body);
    if (responder !== undefined && !hasSigned(responder, response)) {
      return {
        ...{ outcome: 'failed', reason: 'wrong-responder' },
        detail: 'It answers, but not signed with the certificate given',
      };
    }
    const { kind: status } = response.status;
    return { outcome: 'ok', reason: 'answers-ocsp', values: { status }, detail: `OCSP: the certificate is ${status}` };
  } catch (error) {
    // It speaks OCSP; that it knows nothing of an authority's own certificate is not rare.
    const detail = reasonOf(error);
    return body.toString('hex').startsWith(REFUSAL)
      ? { outcome: 'warning', reason: 'refuses-ocsp', detail }
      : { outcome: 'failed', reason: 'answer-unfit', detail };
  }
}

function timestampCheck({ body }: HttpAnswer, tsa: Certificate): Finding {
  acceptTimestampResponse({ response: body, imprint: IMPRINT, tsaCertificates: [tsa] });
  return {
    ...{ outcome: 'ok', reason: 'gives-timestamps' },
    detail: 'It gives time-stamps that the certificate has signed',
  };
}
