import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Country } from '../country.ts';
import { until } from '../country/poll.ts';
import { begin, errorCodeOf } from './ask.ts';
import { largeBodyStream, seen } from './bytes.ts';
import { startBodiesCountry } from './country.ts';
import { askForEvidence } from './evidence.ts';

const START_MS_MAX = 60_000;
const MEBIBYTE = 1024 * 1024;
const LARGE_BYTES = 24 * MEBIBYTE;
const SERVERS = ['consumer', 'provider'] as const;

/** A large body whose way is cut leaves no file, no open file and no room taken, wherever the cut is. */
describe('a large body that breaks off', function () {
  this.timeout(START_MS_MAX);
  let country: Country;

  before(async () => {
    // Room for one body each way: what is not given back shows at once.
    country = await startBodiesCountry({
      'message-log.max-loggable-message-body-size': LARGE_BYTES,
      'proxy.spool-max': 2 * LARGE_BYTES,
    });
  });
  after(() => country.stop());
  afterEach(() => {
    country.provider.reset();
  });

  const echo = (): void => {
    country.provider.stream = (request, response: ServerResponse) =>
      (async () => {
        await seen(request);
        response.writeHead(200, { 'Content-Length': LARGE_BYTES });
        await pipeline(largeBodyStream(LARGE_BYTES), response);
      })();
  };
  const open = (id?: string) =>
    begin(country, { headers: { 'Content-Length': LARGE_BYTES }, ...(id === undefined ? {} : { id }) });

  /** Files of bodies that are in the spools, or that a server holds open. */
  const left = (): string[] =>
    SERVERS.flatMap((server) => {
      const data = join(country.folder(server), 'data');
      const { server: pid } = country.processIds(server);
      const held = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${fd}`);
        } catch {
          return [];
        }
      });
      return [
        ...readdirSync(join(data, 'spool')),
        ...held.filter((path) => /\/(spool|bodies)\/[0-9a-f-]{36}/.test(path)),
      ];
    });

  afterEach('nothing is left, and the next large body finds its room', async () => {
    await until('nothing is left of the body', () => left().length === 0);
    echo();
    const { request, answer } = open();
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    const answered = await answer;
    expect([answered.statusCode, (await seen(answered)).size]).to.deep.equal([200, LARGE_BYTES]);
    await until('nothing is left of the next body', () => left().length === 0);
  });

  it('while the information system sends it', async () => {
    const { request, answer } = open();
    request.write(Buffer.alloc(4 * MEBIBYTE));
    await until('its file is there', () => left().length > 0);
    request.destroy();
    await answer.catch(() => undefined);
  });

  it('while the information system reads it', async () => {
    echo();
    const { request, answer } = open();
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    const answered = await answer;
    await once(answered, 'readable');
    answered.destroy();
  });

  it('while the provider’s system sends it', async () => {
    country.provider.stream = (request, response) =>
      (async () => {
        await seen(request);
        response.writeHead(200, { 'Content-Length': LARGE_BYTES });
        response.write(Buffer.alloc(4 * MEBIBYTE), () => response.destroy());
      })();
    const { request, answer } = open();
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    expect(errorCodeOf(await answer)).to.equal('server.serverproxy.service_failed.network_error');
  });

  it('while the provider’s system reads it', async () => {
    country.provider.stream = (request) => {
      request.once('data', () => request.destroy());
      return once(request, 'close').then(() => undefined);
    };
    const { request, answer } = open();
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    expect(errorCodeOf(await answer)).to.equal('server.serverproxy.service_failed.network_error');
  });

  it('when the provider’s system answers before it has read it', async () => {
    country.provider.stream = (request, response) => {
      request.once('data', () => request.pause());
      response.writeHead(413, { Connection: 'close' }).end('too large for me');
      return once(response, 'close').then(() => undefined);
    };
    const { request, answer } = open();
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    const answered = await answer;
    // Whether it is heard lies with the provider, who closes over what we still send.
    if (answered.statusCode === 413) expect((await buffer(answered)).toString()).to.equal('too large for me');
    else expect(errorCodeOf(answered)).to.equal('server.serverproxy.service_failed.network_error');
  });

  it('while its evidence is read', async () => {
    echo();
    const { request, answer } = open('evidence');
    await pipeline(largeBodyStream(LARGE_BYTES), request);
    await seen(await answer);
    const container = await askForEvidence(country, { server: 'consumer', direction: 'response', id: 'evidence' });
    await once(container, 'readable');
    await until('its file is read', () => left().length > 0);
    container.destroy();
  });
});
