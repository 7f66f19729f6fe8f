import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { digest } from '#certs/algorithms.ts';
import { checkRestResponse, restRequestHash } from '#protocol/rest/consistency.ts';
import { parseRestMessage } from '#protocol/rest/message.ts';
import { buildRestRequest, parseRestRequest } from '#protocol/rest/request.ts';
import { buildRestResponse, parseRestResponse } from '#protocol/rest/response.ts';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { readRecordedHttp } from './recorded-http.ts';

const lab = (...parts: string[]) => vectorsPath('lab', ...parts);

const REQUESTS = [
  'meta-rest-allowedmethods',
  'meta-rest-listmethods',
  'rest-delete',
  'rest-ec-signed-response',
  'rest-err-denied',
  'rest-err-disabled',
  'rest-err-unknown-client',
  'rest-err-unknown-service',
  'rest-get',
  'rest-get-encoded-path',
  'rest-get-nopath',
  'rest-head',
  'rest-no-id',
  'rest-options',
  'rest-patch',
  'rest-post-binary-100k',
  'rest-post-empty-body',
  'rest-post-json',
  'rest-request-id-from-client',
  'rest-security-server-header',
  'rest-service-204',
  'rest-service-404',
];

const RESPONSES = [
  'rest-delete',
  'rest-ec-signed-response',
  'rest-get',
  'rest-get-nopath',
  'rest-head',
  'rest-no-id',
  'rest-options',
  'rest-patch',
  'rest-post-binary-100k',
  'rest-post-empty-body',
  'rest-post-json',
  'rest-request-id-from-client',
  'rest-security-server-header',
  'rest-service-204',
  'rest-service-404',
];

/** REST messages of the batch-signature run and of variants, which have no recorded input, with the part that they are. */
const SIGNED = readableExtracted();

function readableExtracted(): string[] {
  const root = lab('extracted');
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const isRest = (name: string) => /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|[0-9])/.test(readFileSync(name, 'utf8'));
  return names.filter((name) => name.endsWith('/message') && isRest(lab('extracted', name))).sort();
}

/** The digest of a recorded body; undefined where no body part travelled. */
function bodyDigest(directory: string): Buffer | undefined {
  const path = lab('extracted', directory, 'attachment1');
  return existsSync(path) ? digest('SHA-512', readFileSync(path)) : undefined;
}

describeWithVectors('REST messages as X-Road 7.8.1 signs them', () => {
  it('are all of those that the lab recorded', () => {
    const withRequest = readdirSync(lab('extracted'))
      .filter((name) => /^(rest|meta-rest)/.test(name))
      .sort();
    expect(withRequest).to.deep.equal(REQUESTS);
    const withAnswer = withRequest.filter((name) =>
      existsSync(lab('messages', name, '3b-service-to-serverproxy.http')),
    );
    expect(withAnswer).to.deep.equal(RESPONSES);
    expect(SIGNED).to.have.lengthOf(73);
  });

  for (const name of REQUESTS) {
    it(`${name}: the request is built byte for byte from the information system's HTTP request`, () => {
      const recorded = readFileSync(lab('extracted', name, 'request', 'message'));
      const http = readRecordedHttp(lab('messages', name, '1-is-to-clientproxy.http'));
      const [method = '', rawPath = ''] = http.startLine.split(' ');
      const { requestId = '', queryId } = parseRestRequest(recorded);
      const built = buildRestRequest({
        method,
        rawPath,
        headers: http.headers,
        requestId,
        instance: 'LAB',
        newMessageId: queryId.replace(/^LAB-/, ''),
      });
      expect(built.bytes.toString()).to.equal(recorded.toString());
      expect(parseRestRequest(recorded)).to.deep.equal(built);
    });
  }

  for (const name of RESPONSES) {
    it(`${name}: the response is built byte for byte from the service's answer, and is the answer to its request`, () => {
      const recorded = readFileSync(lab('extracted', name, 'response', 'message'));
      const request = parseRestRequest(readFileSync(lab('extracted', name, 'request', 'message')));
      const requestHash = restRequestHash(request.bytes, bodyDigest(`${name}/request`));
      const answer = readRecordedHttp(lab('messages', name, '3b-service-to-serverproxy.http'));
      const [, status, ...reason] = answer.startLine.split(' ');
      const built = buildRestResponse(request, requestHash, {
        status: Number(status),
        reason: reason.join(' '),
        headers: answer.headers,
      });
      expect(built.bytes.toString()).to.equal(recorded.toString());
      expect(parseRestResponse(recorded)).to.deep.equal(built);
      expect(() => {
        checkRestResponse(request, requestHash, parseRestResponse(recorded));
      }).not.to.throw();
    });
  }

  for (const name of SIGNED) {
    it(`extracted/${name}: names who signed it`, () => {
      const { kind, signer } = parseRestMessage(readFileSync(lab('extracted', name)));
      expect(kind).to.equal(name.includes('/request/') ? 'request' : 'response');
      const expected = readFileSync(lab('extracted', name.replace(/message$/, 'signer.txt')), 'utf8').trim();
      // That request names a subsystem that does not exist; the recording says whose key signed it.
      const named = name.startsWith('rest-err-unknown-client/') ? 'LAB/COM/1001/NoSuch' : expected;
      expect(formatRestClient(signer)).to.equal(named);
    });
  }

  it("61-body-empty-part: an empty body part counts in the request's hash, as X-Road's answer shows", () => {
    const request = readFileSync(lab('extracted', 'rest-delete', 'request', 'message'));
    const answer = readRecordedHttp(lab('replay-server-proxy', '61-body-empty-part.response.http')).body.toString();
    const hash = /x-road-request-hash:(\S+)/.exec(answer)?.[1];
    expect(restRequestHash(request, digest('SHA-512', Buffer.alloc(0)))).to.equal(hash);
  });
});
