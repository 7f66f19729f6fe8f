import { expect } from 'chai';
import fc from 'fast-check';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileHeader, hostileText } from '../../test/hostile-input.ts';
import { restErrorAnswer } from './error-body.ts';
import { ROAD_HEADERS, type Header } from './header-part.ts';
import { parseRestMessage } from './message.ts';
import { parseRestTarget } from './path.ts';
import { buildRestRequest, parseRestRequest } from './request.ts';
import { buildRestResponse, parseRestResponse } from './response.ts';

const request = buildRestRequest({
  method: 'POST',
  rawPath: '/r1/BG/GOV/1/grao/persons/a%20b?q=1&r',
  headers: [
    ['X-Road-Client', 'BG/GOV/2/city'],
    ['X-Road-Security-Server', 'BG/GOV/1/ss1'],
    ['X-Road-Represented-Party', 'GOV/3'],
    ['Content-Type', 'application/json'],
  ],
  requestId: 'r-1',
  instance: 'BG',
  newMessageId: 'm-1',
});
const response = buildRestResponse(request, 'aGFzaA==', { status: 200, reason: 'OK', headers: [['a', 'b']] });

const tokens = ['\r\n', '\r', '\n', ':', ' ', '\t', '\0', '%', '%2F', '%00', '/', '//', '?', '#', '..', '\ufeff', 'ÿ'];
const roadHeaders = Object.values(ROAD_HEADERS);
const lines = roadHeaders.map((name) => `${name}:BG/GOV/1/s\r\n`);

const headerNames = fc.oneof(
  fc.constantFrom(...roadHeaders, 'Host', 'connection', 'Content-Type'),
  hostileHeader(['X-Road-Id']),
);
const headerValues = hostileHeader(
  ['BG/GOV/2/city', 'BG/GOV/1/ss1', 'id-1', 'application/json; charset=utf-8'],
  tokens,
);
const headers: fc.Arbitrary<Header[]> = fc.array(fc.tuple(headerNames, headerValues), { maxLength: 6 });
const client: Header = ['X-Road-Client', 'BG/GOV/2/city'];

describe('REST messages in hostile input', () => {
  itSurvives('REST request', hostileBytes([request.bytes], [...tokens, ...lines]), (bytes) => {
    const { bytes: kept } = parseRestRequest(bytes);
    expect(kept.equals(bytes)).to.equal(true);
  });
  itSurvives('REST response', hostileBytes([response.bytes], [...tokens, ...lines, '204\r\n']), parseRestResponse);
  itSurvives('recorded REST message', hostileBytes([request.bytes, response.bytes], tokens), parseRestMessage);

  const targets = [request.path, '/r1/BG/GOV/1/s/x', '/r1/BG/GOV/1/%D0%9E/x/../%2e?a=b?c'];
  itSurvives('REST target', hostileText(targets, tokens), (target) => {
    const { path, query } = parseRestTarget(target);
    expect(query === undefined ? path : `${path}?${query}`).to.equal(target);
  });

  const incoming = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST', 'get', 'CONNECT', 'X'), hostileHeader(['PUT'])),
    rawPath: fc.oneof(fc.constantFrom(...targets), hostileHeader(targets, tokens)),
    headers: headers.map((list) => [client, ...list]),
  });
  itSurvives('REST request of an information system', incoming, (call) => {
    const built = buildRestRequest({ ...call, requestId: 'r-1', instance: 'BG', newMessageId: 'm-1' });
    // What we sign, the other server must be able to read.
    expect(parseRestRequest(built.bytes)).to.deep.equal(built);
  });

  const answers = fc.record({
    status: fc.oneof(fc.constantFrom(200, 404, 100, 99, 1000, -1, 2.5), fc.integer()),
    reason: fc.oneof(fc.constantFrom('OK', ''), hostileHeader(['Not Found'])),
    headers,
  });
  itSurvives('REST response of a provider', answers, (answer) => {
    const built = buildRestResponse(request, 'aGFzaA==', answer);
    expect(parseRestResponse(built.bytes)).to.deep.equal(built);
  });

  const accepts = hostileHeader(
    ['text/xml', 'application/json;q=0.9, text/*', 'application/xml;charset=utf-8,*/*'],
    [',', ';', '/', '*', '='],
  );
  itSurvives('Accept header', accepts, (accept) => {
    const error = { code: `server.x.${accept}`, message: accept, detail: accept };
    const answer = restErrorAnswer(error, accept);
    expect(answer.headers[0]?.[1]).to.match(/^[!-~]*$/);
  });
});
