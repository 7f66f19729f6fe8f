import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, codeOf, type Operator } from './administered.ts';

const SCRIPT = '/assets/index-abc.js';
const PAGE = '<meta property="csp-nonce" nonce="DRUM_NONCE"><meta content="DRUM_DEMONSTRATION">';

describe('The screens as the admin API serves them', () => {
  const folders = temporaryFolders();
  let central: Administered;
  let stranger: Operator;

  before(async () => {
    const built = folders();
    mkdirSync(join(built, 'integrator'));
    mkdirSync(join(built, 'assets'));
    writeFileSync(join(built, 'integrator', 'index.html'), PAGE);
    writeFileSync(join(built, SCRIPT), 'let road;');
    writeFileSync(join(built, `${SCRIPT}.br`), brotliCompressSync('let road;'));
    writeFileSync(join(built, 'secret.txt'), 'of nobody');
    const parameters = { 'admin-service.rate-limit-requests-per-second': 20 };
    central = await Administered.start(folders(), { screens: built, parameters });
    stranger = central.stranger();
  });
  after(() => central.stop());

  it('answers the page at every address of a screen, never from a cache, with a number for styles that is used once', async () => {
    const numbers = new Set<string>();
    for (const path of [
      '/',
      '/members',
      '/members/TEST:GOV:1/servers',
      '/servers/TEST:GOV:1:ss.1',
      '/login',
      '/apis',
    ]) {
      const { status, headers, body } = await stranger.call('GET', path);
      expect([status, headers['content-type'], headers['cache-control']]).to.deep.equal([
        ...[200, 'text/html; charset=utf-8', 'no-store'],
      ]);
      const nonce = /nonce="([^"]+)"/.exec(String(body))?.[1] ?? '';
      numbers.add(nonce);
      const policy = String(headers['content-security-policy']);
      expect(policy).to.contain(`style-src 'self' 'nonce-${nonce}'`).and.to.contain("script-src 'self';");
      expect(policy).not.to.contain('unsafe');
      expect(body).to.contain('content="false"');
    }
    expect(numbers.size).to.equal(6);
  });

  it('answers assets as they were built, compressed where that is wanted, and kept for ever', async () => {
    const plain = await stranger.call('GET', SCRIPT);
    expect([plain.status, plain.body]).to.deep.equal([200, 'let road;']);
    expect(plain.headers).to.include({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const compressed = await stranger.call('GET', SCRIPT, undefined, { 'accept-encoding': 'gzip, br' });
    expect(compressed.headers['content-encoding']).to.equal('br');
    expect((await stranger.call('HEAD', SCRIPT)).status).to.equal(200);
  });

  it('answers nothing else of the machine, and nothing in the place of an operation', async () => {
    const away = [
      '/assets/nowhere.js',
      '/assets/..%2fsecret.txt',
      '/assets/index-abc.js.br',
      '/assets/',
      '/api/v1/nowhere',
      '/api',
    ];
    for (const path of away) {
      const answer = await stranger.call('GET', path);
      expect([path, answer.status, codeOf(answer)]).to.deep.equal([path, 404, 'not_found']);
    }
    expect((await stranger.call('GET', '/assets/%2e%2e/secret.txt')).body).not.to.contain('of nobody');
    expect((await stranger.api('GET', '/user')).status).to.equal(401);
    expect((await stranger.call('POST', '/members')).status).to.equal(404);
  });

  it('counts pages among the calls of an address, and assets not', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const assets = await Promise.all(Array.from({ length: 60 }, () => stranger.call('GET', SCRIPT)));
    expect(assets.every(({ status }) => status === 200)).to.equal(true);
    const pages = await Promise.all(Array.from({ length: 60 }, () => stranger.call('GET', '/')));
    expect(pages.some(({ status }) => status === 429)).to.equal(true);
  });

  it('are left out, and the log says so, where they are not built', async () => {
    const bare = await Administered.start(folders(), { screens: folders() });
    expect((await bare.stranger().call('GET', '/')).body).to.contain('/api/v1/openapi.yaml');
    expect((await bare.stranger().call('GET', '/members')).status).to.equal(404);
    expect(bare.log.entries.map(({ message }) => message)).to.include(
      'The screens are not built ("npm run build"): the admin API is offered without them',
    );
    await bare.stop();
  });
});
