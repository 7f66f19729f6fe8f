import { expect } from 'chai';
import {
  deleteTrustedAnchor,
  downloadTrustedAnchor,
  listTrustedAnchors,
  previewTrustedAnchor,
  uploadTrustedAnchor,
} from '#central-server/trust/trusted-anchors.ts';
import { anchorFingerprint } from '#protocol/configuration/anchor.ts';
import { refusal, refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { AT, type Country } from '../membership/country.ts';
import { anchorOf, openTrust, restart } from './services.ts';

const preview = (file: Uint8Array) => previewTrustedAnchor({ file, ownInstance: 'BG' });

describeOnBothEngines('The trusted anchors of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openTrust(await engine.fresh());
  });
  afterEach(() => country.repository.close());

  const upload = (file: Uint8Array) => country.change((c) => uploadTrustedAnchor(c, { file, ownInstance: 'BG' }));

  it('are looked at, uploaded, replaced, downloaded and deleted', async () => {
    const { change, repository } = country;
    const first = anchorOf('RO');
    const second = anchorOf('RO', AT);
    const shown = preview(second);
    expect(shown).to.deep.include({ instance: 'RO', generatedAt: AT });
    expect(shown.hash).to.match(/^([0-9A-F]{2}:){27}[0-9A-F]{2}$/);
    expect(shown.hash.replaceAll(':', '')).to.equal(anchorFingerprint(second));
    expect(await upload(first)).to.deep.equal({ before: undefined, after: preview(first) });
    expect(await upload(second)).to.deep.equal({ before: preview(first), after: shown });
    expect((await listTrustedAnchors(repository.reader)).map(({ instance }) => instance)).to.deep.equal(['EE', 'RO']);
    expect(await restart(country)).to.deep.equal([]);
    expect((await repository.catalogue()).trustedAnchors[1]?.anchor.generatedAt).to.deep.equal(AT);
    const download = await downloadTrustedAnchor(repository.reader, shown.hash.toLowerCase());
    expect({ ...download }).to.deep.equal({ ...shown, file: second });
    const gone = await change((c) => deleteTrustedAnchor(c, shown.hash));
    expect(gone).to.deep.equal({ before: shown, after: undefined });
    expect((await repository.catalogue()).trustedAnchors).to.have.length(1);
  });

  it('are refused malformed, too large, of the own instance, unknown, and where the file declares them', async () => {
    const { refused, repository } = country;
    const uploading = (file: Uint8Array) => refused((c) => uploadTrustedAnchor(c, { file, ownInstance: 'BG' }));
    expect(await uploading(Buffer.from('<x/>'))).to.equal('malformed_anchor');
    expect(await uploading(Buffer.alloc(0))).to.equal('malformed_anchor');
    const large = Buffer.concat([anchorOf('RO'), Buffer.alloc(1024 * 1024, ' ')]);
    expect(refusal(() => preview(large))).to.match(/^malformed_anchor: anchor: must have at most/);
    expect(await uploading(anchorOf('BG'))).to.equal('validation_failure');
    expect(await uploading(anchorOf('EE', AT))).to.equal('declared_in_file');
    const [declared] = await listTrustedAnchors(repository.reader);
    expect(await refused((c) => deleteTrustedAnchor(c, declared?.hash ?? ''))).to.equal('declared_in_file');
    expect(await refused((c) => deleteTrustedAnchor(c, 'AB:CD'))).to.equal('trusted_anchor_not_found');
    expect(await refusalOf(() => downloadTrustedAnchor(repository.reader, ''))).to.match(/^trusted_anchor_not_found: /);
  });
});
