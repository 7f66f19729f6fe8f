import { expect } from 'chai';
import { verifyTrustedAnchor } from '#central-server/trust/anchor-source.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import { ConfigurationServer } from '../../configuration-source.ts';
import { issue } from '../../pki/certificates.ts';
import { refusalOf } from '../../refusal.ts';
import { DIRECTORY_KEY, partOf } from '../../signed-directories.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const LATER = new Date('2026-06-01T12:10:00Z');
const content = Buffer.from('shared parameters');

describe('The source that a trusted anchor names', () => {
  let server: ConfigurationServer;
  beforeEach(async () => {
    server = await new ConfigurationServer().start();
  });
  afterEach(() => server.stop());

  const publish = (more: { version?: 3 | 6; expiresAt?: Date; instance?: string } = {}) =>
    server.publish({
      files: [{ part: partOf(content, { instance: more.instance ?? 'RO' }), content }],
      ...{ expiresAt: more.expiresAt ?? LATER, version: more.version ?? 6, path: '/externalconf' },
    });
  const verified = (urls: readonly string[] = [`http://${server.host}/externalconf`], certificate = DIRECTORY_KEY) => {
    const verificationCertificates = [certificate.certificate.der];
    const file = writeAnchor({
      instance: 'RO',
      sources: urls.map((downloadUrl) => ({ downloadUrl, verificationCertificates })),
    });
    return refusalOf(() => verifyTrustedAnchor(file, NOW));
  };
  const FAILED = /^trusted_anchor_verification_failed: /;

  it('is asked for the newest version that it has', async () => {
    await publish();
    expect(await verified()).to.equal('accepted');
    expect(server.asked).to.deep.equal(['/externalconf?version=6']);
  });

  it('may have an older version, and be the second of two', async () => {
    await publish({ version: 3 });
    const urls = ['http://127.0.0.1:1/externalconf', `http://${server.host}/externalconf`];
    expect(await verified(urls)).to.equal('accepted');
    expect(server.asked.at(-1)).to.equal('/externalconf?version=3');
    expect(await verified([`http://${server.host}/externalconf?version=3`])).to.equal('accepted');
  });

  it('must answer, in time, of its instance, signed by a key that the anchor names', async () => {
    expect(await verified()).to.match(FAILED);
    expect(await verified(['ftp://cs.example/externalconf'])).to.match(FAILED);
    expect(await verified(['cs.example'])).to.match(FAILED);
    await publish({ expiresAt: new Date('2026-06-01T11:59:00Z') });
    expect(await verified()).to.match(FAILED);
    await publish({ instance: 'EE' });
    expect(await verified()).to.match(FAILED);
    await publish();
    expect(await verified(undefined, issue({ subject: 'another' }))).to.match(FAILED);
    expect(await refusalOf(() => verifyTrustedAnchor(Buffer.from('x'), NOW))).to.match(/^malformed_anchor: /);
  });
});
