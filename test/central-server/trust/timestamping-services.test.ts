import { expect } from 'chai';
import {
  addTimestampingService,
  deleteTimestampingService,
  getTimestampingService,
  listTimestampingServices,
  updateTimestampingService,
} from '#central-server/trust/timestamping-services.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import type { Country } from '../membership/country.ts';
import { OCSP_SIGNER, openTrust, pemOf, restart, TSA } from './services.ts';

const NEW = { url: 'http://tsa.example.bg', costType: 'FREE', certificate: pemOf(TSA) } as const;

describeOnBothEngines('The time-stamping services of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openTrust(await engine.fresh());
  });
  afterEach(() => country.repository.close());

  it('are added, changed, published and deleted', async () => {
    const { change, repository } = country;
    const { before, after } = await change((c) => addTimestampingService(c, NEW));
    expect(before).to.equal(undefined);
    expect(after).to.deep.include({ number: 2, name: 'Own TSA', url: NEW.url, costType: 'FREE', intervalSeconds: 60 });
    expect(after.certificate.subject_common_name).to.equal('Own TSA');
    const update = { number: 2, url: 'https://tsa2.example.bg', costType: 'PAID' } as const;
    const changed = await change((c) => updateTimestampingService(c, update));
    expect(changed).to.deep.equal({ before: after, after: { ...after, ...update } });
    const renewed = await change((c) => updateTimestampingService(c, { ...update, certificate: pemOf(OCSP_SIGNER) }));
    expect(renewed.after).to.deep.include({ name: 'Own TSA', url: update.url });
    expect(renewed.after.certificate.subject_common_name).to.equal('OCSP');
    expect(await getTimestampingService(repository.reader, 2)).to.deep.equal(renewed.after);
    expect((await listTimestampingServices(repository.reader)).map(({ name }) => name)).to.deep.equal([
      'Declared TSA',
      'Own TSA',
    ]);
    expect(await restart(country)).to.deep.equal([]);
    expect((await repository.catalogue()).timeStampingServices[1]).to.deep.equal({
      ...{ name: 'Own TSA', url: update.url, costType: 'PAID' },
      certificate: OCSP_SIGNER.certificate.der,
    });
    const gone = await change((c) => deleteTimestampingService(c, 2));
    expect(gone).to.deep.equal({ before: renewed.after, after: undefined });
    expect((await repository.catalogue()).timeStampingServices).to.have.length(1);
  });

  it('are refused twice, unknown, declared, and with a wrong address or certificate', async () => {
    const { change, refused, repository } = country;
    await change((c) => addTimestampingService(c, NEW));
    const adding = (more: object) => refused((c) => addTimestampingService(c, { ...NEW, ...more }));
    expect(await adding({})).to.equal('timestamping_authority_exists');
    expect(await adding({ url: 'tsa' })).to.equal('invalid_url');
    expect(await adding({ url: 'http://new', certificate: Buffer.from('x') })).to.equal('invalid_certificate');
    const updating = (more: object) =>
      refused((c) => updateTimestampingService(c, { number: 2, url: NEW.url, costType: 'FREE', ...more }));
    expect(await updating({})).to.equal('accepted');
    expect(await updating({ url: 'http://tsa.declared' })).to.equal('timestamping_authority_exists');
    expect(await updating({ url: 'http://' })).to.equal('invalid_url');
    expect(await updating({ certificate: Buffer.from('x') })).to.equal('invalid_certificate');
    expect(await updating({ number: 99 })).to.equal('timestamping_authority_not_found');
    expect(await updating({ number: 1 })).to.equal('declared_in_file');
    expect(await refused((c) => deleteTimestampingService(c, 1))).to.equal('declared_in_file');
    expect(await refused((c) => deleteTimestampingService(c, 99))).to.equal('timestamping_authority_not_found');
    expect(await refusalOf(() => getTimestampingService(repository.reader, 99))).to.match(
      /^timestamping_authority_not_found: /,
    );
  });
});
