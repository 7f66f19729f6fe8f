import { digest } from '#certs/algorithms.ts';
import type { Certificate } from '#certs/certificate.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { hasSigned } from '#certs/ocsp/verification.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { acceptTimestampResponse } from '#certs/timestamp/response.ts';
import type { Check } from '#protocol/checks.ts';
import { addressesOf, firstOpen } from './connection.ts';
import { askOverHttp, reasonOf, type HttpAnswer } from './http-answer.ts';

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
export async function addressChecks(url: string, question: ServiceQuestion): Promise<Check[]> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const target = new URL(url);
  const checks: Check[] = [];
  let addresses: readonly string[] = [];
  const steps: readonly (readonly [name: string, step: () => Promise<Omit<Check, 'name'>>])[] = [
    [
      'address-name',
      async () => {
        const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
        addresses = await addressesOf(host, signal);
        return { outcome: 'ok', detail: `${host} is ${addresses.join(', ')}` };
      },
    ],
    [
      'address-connection',
      async () => {
        const port = Number(target.port === '' ? DEFAULT_PORTS[target.protocol] : target.port);
        const address = await firstOpen(addresses, port, signal);
        return { outcome: 'ok', detail: `${address} takes connections on port ${port}` };
      },
    ],
    ['address-answer', () => answerCheck(url, question, signal)],
  ];
  for (const [name, step] of steps) {
    const found = await step().catch((error: unknown) => ({ outcome: 'failed', detail: reasonOf(error) }) as const);
    checks.push({ name, ...found });
    if (found.outcome === 'failed') break;
  }
  return checks;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

const IMPRINT = { digestName: 'SHA-256', digest: digest('SHA-256', Buffer.from('Is anybody there?')) } as const;

async function answerCheck(url: string, question: ServiceQuestion, signal: AbortSignal): Promise<Omit<Check, 'name'>> {
  const [type, body] =
    question.kind === 'ocsp'
      ? ['application/ocsp-request', ocspRequest(question.certificate, question.issuer)]
      : ['application/timestamp-query', timestampRequest(IMPRINT)];
  const headers = { 'content-type': type };
  const answer = await askOverHttp(url, { method: 'POST', headers, body, signal, bytesMax: ANSWER_BYTES_MAX });
  if (answer.status !== 200) return { outcome: 'failed', detail: `It answers with HTTP status ${answer.status}` };
  return question.kind === 'ocsp'
    ? ocspCheck(answer, question.responder)
    : timestampCheck(answer, question.certificate);
}

/** An OCSPResponse that only says that it has no answer (RFC 6960 §4.2.1): a sequence of one enumerated value. */
const REFUSAL = '30030a01';

function ocspCheck({ body }: HttpAnswer, responder: Certificate | undefined): Omit<Check, 'name'> {
  try {
    const response = readOcspResponse(body);
    if (responder !== undefined && !hasSigned(responder, response)) {
      return { outcome: 'failed', detail: 'It answers, but not signed with the certificate given' };
    }
    return { outcome: 'ok', detail: `OCSP: the certificate is ${response.status.kind}` };
  } catch (error) {
    // It speaks OCSP; that it knows nothing of an authority's own certificate is not rare.
    return { outcome: body.toString('hex').startsWith(REFUSAL) ? 'warning' : 'failed', detail: reasonOf(error) };
  }
}

function timestampCheck({ body }: HttpAnswer, tsa: Certificate): Omit<Check, 'name'> {
  acceptTimestampResponse({ response: body, imprint: IMPRINT, tsaCertificates: [tsa] });
  return { outcome: 'ok', detail: 'It gives time-stamps that the certificate has signed' };
}
