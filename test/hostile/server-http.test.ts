import { expect } from 'chai';
import { besieged, CONSUMER, HELLO } from './besieged.ts';
import { codeOf, statusOf, tell } from './raw-connection.ts';

const PATH = `/r1/${HELLO}`;
const HEAD = `Host: x\r\nX-Road-Client: ${CONSUMER}\r\n`;
const post = (headers: string, body = ''): string => `POST ${PATH} HTTP/1.1\r\n${HEAD}${headers}\r\n${body}`;
const get = (headers: string, path = PATH): string => `GET ${path} HTTP/1.1\r\n${HEAD}${headers}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const CHUNKS = '5\r\nhello\r\n0\r\n\r\n';

/** What is sent, and the status and code that are told. Status 0: the connection is closed without a word. */
const MALFORMED: Readonly<Record<string, readonly [bytes: string, status: number, code?: string]>> = {
  'both lengths': [post(`Content-Length: 5\r\n${CHUNKED}`, CHUNKS), 400],
  'two lengths': [post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello!'), 400],
  'one length twice': [post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'), 400],
  'a list of lengths': [post('Content-Length: 5, 5\r\n', 'hello'), 400],
  'a length with a sign': [post('Content-Length: +5\r\n', 'hello'), 400],
  'a length that no number holds': [post('Content-Length: 99999999999999999999\r\n', 'hello'), 400],
  'a length above that of any body': [post('Content-Length: 9007199254740991\r\n'), 400, 'client.invalid_body'],
  'a blank before a colon': [post('Content-Length : 5\r\n', 'hello'), 400],
  'a folded header': [get('X-A: a\r\n b\r\n'), 400],
  'line feeds alone': [`GET ${PATH} HTTP/1.1\n${HEAD.replaceAll('\r', '')}\n`, 400],
  'a line feed alone before a header': [`GET ${PATH} HTTP/1.1\r\nHost: x\nX-Road-Client: ${CONSUMER}\r\n\r\n`, 400],
  'a carriage return in a header': [get('X-A: a\rX-Road-Client: TEST/MUN/1/other\r\n'), 400],
  'a zero byte in a header': [get('X-A: a\0b\r\n'), 400],
  'a chunk of more than any length': [post(CHUNKED, 'fffffffffffffffff\r\nhello'), 400],
  'a chunk of less than none': [post(CHUNKED, '-1\r\nhello'), 400],
  'chunks with line feeds alone': [post(CHUNKED, '5\nhello\n0\n\n'), 400],
  'a chunk longer than it says': [post(CHUNKED, '5\r\nhelloXX0\r\n\r\n'), 400],
  'an endless extension of a chunk': [post(CHUNKED, `5;a=${'b'.repeat(40_000)}\r\nhello\r\n0\r\n\r\n`), 413],
  'ten thousand trailers': [post(CHUNKED, `5\r\nhello\r\n0\r\n${'X-T: y\r\n'.repeat(10_000)}\r\n`), 431],
  'chunked twice': [post(CHUNKED + CHUNKED, CHUNKS), 400],
  'an unknown transfer coding': [post('Transfer-Encoding: xchunked\r\n', CHUNKS), 400],
  'a transfer coding that nobody undoes': [
    post('Transfer-Encoding: gzip, chunked\r\n', CHUNKS),
    400,
    'client.bad_request',
  ],
  'headers above their size': [get(`X-A: ${'a'.repeat(33_000)}\r\n`), 431],
  'a target above its size': [get('', `${PATH}/${'a'.repeat(33_000)}`), 431],
  'more headers than a message carries': [get('a:b\r\n'.repeat(1_100)), 431],
  'a blank in the target': [get('', `${PATH}/a b`), 400],
  'a fragment in the target': [get('', `${PATH}/a#b`), 400, 'client.bad_request'],
  'bytes in the target that are no ASCII': [get('', `${PATH}/\u00e4`), 400],
  'no host': [`GET ${PATH} HTTP/1.1\r\nX-Road-Client: ${CONSUMER}\r\n\r\n`, 400],
  'another protocol version': [`GET ${PATH} HTTP/3.7\r\n${HEAD}\r\n`, 400],
  'HTTP/2 without asking': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  'a tunnel': [`CONNECT evil.example:443 HTTP/1.1\r\n${HEAD}\r\n`, 0],
  'a method in small letters': [`get ${PATH} HTTP/1.1\r\n${HEAD}\r\n`, 400],
  'a method that is not of REST': [`PURGE ${PATH} HTTP/1.1\r\n${HEAD}\r\n`, 400, 'client.bad_request'],
  'a condition that is not known': [post('Expect: 200-ok\r\nContent-Length: 5\r\n', 'hello'), 417],
  'a TLS hello': ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', 400],
};

/** What is unusual, and an exchange like any other: with the call that the provider system sees. */
const UNUSUAL: Readonly<Record<string, readonly [bytes: string, seen: string]>> = {
  'a header that trails': [post(CHUNKED, `5\r\nhello\r\n0\r\nX-Road-Client: TEST/MUN/1/other\r\n\r\n`), 'POST / hello'],
  'an extension of a chunk': [post(CHUNKED, '5;a=b\r\nhello\r\n0\r\n\r\n'), 'POST / hello'],
  'an upgrade to HTTP/2': [
    get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'),
    'GET / ',
  ],
  'an upgrade to a web socket': [get('Connection: Upgrade\r\nUpgrade: websocket\r\n'), 'GET / '],
  'headers that its connection names': [get('Connection: X-Road-Client\r\n'), 'GET / '],
  'a question for permission': [post('Expect: 100-continue\r\nContent-Length: 5\r\n', 'hello'), 'POST / hello'],
};

