import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CertificateVerifier } from '#certs/path.ts';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { loadConfiguration } from '#protocol/configuration/load.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import type { RestRequest } from '#protocol/rest/request.ts';
import type { RestResponse } from '#protocol/rest/response.ts';
import type { ProxyMessage } from '#protocol/transport/message.ts';
import { readConfigurationFiles } from '#distribution/configuration-client/read-directory.ts';
import { verifyReceived } from '#security-server/exchange/verify-message.ts';
import { readRecordedHttp, type RecordedHttp } from '../recorded-http.ts';
import { lab, LAB_TIME } from './lab.ts';
import { messageIn } from './messages.ts';
import type { ScriptedProvider } from './provider.ts';

/**
 * The provider's service got exactly what was recorded, and our server-proxy's answer is that of the recording: the same
 * signed header part and body, signed by the provider's member.
 */
export async function expectDelivered(
  provider: ScriptedProvider,
  answer: RecordedHttp,
  /** The recorded request, and the recorded answer, where there is one. */
  recorded: { readonly request: string; readonly response: string | undefined },
): Promise<void> {
  const request = await messageIn(readRecordedHttp(recorded.request), 'request');
  expectCall(provider.requests, request, recorded.request);
  const response = await messageIn(answer, 'response');
  expectOwnWords(response, request);
  await expectSigned(response, clientOfService(restOf(request).serviceId));
  if (recorded.response === undefined) return;
  const theirs = await messageIn(readRecordedHttp(recorded.response), 'response');
  expect(response.content.bytes.toString()).to.equal(theirs.content.bytes.toString());
  expect(response.bodies.map(({ stored }) => stored)).to.deep.equal(theirs.bodies.map(({ stored }) => stored));
}

/** Signed by a member of this client, all of it, with a certificate and OCSP responses that are good at the laboratory's time. */
export async function expectSigned(message: ProxyMessage<Buffer>, signer: ClientId): Promise<void> {
  verifyReceived(message, signer, {
    configuration: await labConfiguration(),
    certificates: new CertificateVerifier(),
    at: LAB_TIME,
  });
  // A hash chain where there is more than the message to cover, as in a batch of one.
  const isChained = message.bodies.length > 0;
  expect([message.hashChainResult !== undefined, message.hashChain !== undefined]).to.deep.equal([
    isChained,
    isChained,
  ]);
}

function expectCall(calls: readonly RecordedHttp[], request: ProxyMessage<Buffer>, requestFile: string): void {
  expect(calls.length).to.equal(1);
  const [call] = calls;
  if (call === undefined) return;
  const rest = restOf(request);
  const [body] = request.bodies.filter(({ sizeBytes }) => sizeBytes > 0);
  const query = rest.query === undefined ? '' : `?${rest.query}`;
  expect(call.startLine).to.equal(`${rest.verb} /echo${rest.servicePath}${query} HTTP/1.1`);
  expect(without(call, 'host', 'connection', 'content-length')).to.deep.equal(rest.headers);
  expect(call.header('content-length')).to.equal(lengthFor(rest.verb, body?.sizeBytes));
  expect(call.body.toString('latin1')).to.equal(body?.stored.toString('latin1') ?? '');
  const then = join(dirname(requestFile), '2b-serverproxy-to-service.http');
  if (!existsSync(then)) return;
  const recorded = readRecordedHttp(then);
  expect(call.startLine).to.equal(recorded.startLine);
  expect(call.header('content-length')).to.equal(recorded.header('content-length'));
  expect(without(call, 'host', 'connection', 'content-length')).to.deep.equal(
    // The last two are of the HTTP library that made this call.
    without(recorded, 'host', 'connection', 'content-length', 'user-agent', 'accept-encoding'),
  );
  expect(call.body.toString('latin1')).to.equal(recorded.body.toString('latin1'));
}

function without({ headers }: RecordedHttp, ...names: string[]): (readonly [string, string])[] {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/** RFC 9110 §8.6: methods that expect content say so when there is none. */
function lengthFor(verb: string, sizeBytes: number | undefined): string | undefined {
  if (sizeBytes !== undefined) return String(sizeBytes);
  return ['POST', 'PUT', 'PATCH'].includes(verb) ? '0' : undefined;
}

/** The headers that a server-proxy adds, computed here from the request alone (PR-REST §4.3). */
function expectOwnWords(response: ProxyMessage<Buffer>, request: ProxyMessage<Buffer>): void {
  const { content } = response;
  const rest = restOf(request);
  const { serviceId } = rest;
  const sha512 = (...parts: Buffer[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha512')).digest();
  // Also an empty part counts here.
  const [body] = request.bodies;
  const ofHeaders = sha512(rest.bytes);
  const hash = body === undefined ? ofHeaders : sha512(ofHeaders, sha512(body.stored));
  const { instance, memberClass, memberCode, subsystemCode = '', serviceCode } = serviceId;
  expect(responseOf(content).headers.slice(-5)).to.deep.equal([
    ['x-road-id', rest.queryId],
    ['x-road-client', 'LAB/COM/1001/ConsumerSub'],
    ['x-road-service', [instance, memberClass, memberCode, subsystemCode, serviceCode].join('/')],
    ['x-road-request-id', rest.requestId],
    ['x-road-request-hash', hash.toString('base64')],
  ]);
}

export function restOf({ content }: ProxyMessage<unknown>): RestRequest {
  if (content.kind !== 'rest-request') throw new Error(`A message of kind ${content.kind} instead of a REST request`);
  return content.rest;
}

function responseOf(content: ProxyMessage<unknown>['content']): RestResponse {
  if (content.kind !== 'rest-response') throw new Error(`A message of kind ${content.kind} instead of a REST response`);
  return content.rest;
}

let loaded: GlobalConfiguration | undefined;

async function labConfiguration(): Promise<GlobalConfiguration> {
  loaded ??= loadConfiguration(await readConfigurationFiles(lab('globalconf-downloaded', 'v6')));
  return loaded;
}
