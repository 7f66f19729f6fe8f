import { expect } from 'chai';
import {
  addCertificationService,
  certificationServiceCertificate,
  deleteCertificationService,
  getCertificationService,
  listCertificationServices,
  updateCertificationService,
  type NewCertificationService,
} from '#central-server/trust/certification-services.ts';
import { addIntermediateCa, getIntermediateCa } from '#central-server/trust/intermediate-cas.ts';
import { addOcspResponder, getOcspResponder } from '#central-server/trust/ocsp-responders.ts';
import { readSharedParameters } from '#protocol/configuration/shared-parameters.ts';
import { writeSharedParameters } from '#protocol/configuration/shared-parameters-writer.ts';
import { issue } from '../../pki/certificates.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import type { Country } from '../membership/country.ts';
import { DECLARED_CA, EJBCA, FIVRK, OWN_CA, OWN_INTERMEDIATE, openTrust, pemOf, restart } from './services.ts';

const NEW: NewCertificationService = {
  certificate: pemOf(OWN_CA),
  certificateProfileInfo: FIVRK,
  tlsAuth: true,
  defaultCsrFormat: 'DER',
};
const ACME = {
  acmeServerDirectoryUrl: 'https://acme.example.bg/directory',
  acmeServerIpAddress: '192.0.2.14, 2001:db8::14',
  authenticationCertificateProfileId: 'auth',
  signingCertificateProfileId: 'sign',
};
const ACME_SERVER = {
  directoryUrl: ACME.acmeServerDirectoryUrl,
  ipAddress: ACME.acmeServerIpAddress,
  authenticationCertificateProfileId: 'auth',
  signingCertificateProfileId: 'sign',
};

