import { expect } from 'chai';
import { addCertificationService } from '#central-server/trust/certification-services.ts';
import {
  addIntermediateCa,
  deleteIntermediateCa,
  getIntermediateCa,
  listIntermediateCas,
} from '#central-server/trust/intermediate-cas.ts';
import {
  addOcspResponder,
  deleteOcspResponder,
  getOcspResponder,
  listOcspResponders,
  ocspResponderCertificate,
  updateOcspResponder,
  type AuthorityOfResponder,
  type NewOcspResponder,
} from '#central-server/trust/ocsp-responders.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import type { Country } from '../membership/country.ts';
import { EJBCA, OCSP_SIGNER, openTrust, OWN_CA, OWN_INTERMEDIATE, pemOf, restart, TSA } from './services.ts';

const DECLARED = 1;
const OWN = 2;

describeOnBothEngines('The intermediate authorities and OCSP responders of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openTrust(await engine.fresh());
    const certificate = pemOf(OWN_CA);
    const service = { certificate, certificateProfileInfo: EJBCA, defaultCsrFormat: 'PEM' } as const;
    await country.change((c) => addCertificationService(c, service));
  });
  afterEach(() => country.repository.close());

  const addIntermediate = async (service = OWN): Promise<number> => {
    const added = { service, certificate: OWN_INTERMEDIATE.certificate.der };
    return (await country.change((c) => addIntermediateCa(c, added))).after.number;
  };
  const adding = (responder: Partial<NewOcspResponder>): NewOcspResponder => ({
    ...{ authority: { certificationService: OWN }, url: 'http://ocsp.example.bg', costType: 'FREE' },
    ...responder,
  });
  const addResponder = async (responder: Partial<NewOcspResponder> = {}): Promise<number> =>
    (await country.change((c) => addOcspResponder(c, adding(responder)))).after.number;
  const publishedCas = async () => (await country.repository.catalogue()).certificationServices[1];

  it('are added, shown and deleted: intermediate authorities', async () => {
    const { change, repository, refused } = country;
    const { reader } = repository;
    const number = await addIntermediate();
    const shown = await getIntermediateCa(reader, number);
    expect(shown.certificate.subject_common_name).to.equal('Own intermediate');
    expect(await listIntermediateCas(reader, OWN)).to.deep.equal([shown]);
    expect(await restart(country)).to.deep.equal([]);
    expect((await publishedCas())?.intermediateCas[0]?.certificate).to.deep.equal(OWN_INTERMEDIATE.certificate.der);
    const again = { service: OWN, certificate: pemOf(OWN_INTERMEDIATE) };
    expect(await refused((c) => addIntermediateCa(c, again))).to.equal('intermediate_ca_exists');
    expect(await refused((c) => addIntermediateCa(c, { ...again, service: 99 }))).to.equal(
      'certification_service_not_found',
    );
    const responder = await addResponder({ authority: { intermediateCa: number } });
    expect(await change((c) => deleteIntermediateCa(c, number))).to.deep.equal({ before: shown, after: undefined });
    expect(await refused((c) => deleteIntermediateCa(c, number))).to.equal('intermediate_ca_not_found');
    expect(await refusalOf(() => getOcspResponder(reader, responder))).to.match(/^ocsp_responder_not_found: /);
    expect(await refusalOf(() => listIntermediateCas(reader, 99))).to.match(/^certification_service_not_found: /);
  });

  it('may stand beside declared ones, which stay', async () => {
    const { refused, repository } = country;
    const number = await addIntermediate(DECLARED);
    const all = await listIntermediateCas(repository.reader, DECLARED);
    expect(all.map(({ certificate }) => certificate.subject_common_name)).to.deep.equal([
      'Declared intermediate',
      'Own intermediate',
    ]);
    expect(await restart(country)).to.deep.equal([]);
    expect(await refused((c) => deleteIntermediateCa(c, all[0]?.number ?? 0))).to.equal('declared_in_file');
    expect(await refused((c) => deleteIntermediateCa(c, number))).to.equal('accepted');
    const authority = { certificationService: DECLARED };
    await addResponder({ authority });
    const [declared] = await listOcspResponders(repository.reader, authority);
    const of = { number: declared?.number ?? 0 };
    expect(declared).to.deep.include({ url: 'http://ocsp.declared', costType: 'PAID' });
    expect(await refused((c) => updateOcspResponder(c, { ...of, costType: 'FREE' }))).to.equal('declared_in_file');
    expect(await refused((c) => deleteOcspResponder(c, of))).to.equal('declared_in_file');
  });

  for (const [name, authorityOf] of [
    ['top authority', () => Promise.resolve({ certificationService: OWN })],
    ['intermediate authority', async () => ({ intermediateCa: await addIntermediate() })],
  ] as const) {
    it(`are added, changed and deleted: OCSP responders of a ${name}`, async () => {
      const { change, repository } = country;
      const authority: AuthorityOfResponder = await authorityOf();
      const { before, after } = await change((c) => addOcspResponder(c, adding({ authority })));
      expect(before).to.equal(undefined);
      expect(after).to.deep.include({ url: 'http://ocsp.example.bg', costType: 'FREE' });
      const { number } = after;
      const certificate = pemOf(OCSP_SIGNER);
      const url = 'https://ocsp2.example.bg';
      const changed = await change((c) => updateOcspResponder(c, { number, url, certificate, costType: 'PAID' }));
      const certificateHash = OCSP_SIGNER.certificate.sha256Hex.toUpperCase();
      const shown = { number, url, costType: 'PAID', certificateHash };
      expect(changed).to.deep.equal({ before: after, after: shown });
      expect(await change((c) => updateOcspResponder(c, { number }))).to.deep.equal({ before: shown, after: shown });
      expect(await getOcspResponder(repository.reader, number)).to.deep.equal(shown);
      expect(await listOcspResponders(repository.reader, authority)).to.deep.equal([shown]);
      expect((await ocspResponderCertificate(repository.reader, number)).subject_common_name).to.equal('OCSP');
      const service = await publishedCas();
      expect([service?.topCa, ...(service?.intermediateCas ?? [])].flatMap((ca) => ca?.ocsp ?? [])).to.deep.equal([
        { url, costType: 'PAID', certificate: OCSP_SIGNER.certificate.der },
      ]);
      expect(await restart(country)).to.deep.equal([]);
      const gone = await change((c) => deleteOcspResponder(c, { number, authority }));
      expect(gone).to.deep.equal({ before: shown, after: undefined });
      expect(await listOcspResponders(repository.reader, authority)).to.deep.equal([]);
    });
  }

  it('are refused twice, unknown, of another authority, and with a wrong address or certificate', async () => {
    const { refused, repository } = country;
    const { reader } = repository;
    const number = await addResponder();
    const other = await addResponder({ url: 'http://other' });
    const intermediateCa = await addIntermediate();
    const add = (responder: Partial<NewOcspResponder>) => refused((c) => addOcspResponder(c, adding(responder)));
    expect(await add({})).to.equal('ocsp_responder_exists');
    expect(await add({ authority: { intermediateCa } })).to.equal('accepted');
    expect(await add({ authority: { certificationService: 99 } })).to.equal('certification_service_not_found');
    expect(await add({ authority: { intermediateCa: 99 } })).to.equal('intermediate_ca_not_found');
    expect(await add({ url: 'ldap://ocsp' })).to.equal('invalid_url');
    expect(await add({ url: 'http://third', certificate: Buffer.from('x') })).to.equal('invalid_certificate');
    const update = (more: object) => refused((c) => updateOcspResponder(c, { number, ...more }));
    expect(await update({ url: 'http://other' })).to.equal('ocsp_responder_exists');
    expect(await update({ url: 'http://ocsp.example.bg' })).to.equal('accepted');
    expect(await update({ url: 'x' })).to.equal('invalid_url');
    expect(await update({ certificate: Buffer.alloc(0) })).to.equal('invalid_certificate');
    expect(await update({ number: 99 })).to.equal('ocsp_responder_not_found');
    expect(await refused((c) => deleteOcspResponder(c, { number: 99 }))).to.equal('ocsp_responder_not_found');
    const misplaced = { number: other, authority: { intermediateCa } };
    expect(await refused((c) => deleteOcspResponder(c, misplaced))).to.equal('ocsp_responder_not_found');
    expect(await refused((c) => deleteOcspResponder(c, { number: other }))).to.equal('accepted');
    expect(await refusalOf(() => ocspResponderCertificate(reader, number))).to.match(/^ocsp_responder_not_found: /);
    expect(await refusalOf(() => getIntermediateCa(reader, 99))).to.match(/^intermediate_ca_not_found: /);
    expect(TSA.certificate.isCa).to.equal(false);
  });
});