describe('The HTTP of an information system', () => {
  const world = besieged();
  const place = () => ({ host: world().address('consumer'), port: 8080 });

  for (const [what, [bytes, status, code]] of Object.entries(MALFORMED)) {
    it(`with ${what} is refused`, async () => {
      const calls = world().country.provider.calls.length;
      const told = await tell(place(), bytes, { until: /^HTTP\/1\.1 \d{3} [^]*\r\n\r\n/ });
      expect([statusOf(told) ?? 0, codeOf(told)]).to.deep.equal([status, code]);
      expect(world().country.provider.calls.length, 'calls of the provider').to.equal(calls);
    });
  }

  for (const [what, [bytes, seen]] of Object.entries(UNUSUAL)) {
    it(`with ${what} is carried on as what it says`, async () => {
      const told = await tell(place(), bytes, { until: /hello/ });
      expect(statusOf(told) === 100 || statusOf(told) === 200, told.text).to.equal(true);
      const call = world().country.provider.calls.at(-1);
      expect(`${call?.method} ${call?.path} ${call?.body.toString()}`).to.equal(seen);
      expect(call?.headers['x-road-client']).to.equal(CONSUMER);
      expect(call?.headers).to.not.have.any.keys('upgrade', 'expect', 'transfer-encoding');
    });
  }
});

const OK = 'HTTP/1.1 200 OK\r\n';
const TWO = 'Content-Length: 2\r\n';
const NETWORK_ERROR = 'server.serverproxy.service_failed.network_error';

/** What a provider system answers, and what the information system is told: a code, or the body. */
const ANSWERS: Readonly<Record<string, readonly [bytes: string, told: string]>> = {
  'no HTTP': ['hello\r\n\r\n', NETWORK_ERROR],
  nothing: ['', NETWORK_ERROR],
  'less than it says': [`${OK}Content-Length: 10\r\n\r\nok`, NETWORK_ERROR],
  'more than it says': [`${OK}${TWO}\r\nok${OK}Content-Length: 4\r\n\r\nevil`, 'ok'],
  'both lengths': [`${OK}${TWO}${CHUNKED}\r\n2\r\nok\r\n0\r\n\r\n`, NETWORK_ERROR],
  'two lengths': [`${OK}${TWO}Content-Length: 3\r\n\r\nok!`, NETWORK_ERROR],
  'a chunk that is cut': [`${OK}${CHUNKED}\r\n5\r\nok`, NETWORK_ERROR],
  'headers that trail': [`${OK}${CHUNKED}\r\n2;x=y\r\nok\r\n0\r\nX-Road-Id: evil\r\n\r\n`, 'ok'],
  'a carriage return in a header': [`${OK}X-A: a\rX-B: c\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'line feeds alone': [`${OK.replace('\r', '')}X-A: a\nContent-Length: 2\n\nok`, NETWORK_ERROR],
  'a folded header': [`${OK}X-A: a\r\n b\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'a zero byte in a header': [`${OK}X-A: a\0b\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'an upgrade that nobody asked for': ['HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nok', NETWORK_ERROR],
  'a status of two digits': [`HTTP/1.1 99 X\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'a status of four digits': [`HTTP/1.1 1000 X\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'a reason in another language': [`HTTP/1.1 200 Наред\r\n${TWO}\r\nok`, 'ok'],
  'headers above their size': [`${OK}X-A: ${'a'.repeat(20_000)}\r\n${TWO}\r\nok`, NETWORK_ERROR],
  'more headers than a message carries': [
    `${OK}${'a:b\r\n'.repeat(1_100)}${TWO}\r\nok`,
    'server.serverproxy.http_error',
  ],
  'headers that are ours': [
    `${OK}X-Road-Id: evil\r\nX-Road-Client: EVIL/A/B\r\nX-Road-Request-Id: evil\r\nX-Road-Request-Hash: evil\r\n${TWO}\r\nok`,
    'ok',
  ],
};

describe('The HTTP of a provider system', () => {
  const world = besieged();

  afterEach(() => {
    world().country.provider.reset();
  });

  for (const [what, [bytes, told]] of Object.entries(ANSWERS)) {
    it(`with ${what} ends in ${told}`, async () => {
      world().country.provider.script = (_, response) => {
        response.socket?.end(bytes);
      };
      const answer = await world().country.ask('consumer', { service: HELLO, client: CONSUMER });
      expect(answer.code ?? answer.body.toString()).to.equal(told);
      expect(JSON.stringify(answer.headers)).to.not.match(/evil/i);
    });
  }

  it('with a redirection is passed on, and not followed', async () => {
    world().country.provider.script = (_, response) => {
      response.writeHead(302, { location: `${world().country.provider.url}/elsewhere` }).end();
    };
    const calls = world().country.provider.calls.length;
    const { status, headers } = await world().country.ask('consumer', { service: HELLO, client: CONSUMER });
    expect([status, headers.location]).to.deep.equal([302, `${world().country.provider.url}/elsewhere`]);
    expect(world().country.provider.calls.length).to.equal(calls + 1);
  });
});