describeOnBothEngines('The certification services of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openTrust(await engine.fresh());
  });
  afterEach(() => country.repository.close());

  const add = async (more: Partial<NewCertificationService> = {}): Promise<number> => {
    const { after } = await country.change((c) => addCertificationService(c, { ...NEW, ...more }));
    return after.number;
  };
  const declaredNumber = async (): Promise<number> => {
    const [first] = await listCertificationServices(country.repository.reader);
    return first?.number ?? 0;
  };
  const published = async (version: 3 | 4 | 6) => {
    const { certificationServices, timeStampingServices } = await country.repository.catalogue();
    const parameters = {
      ...{ version, instance: 'BG', members: [], securityServers: [], globalGroups: [], memberClasses: [] },
      ...{ approvedCas: certificationServices, approvedTsas: timeStampingServices, ocspFreshnessSeconds: 3600 },
      sources: [{ address: 'cs', internalVerificationCertificates: [], externalVerificationCertificates: [] }],
    };
    return readSharedParameters(writeSharedParameters(parameters, version), version).approvedCas;
  };

  it('are added, shown and deleted', async () => {
    const { change, repository } = country;
    const { before, after } = await change((c) => addCertificationService(c, { ...NEW, ...ACME }));
    expect(before).to.equal(undefined);
    expect(after).to.deep.equal({
      number: 2,
      name: 'Own CA',
      notBefore: new Date('2025-01-01'),
      notAfter: new Date('2035-01-01'),
      certificateHash: OWN_CA.certificate.sha256Hex.toUpperCase(),
      issuerDistinguishedName: 'CN=Own CA, O="МЕУ, София", C=BG',
      subjectDistinguishedName: 'CN=Own CA, O="МЕУ, София", C=BG',
      certificateProfileInfo: FIVRK,
      tlsAuth: true,
      defaultCsrFormat: 'DER',
      ...ACME,
    });
    expect(await getCertificationService(repository.reader, 2)).to.deep.equal(after);
    expect(await restart(country)).to.deep.equal([]);
    expect((await listCertificationServices(repository.reader)).map(({ name }) => name)).to.deep.equal([
      'Declared CA',
      'Own CA',
    ]);
    expect((await certificationServiceCertificate(repository.reader, 2)).subject_common_name).to.equal('Own CA');
    expect(await change((c) => deleteCertificationService(c, 2))).to.deep.equal({ before: after, after: undefined });
    expect(await refusalOf(() => getCertificationService(repository.reader, 2))).to.match(
      /^certification_service_not_found: /,
    );
    expect(await add()).to.equal(3);
  });

  it('reach the configuration with all that is set, as its version knows it', async () => {
    await add(ACME);
    const [declared, own] = await published(6);
    expect(own).to.deep.include({ name: 'Own CA', authenticationOnly: true, certificateProfileInfo: FIVRK });
    expect(own).to.deep.include({ defaultCsrFormat: 'DER', acmeServer: ACME_SERVER });
    expect(own?.topCa).to.deep.equal({ certificate: OWN_CA.certificate.der, ocsp: [] });
    expect(declared?.acmeServer).to.deep.equal({
      directoryUrl: 'https://acme.declared/',
      ipAddress: '192.0.2.1',
      signingCertificateProfileId: 's',
    });
    expect((await published(4))[1]?.acmeServer).to.deep.equal(ACME_SERVER);
    const { directoryUrl, ipAddress } = ACME_SERVER;
    expect((await published(3))[1]?.acmeServer).to.deep.equal({ directoryUrl, ipAddress });
  });

  it('are changed by what is given, and lose what is blank', async () => {
    const { change, repository } = country;
    const number = await add(ACME);
    const before = await getCertificationService(repository.reader, number);
    const unchanged = await change((c) => updateCertificationService(c, { number }));
    expect(unchanged).to.deep.equal({ before, after: before });
    const settings = {
      tlsAuth: false,
      certificateProfileInfo: EJBCA,
      defaultCsrFormat: 'PEM',
      acmeServerIpAddress: ' ',
    };
    const { after } = await change((c) =>
      updateCertificationService(c, { number, ...settings, defaultCsrFormat: 'PEM' }),
    );
    const { acmeServerIpAddress: gone, ...kept } = before;
    expect(gone).to.equal(ACME.acmeServerIpAddress);
    expect(after).to.deep.equal({ ...kept, tlsAuth: false, certificateProfileInfo: EJBCA, defaultCsrFormat: 'PEM' });
    await change((c) => updateCertificationService(c, { number, acmeServerDirectoryUrl: '' }));
    expect((await published(6))[1]?.acmeServer).to.equal(undefined);
    expect((await getCertificationService(repository.reader, number)).signingCertificateProfileId).to.equal('sign');
  });

  it('are refused with settings that do not keep the rules', async () => {
    const { refused } = country;
    const adding = (more: Partial<NewCertificationService>) =>
      refused((c) => addCertificationService(c, { ...NEW, ...more }));
    for (const name of ['', 'Ejbca', 'java.lang.String', `${EJBCA}s`]) {
      expect(await adding({ certificateProfileInfo: name })).to.equal('certificate_profile_info_class_not_found');
    }
    for (const url of [
      'acme.example',
      'ftp://acme',
      'http://',
      'http://a b',
      'http://u:p@acme',
      `http://a/${'a'.repeat(255)}`,
    ]) {
      expect(await adding({ acmeServerDirectoryUrl: url }), url).to.equal('invalid_url');
    }
    for (const address of ['192.0.2', '192.0.2.1,', 'acme', '192.0.2.1 192.0.2.2']) {
      expect(await adding({ acmeServerIpAddress: address }), address).to.equal('invalid_ip_address');
    }
    expect(await adding({ signingCertificateProfileId: 'a\nb' })).to.equal('validation_failure');
    expect(await adding({ authenticationCertificateProfileId: 'a'.repeat(256) })).to.equal('validation_failure');
    expect(await adding({ certificate: pemOf(DECLARED_CA) })).to.equal('certification_service_exists');
    const nameless = issue({ subject: [['2.5.4.10', 'МЕУ']] });
    expect(await adding({ certificate: pemOf(nameless) })).to.equal('invalid_certificate');
    const number = await add();
    const changing = { number, certificateProfileInfo: 'x' };
    expect(await refused((c) => updateCertificationService(c, changing))).to.equal(
      'certificate_profile_info_class_not_found',
    );
  });

  it('are not changed or deleted where the file declares them, nor where they are unknown', async () => {
    const { refused, repository } = country;
    const number = await declaredNumber();
    expect(await refused((c) => updateCertificationService(c, { number, tlsAuth: true }))).to.equal('declared_in_file');
    expect(await refused((c) => deleteCertificationService(c, number))).to.equal('declared_in_file');
    expect(await refused((c) => updateCertificationService(c, { number: 99 }))).to.equal(
      'certification_service_not_found',
    );
    expect(await refused((c) => deleteCertificationService(c, 99))).to.equal('certification_service_not_found');
    expect(await refusalOf(() => certificationServiceCertificate(repository.reader, 99))).to.match(
      /^certification_service_not_found: /,
    );
  });

  it('take their intermediate authorities and responders with them, but not those of others', async () => {
    const { change, repository } = country;
    const { reader } = repository;
    const number = await add();
    const declared = await declaredNumber();
    const intermediate = { certificate: pemOf(OWN_INTERMEDIATE) };
    const own = await change((c) => addIntermediateCa(c, { service: number, ...intermediate }));
    const shared = await change((c) => addIntermediateCa(c, { service: declared, ...intermediate }));
    const ofTop = await change((c) =>
      addOcspResponder(c, { authority: { certificationService: number }, url: 'http://a', costType: 'FREE' }),
    );
    const ofShared = await change((c) =>
      addOcspResponder(c, { authority: { intermediateCa: own.after.number }, url: 'http://b', costType: 'FREE' }),
    );
    await change((c) => deleteCertificationService(c, number));
    expect(await refusalOf(() => getIntermediateCa(reader, own.after.number))).to.match(/^intermediate_ca_not_found/);
    expect(await refusalOf(() => getOcspResponder(reader, ofTop.after.number))).to.match(/^ocsp_responder_not_found/);
    expect((await getIntermediateCa(reader, shared.after.number)).number).to.equal(shared.after.number);
    expect((await getOcspResponder(reader, ofShared.after.number)).url).to.equal('http://b');
  });
});
