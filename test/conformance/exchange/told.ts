import { expect } from 'chai';
import { z } from 'zod';
import { readSoapFault } from '#protocol/soap/fault.ts';
import { readRecordedHttp, type RecordedHttp } from '../recorded-http.ts';
import { messageIn } from './messages.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The body of an error in PR-REST §4.6; the reference's may lack a text. */
const errorBody = z.strictObject({ type: z.string(), message: z.string().nullable(), detail: z.string() });

/** An error that an information system was told. */
interface Told {
  readonly status: number;
  readonly code: string;
  readonly text: string | null;
  readonly detail: string;
}

export function toldIn(http: RecordedHttp): Told {
  const { type, message, detail } = errorBody.parse(JSON.parse(http.body.toString()));
  return { status: statusOf(http), code: type, text: message, detail };
}

/** An error in JSON, with this code and text; 400 for what the caller got wrong, 500 for all else. */
export function expectError(http: RecordedHttp, codeAndText: string, relayedDetail?: string): void {
  const { status, code, text, detail } = toldIn(http);
  expect(`${code}: ${String(text)}`).to.equal(codeAndText);
  expect(status).to.equal(code.startsWith('client.') ? 400 : 500);
  expect(http.header('x-road-error')).to.equal(code);
  expect(http.header('content-type')).to.equal('application/json');
  if (relayedDetail === undefined) expect(detail).to.match(UUID);
  else expect(detail).to.equal(relayedDetail);
}

/** The service's answer, as the signed response has it and, where that was recorded, as the reference handed it on. */
export async function expectAnswer(
  http: RecordedHttp,
  answered: string | undefined,
  told: string | undefined,
): Promise<void> {
  const response = await messageIn(readRecordedHttp(answered ?? ''), 'response');
  if (response.content.kind !== 'rest-response') throw new Error('The recorded answer is no REST response');
  const { status, reason, headers } = response.content.rest;
  expect(http.startLine).to.equal(`HTTP/1.1 ${status} ${reason}`);
  // Where the service gave no date, the last server does, and it is not signed (RFC 9110 §6.6.1).
  const ofServer = headers.some(([name]) => name.toLowerCase() === 'date') ? [] : ['date'];
  expect(endToEndHeaders(http, ofServer)).to.deep.equal(headers);
  expect(http.body.toString('latin1')).to.equal(response.bodies[0]?.stored.toString('latin1') ?? '');
  if (told === undefined) return;
  const recorded = readRecordedHttp(told);
  expect(http.startLine).to.equal(recorded.startLine);
  // The reference writes some names in another case.
  expect(inLowerCase(endToEndHeaders(http, ofServer))).to.deep.equal(inLowerCase(endToEndHeaders(recorded, ofServer)));
  expect(http.body.toString('latin1')).to.equal(recorded.body.toString('latin1'));
}

/** The same SOAP fault, but for its detail, which is made anew. */
export function expectFault(http: RecordedHttp, recorded: RecordedHttp): void {
  expect(http.startLine).to.equal(recorded.startLine);
  expect(http.header('content-type')).to.equal(recorded.header('content-type'));
  const { detail, ...fault } = readSoapFault(http.body) ?? {};
  const { detail: recordedDetail, ...recordedFault } = readSoapFault(recorded.body) ?? {};
  expect(fault).to.deep.equal(recordedFault);
  expect([detail, recordedDetail].join(' ').split(' ')).to.satisfy((details: string[]) =>
    details.every((each) => UUID.test(each)),
  );
}

type Headers = readonly (readonly [name: string, value: string])[];

function endToEndHeaders({ headers }: RecordedHttp, others: readonly string[]): Headers {
  const ofConnection = ['connection', 'content-length', 'transfer-encoding', ...others];
  return headers.filter(([name]) => !ofConnection.includes(name.toLowerCase()));
}

function inLowerCase(headers: Headers): Headers {
  return headers.map(([name, value]) => [name.toLowerCase(), value]);
}

function statusOf({ startLine }: RecordedHttp): number {
  return Number(startLine.split(' ')[1]);
}
