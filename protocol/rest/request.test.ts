import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import type { Header } from './header-part.ts';
import { parseRestMessage } from './message.ts';
import { parseRestTarget } from './path.ts';
import { buildRestRequest, parseRestRequest, type IncomingRestRequest } from './request.ts';

const RUNS = { numRuns: fuzzRuns(300) };

const incoming: IncomingRestRequest = {
  method: 'POST',
  rawPath: '/r1/BG/GOV/1/grao/persons/%D0%B0?x=1&y=%20z',
  headers: [
    ['X-Road-Client', 'BG/GOV/2/city'],
    ['X-Road-Id', 'one'],
    ['Accept', '*/*'],
  ],
  requestId: 'r-1',
  instance: 'BG',
  newMessageId: 'uuid',
};
const withHeaders = (...headers: Header[]) => buildRestRequest({ ...incoming, headers });
const textOf = (message: { bytes: Buffer }) => message.bytes.toString('utf8');

describe('a REST request built from an HTTP request', () => {
  it('is verb, target and headers as received, then our request id', () => {
    const request = buildRestRequest(incoming);
    expect(textOf(request)).to.equal(
      'POST\r\n/r1/BG/GOV/1/grao/persons/%D0%B0?x=1&y=%20z\r\n' +
        'X-Road-Client:BG/GOV/2/city\r\nX-Road-Id:one\r\nAccept:*/*\r\nx-road-request-id:r-1\r\n',
    );
    expect(request).to.deep.include({
      verb: 'POST',
      query: 'x=1&y=%20z',
      servicePath: '/%D0%B0',
      queryId: 'one',
      requestId: 'r-1',
      clientId: { type: 'SUBSYSTEM', instance: 'BG', memberClass: 'GOV', memberCode: '2', subsystemCode: 'city' },
    });
  });

  it('leaves out the headers of the hop, in any case, and what a caller says in our name', () => {
    const hop = ['Transfer-Encoding', 'KEEP-ALIVE', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailer'];
    hop.push('Upgrade', 'Connection', 'User-Agent', 'Host', 'Content-Length', 'Server', 'Expect');
    hop.push('X-Road-Request-Id', 'x-road-Request-HASH');
    const request = buildRestRequest({
      ...incoming,
      headers: [...incoming.headers, ...hop.map((n) => [n, '1'] as const)],
    });
    expect(textOf(request)).to.equal(textOf(buildRestRequest(incoming)));
  });

  it('gets a message id where the caller gave none', () => {
    const request = withHeaders(['X-Road-Client', 'BG/GOV/2']);
    expect(textOf(request)).to.match(/x-road-request-id:r-1\r\nx-road-id:BG-uuid\r\n$/);
    expect(request.queryId).to.equal('BG-uuid');
  });

  it('takes the last of a repeated header', () => {
    const request = withHeaders(['x-road-client', 'BG/GOV/1'], ['X-ROAD-CLIENT', 'BG/GOV/2'], ['X-Road-Id', 'i']);
    expect(request.clientId.memberCode).to.equal('2');
  });

  it('writes values as UTF-8 of the characters that HTTP gave', () => {
    const request = withHeaders(['X-Road-Client', 'BG/GOV/1'], ['X-Road-Id', 'i'], ['X-Name', 'é']);
    expect(request.bytes.includes(Buffer.from('X-Name:é\r\n', 'utf8'))).to.equal(true);
  });

  it('understands who is meant, represented and responsible', () => {
    const request = withHeaders(
      ['X-Road-Client', 'BG/GOV/1'],
      ['X-Road-Id', 'i'],
      ['X-Road-Security-Server', 'BG/GOV/3/ss%2F1'],
      ['X-Road-Represented-Party', 'COM/9'],
      ['X-Road-UserId', 'u'],
      ['X-Road-Issue', 'c'],
    );
    expect(request).to.deep.include({
      securityServerId: { type: 'SERVER', instance: 'BG', memberClass: 'GOV', memberCode: '3', serverCode: 'ss/1' },
      representedParty: { partyClass: 'COM', partyCode: '9' },
      userId: 'u',
      issue: 'c',
    });
  });

  const refused: [string, Partial<IncomingRestRequest>, string][] = [
    ['an unknown method', { method: 'LINK' }, 'bad_request: Unsupported HTTP method'],
    ['a method in lower case', { method: 'get' }, 'bad_request: Unsupported HTTP method'],
    ['no client', { headers: [] }, 'invalid_client_identifier: The client identifier is missing'],
    [
      'a client of two parts',
      { headers: [['X-Road-Client', 'BG/GOV']] },
      'invalid_client_identifier: Invalid client identifier',
    ],
    [
      'an empty message id',
      {
        headers: [
          ['X-Road-Client', 'BG/GOV/1'],
          ['X-Road-Id', ''],
        ],
      },
      'bad_request: The message id is missing',
    ],
    [
      'a security server of three parts',
      {
        headers: [
          ['X-Road-Client', 'BG/GOV/1'],
          ['X-Road-Security-Server', 'BG/GOV/3'],
        ],
      },
      'invalid_security_server: Invalid security server identifier',
    ],
    [
      'a header that ends the line',
      { headers: [['X-A', 'a\r\nX-Road-Client:BG/GOV/1']] },
      'bad_request: Invalid header',
    ],
    ['a header name that is none', { headers: [['X A', 'a']] }, 'bad_request: Invalid header'],
    ['another protocol version', { rawPath: '/r2/BG/GOV/1/s/x' }, 'bad_request: Unsupported REST protocol version'],
    ['a path of too few parts', { rawPath: '/r1/BG/GOV/1/s' }, 'bad_request: Invalid request URI'],
    ['an empty part', { rawPath: '/r1/BG//1/s/x' }, 'bad_request: Invalid request URI'],
    ['no service', { rawPath: '/r1/BG/GOV/1/s/' }, 'bad_request: Invalid request URI'],
    ['a part with a bad escape', { rawPath: '/r1/BG/GOV/1/%zz/x' }, 'bad_request: Invalid request URI'],
    ['a part that is no UTF-8', { rawPath: '/r1/BG/GOV/1/%C3/x' }, 'bad_request: Invalid request URI'],
    ['a fragment', { rawPath: '/r1/BG/GOV/1/s/x#y' }, 'bad_request: Invalid request URI'],
    ['a space', { rawPath: '/r1/BG/GOV/1/s/x y' }, 'bad_request: Invalid request URI'],
    ['a line end', { rawPath: '/r1/BG/GOV/1/s/x\r\nA:b' }, 'bad_request: Invalid request URI'],
    ['another host', { rawPath: 'http://h/r1/BG/GOV/1/s/x' }, 'bad_request: Invalid request URI'],
  ];
  for (const [what, change, expected] of refused) {
    it(`is refused with ${what}`, () => {
      expect(refusal(() => buildRestRequest({ ...incoming, ...change }))).to.equal(expected);
    });
  }
});

describe('the target of a REST request', () => {
  const id = {
    type: 'SERVICE',
    instance: 'BG',
    memberClass: 'GOV',
    memberCode: 'a/b',
    subsystemCode: 's',
    serviceCode: 'x',
  };
  const base = '/r1/BG/GOV/a%2fb/s/x';
  const cases: [string, string, string | undefined][] = [
    [base, '', undefined],
    [`${base}/`, '/', undefined],
    [`${base}/a/b//c/../d/`, '/a/b//c/../d/', undefined],
    [`${base}?`, '', ''],
    [`${base}?a?b=/r1/`, '', 'a?b=/r1/'],
    [`${base}/%2e%2E/%2F?q`, '/%2e%2E/%2F', 'q'],
  ];
  for (const [target, servicePath, query] of cases) {
    it(`${target}: keeps what follows the service raw`, () => {
      const parsed = parseRestTarget(target);
      expect(parsed).to.deep.equal({ path: target.split('?', 1)[0], query, serviceId: id, servicePath });
    });
  }
});

describe('a REST request received from another server', () => {
  const text = textOf(buildRestRequest(incoming));

  it('is read back as it was built', () => {
    expect(parseRestRequest(Buffer.from(text))).to.deep.equal(buildRestRequest(incoming));
  });

  const refused: [string, string | Buffer, string][] = [
    ['nothing', '', 'invalid_message: The REST message is incomplete'],
    ['a verb alone', 'GET\r\n', 'invalid_message: The REST message is incomplete'],
    ['a cut last line', text.slice(0, -2), 'invalid_message: The REST message does not end in CRLF'],
    [
      'bytes that are no UTF-8',
      Buffer.from(`${text}A:\xc3\r\n`, 'latin1'),
      'invalid_message: The REST message is not UTF-8',
    ],
    ['a byte order mark', `\ufeff${text}`, 'invalid_message: Unsupported HTTP method'],
    ['bare line feeds', text.replace(/\r\n(?=Accept)/, '\n'), 'invalid_message: Invalid header'],
    ['a carriage return in a value', text.replace('*/*', '*\r*'), 'invalid_message: Invalid header'],
    ['a blank line', `${text}\r\n`, 'invalid_message: Invalid header'],
    ['a header without colon', `${text}abc\r\n`, 'invalid_message: Invalid header'],
    ['a header without name', `${text}:abc\r\n`, 'invalid_message: Invalid header'],
    ['a folded header', `${text} abc:d\r\n`, 'invalid_message: Invalid header'],
    ['a header of the hop', `${text}Content-LENGTH:3\r\n`, 'invalid_message: Invalid header: Content-LENGTH'],
    ['an unknown verb', text.replace('POST', 'post'), 'invalid_message: Unsupported HTTP method'],
    ['a response', '200\r\nOK\r\nx-road-id:1\r\n', 'invalid_message: Unsupported HTTP method'],
    ['another path', text.replace('/r1/', '/r11/'), 'invalid_message: Unsupported REST protocol version'],
    ['no message id', text.replace('X-Road-Id', 'X-Other'), 'invalid_message: The message id is missing'],
    [
      'no client',
      text.replace('X-Road-Client', 'X-Other'),
      'invalid_client_identifier: The client identifier is missing',
    ],
  ];
  for (const [what, bytes, expected] of refused) {
    it(`is refused with ${what}`, () => {
      expect(refusal(() => parseRestRequest(Buffer.from(bytes)))).to.equal(expected);
    });
  }

  it('is refused beyond the bounds of size and count', () => {
    const bytes = Buffer.from(text);
    expect(refusal(() => parseRestRequest(bytes, { bytesMax: bytes.length - 1, headersMax: 9 }))).to.equal(
      `invalid_message: The REST message has more than ${bytes.length - 1} bytes of headers`,
    );
    expect(refusal(() => parseRestRequest(bytes, { bytesMax: bytes.length, headersMax: 3 }))).to.equal(
      'invalid_message: The REST message has more than 3 headers',
    );
    expect(refusal(() => parseRestRequest(bytes, { bytesMax: bytes.length, headersMax: 4 }))).to.equal('accepted');
  });

  it('survives the change of any of its bytes: read as another request, or refused with a code', () => {
    const at = fc.nat(text.length - 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(text);
        for (const [index, byte] of changes) bytes[index] = byte;
        const outcome = refusal(() => expect(textOf(parseRestRequest(bytes))).to.equal(bytes.toString()));
        expect(outcome).to.match(/^(accepted$|invalid_message: |invalid_client_identifier: )/);
      }),
      RUNS,
    );
  });

  it('survives random bytes, as any message does', () => {
    const line = fc.oneof(
      fc.constantFrom('GET', '200', '\r\n', '\n', ':', '/r1/a/b/c/d/e', 'x-road-id:1'),
      fc.string(),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.array(line).map((lines) => Buffer.from(lines.join('\r\n'))),
    );
    fc.assert(
      fc.property(bytes, (message) => {
        expect(refusal(() => parseRestMessage(message))).to.match(/^(accepted$|invalid_[a-z_]+: )/);
      }),
      RUNS,
    );
  });
});

describe('any REST request that can be built', () => {
  const token = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_.~!')), minLength: 1, maxLength: 12 });
  const value = fc.string({ unit: fc.constantFrom(...Array.from('aZ0 :/%;,"=é\t')), maxLength: 20 });
  const header = fc.tuple(fc.oneof(token, fc.constantFrom('Host', 'x-road-issue')), value);

  it('is read back the same, with every header that it may carry and none of the hop', () => {
    fc.assert(
      fc.property(fc.array(header), fc.array(token), (headers, path) => {
        const rawPath = ['/r1/BG/GOV/1/s/x', ...path].join('/');
        const built = buildRestRequest({ ...incoming, rawPath, headers: [...incoming.headers, ...headers] });
        expect(parseRestRequest(built.bytes)).to.deep.equal(built);
        expect(built.headers.some(([name]) => name.toLowerCase() === 'host')).to.equal(false);
        const mayTravel = headers.filter(([name]) => !/^(host|te)$/i.test(name));
        expect(built.headers.slice(incoming.headers.length, -1)).to.deep.equal(mayTravel);
      }),
      RUNS,
    );
  });
});
