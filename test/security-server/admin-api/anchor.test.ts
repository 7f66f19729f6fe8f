import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { anchorFingerprint, readAnchor, writeAnchor } from '#protocol/configuration/anchor.ts';
import { until as comes } from '../../country/poll.ts';
import { told, type Answer, type Operator } from '../../operator.ts';
import { issue } from '../../pki/certificates.ts';
import { AdministeredServer } from './administered.ts';

const BYTES = { 'content-type': 'application/octet-stream' };

describe('The anchor of a security server, by its admin API', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let officer: Operator;
  let first: Buffer;

  before(async () => {
    const often = { parameters: { 'center.configuration-generation-interval': 1 } };
    server = await AdministeredServer.start({}, undefined, { centralServer: often });
    officer = await server.operator('officer', ['XROAD_SECURITY_OFFICER']);
    first = readFileSync(server.file.anchor);
  });
  after(() => server.stop());

  const send = (method: string, path: string, anchor: Uint8Array): Promise<Answer> =>
    officer.api(method, `/system/anchor${path}`, Buffer.from(anchor), BYTES);
  const shapeOf = (anchor: Buffer) => ({
    hash: anchorFingerprint(anchor),
    created_at: readAnchor(anchor).generatedAt?.toISOString(),
  });

  it('is shown and downloaded', async () => {
    expect((await officer.api('GET', '/system/anchor')).body).to.deep.equal(shapeOf(first));
    const { headers, bytes } = await officer.raw('/api/v1/system/anchor/download');
    expect(headers['content-disposition']).to.match(/configuration_anchor_UTC_\d{4}-\d\d-\d\d_\d\d_\d\d_\d\d\.xml/);
    expect(bytes.equals(first)).to.equal(true);
  });

  it('is previewed before it is taken', async () => {
    const other = writeAnchor({ ...readAnchor(first), instance: 'OTHER' });
    expect((await send('POST', '/previews', first)).body).to.deep.equal(shapeOf(first));
    expect(told(await send('POST', '/previews', other))).to.deep.equal([
      400,
      'internal_anchor_upload_invalid_instance_id',
    ]);
    expect((await send('POST', '/previews?validate_instance=false', other)).body).to.deep.equal(shapeOf(other));
    expect(told(await send('POST', '/previews', Buffer.from('nothing')))).to.deep.equal([400, 'malformed_anchor']);
  });

  it('is replaced by one that has been tried, and configuration comes by it', async () => {
    const anchor = readAnchor(first);
    const [source] = anchor.sources;
    if (source === undefined) throw new Error('The anchor names no source');
    const next = writeAnchor({ ...anchor, generatedAt: new Date('2026-02-03T04:05:06.000Z') });
    const stranger = issue({ subject: 'Stranger' }).certificate.der;
    const refusals = [
      [writeAnchor({ ...anchor, sources: [{ ...source, downloadUrl: 'http://127.0.0.1:1/' }] }), 'unreachable'],
      [writeAnchor({ ...anchor, sources: [{ ...source, verificationCertificates: [stranger] }] }), 'signature_invalid'],
    ] as const;
    for (const [refused, code] of refusals)
      expect(told(await send('PUT', '', refused)), code).to.deep.equal([500, `conf_verification.${code}`]);
    expect(readFileSync(server.file.anchor).equals(first)).to.equal(true);
    const taken = await send('PUT', '', next);
    expect([taken.status, taken.body]).to.deep.equal([201, '']);
    expect((await officer.api('GET', '/system/anchor')).body).to.deep.equal(shapeOf(next));
    expect(readFileSync(server.file.anchor).equals(next)).to.equal(true);
    const until = server.country.configurationExpiresAt('ss1');
    await comes('a download by it', () => server.country.configurationExpiresAt('ss1') > until);
    const events = (await server.events()).filter(({ event }) => event === 'Upload configuration anchor');
    expect(events.map(({ outcome }) => outcome)).to.deep.equal(['failure', 'failure', 'success']);
  });

  it('is there already where a first is uploaded, and replaced by few', async () => {
    const operator = await server.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
    expect(told(await operator.api('POST', '/system/anchor', first, BYTES))).to.deep.equal([
      409,
      'anchor_already_exists',
    ]);
    const observer = await server.operator('observer', ['XROAD_SECURITYSERVER_OBSERVER']);
    expect(told(await observer.api('PUT', '/system/anchor', first, BYTES))).to.deep.equal([403, 'permission_missing']);
  });
});
