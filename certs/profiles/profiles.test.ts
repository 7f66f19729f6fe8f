import { expect } from 'chai';
import { issue } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { signSubjectMember, subjectFields, subjectFor, type SubjectField, type SubjectParameters } from './index.ts';

const OID: Readonly<Record<string, string>> = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  SN: '2.5.4.5',
  BC: '2.5.4.15',
  ID: '2.5.4.97',
};
const className = (name: string): string =>
  `ee.ria.xroad.common.certificateprofile.impl.${name}CertificateProfileInfoProvider`;

/** A member as text, of a subject such as `C=FI,O=x`. */
function memberOf(profile: string, subject: string): string {
  const attributes = subject.split(',').map((pair): [string, string] => {
    const [type = '', value = ''] = pair.split('=');
    return [OID[type] ?? type, value];
  });
  const { certificate } = issue({ subject: attributes, keyLabel: 'profiles' });
  let member = '';
  const refused = refusal(() => {
    const { instance, memberClass, memberCode } = signSubjectMember(className(profile), certificate, {
      instance: 'XX',
      memberClass: 'ZZ',
    });
    member = [instance, memberClass, memberCode].join(' ');
  });
  return refused === 'accepted' ? member : refused;
}

const lacks = (what: string): string => `incorrect_certificate: The certificate's subject has no ${what}`;
const country = (code: string): string =>
  `incorrect_certificate: The country code of the certificate's subject is not ${code}`;
const serial = "incorrect_certificate: The serial number of the certificate's subject is not instance/server/class";
const empty = "incorrect_certificate: A part of the member's identifier in the certificate is empty";
const register = 'incorrect_certificate: The serial number of the certificate is no Estonian register code';

describe('The member in a signing certificate', () => {
  const rows: [profile: string, subject: string, member: string][] = [
    ['Ejbca', 'C=DEV,O=GOV,CN=1001', 'DEV GOV 1001'],
    ['Ejbca', 'CN=1001,O=GOV,C=DEV', 'DEV GOV 1001'],
    ['Ejbca', 'O=GOV,CN=1001', lacks('country code')],
    ['Ejbca', 'C=DEV,CN=1001', lacks('organization')],
    ['Ejbca', 'C=DEV,O=GOV', lacks('common name')],
    ['Ejbca', 'C=DEV,O=GOV,CN= ', empty],
    ['Ejbca', 'C=DEV,O=GOV,CN=first,CN=last', 'DEV GOV last'],
    ['Ejbca', 'C=DEV,O=GOV,CN=a+b;c', 'DEV GOV a+b;c'],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=FI-TEST/serverCode/PUB', 'FI-TEST PUB 1234567-8'],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=FI-TEST//PUB', 'FI-TEST PUB 1234567-8'],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=///', serial],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=1/2/3/4', serial],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=1/2', serial],
    ['FiVRK', 'C=FI,O=ACME,CN=1234567-8,SN=1/2/', empty],
    ['FiVRK', 'C=XX,O=ACME,CN=1234567-8,SN=FI-TEST/s/PUB', country('FI')],
    ['FiVRK', 'C=FI,CN=1234567-8,SN=FI-TEST/s/PUB', lacks('organization')],
    ['FiVRK', 'C=FI,O=ACME,SN=FI-TEST/s/PUB', lacks('common name')],
    ['FiVRK', 'C=FI,O=FI-TEST,OU=PUB,CN=1234567-8', 'FI-TEST PUB 1234567-8'],
    ['FiVRK', 'C=XX,O=FI-TEST,OU=PUB,CN=1234567-8', country('FI')],
    ['FiVRK', 'C=FI-DEV,O=GOV,CN=0245437-2', 'FI-DEV GOV 0245437-2'],
    ['Basic', 'CN=Org,O=Org,BC=GOV,C=BG,SN=000696327', 'XX GOV 000696327'],
    ['Basic', 'CN=Org,O=Org,C=BG,SN=000696327', lacks('business category')],
    ['Basic', 'CN=Org,O=Org,BC=GOV,C=BG', lacks('serial number')],
    ['BasicACME', 'BC=GOV,SN=1', 'XX GOV 1'],
    ['BasicACME', 'BC=GOV', lacks('serial number')],
    ['SkKlass3', 'SN=16543212', 'XX COM 16543212'],
    ['SkKlass3', 'SN=66543212', 'XX COM 66543212'],
    ['SkKlass3', 'SN=76543212', 'XX GOV 76543212'],
    ['SkKlass3', 'SN=86543212', 'XX NGO 86543212'],
    ['SkKlass3', 'SN=96543212', 'XX NGO 96543212'],
    ['SkKlass3', 'SN=06543212', register],
    ['SkKlass3', 'SN=123', register],
    ['SkKlass3', 'SN=s1234567', register],
    ['SkKlass3', 'CN=x', lacks('serial number')],
    ['SkKlass3', 'ID=NTREE-16543212,SN=76543212', 'XX COM 16543212'],
    ['SkKlass3', 'ID=GO:EE-86543212', 'XX GOV 86543212'],
    ['SkKlass3', 'ID=NP:EE-96543212', 'XX NGO 96543212'],
    ['SkKlass3', 'ID=NP:FI-96543212', 'XX NEE NP:FI-96543212'],
    ['SkKlass3', 'ID=NTREE-', empty],
    ['SkEsteId', 'SN=12345678', 'XX PERSON 12345678'],
    ['SkEsteId', 'CN=x', lacks('serial number')],
    ['Is', 'C=IS,O=IS-TEST,OU=GOV,CN=1234,SN=x', 'IS-TEST GOV 1234'],
    ['Is', 'C=IS-DEV,O=GOV,CN=1234', 'IS-DEV GOV 1234'],
    ['Is', 'C=IS,O=IS-TEST,OU=GOV,CN=1234', lacks('serial number')],
    ['Is', 'C=FO,O=IS-TEST,OU=GOV,CN=1234,SN=x', country('IS')],
    ['Is', 'C=IS,O=IS-TEST,CN=1234,SN=x', lacks('organization unit')],
    ['Fo', 'C=FO,O=XX,OU=Foo,CN=bar,SN=qux', 'XX Foo bar'],
    ['Fo', 'C=FO,O=XX,OU=Foo,CN=bar', lacks('serial number')],
    ['Fo', 'C=IS,O=XX,OU=Foo,CN=bar,SN=qux', country('FO')],
    ['Fo', 'C=FO,O=XX,CN=bar,SN=qux', lacks('organization unit')],
  ];
  for (const [profile, subject, member] of rows) {
    it(`${profile}: ${subject}`, () => expect(memberOf(profile, subject)).to.equal(member));
  }

  it('cannot be read by a profile that is not known', () => {
    const { certificate } = issue({ subject: 'x' });
    const names = [
      '',
      'org.example.Profile',
      className('Unknown'),
      'EjbcaCertificateProfileInfoProvider',
      className(''),
    ];
    for (const name of names) {
      expect(refusal(() => signSubjectMember(name, certificate, { instance: 'XX' }))).to.equal(
        `malformed_global_conf: Certificate profile ${JSON.stringify(name)} is not known`,
      );
    }
  });
});

const parameters: SubjectParameters = {
  member: { instance: 'BG', memberClass: 'GOV', memberCode: '1001' },
  memberName: 'Столична община',
  server: { instance: 'BG', memberClass: 'GOV', memberCode: '1000', serverCode: 'ss1' },
};
const shown = (fields: readonly SubjectField[]): string =>
  fields.map(({ id, value, readOnly }) => `${id}${readOnly ? '=' : '~'}${value}`).join(' ');

describe('The fields of a certificate request', () => {
  const name = parameters.memberName;
  const rows: [profile: string, sign: string, auth: string][] = [
    ['Ejbca', 'C=BG O=GOV CN=1001', 'C=BG CN=ss1'],
    [
      'FiVRK',
      'C=FI O~ serialNumber=BG/ss1/GOV CN=1001 subjectAltName~',
      'C=FI O~ serialNumber=BG/ss1/GOV CN~ subjectAltName~',
    ],
    ['Basic', `CN=${name} O=${name} businessCategory=GOV C~ serialNumber=1001`, `CN~ serialNumber=1000 C~ O=${name}`],
    [
      'BasicACME',
      `C~ O=${name} businessCategory=GOV serialNumber=1001 CN=${name} subjectAltName~`,
      `C~ O=${name} serialNumber=1000 CN~ subjectAltName~`,
    ],
    ['SkKlass3', `serialNumber=1001 CN=${name}`, `serialNumber=1000 CN=${name}`],
    ['SkEsteId', '', ''],
    ['Is', 'C=IS O=BG OU=GOV CN=1001 serialNumber=BG/GOV/1000/ss1', 'C=IS CN~ serialNumber=BG/GOV/1000/ss1'],
    ['Fo', 'C=FO O=BG OU=GOV CN=1001 serialNumber~BG/GOV/1000/ss1', 'C=FO O=BG CN=BG/GOV/1000/ss1'],
  ];
  for (const [profile, sign, auth] of rows) {
    it(`${profile}, for signing and for authentication`, () => {
      expect(shown(subjectFields(className(profile), 'sign', parameters))).to.equal(sign);
      expect(shown(subjectFields(className(profile), 'auth', parameters))).to.equal(auth);
    });
  }

  it('make a subject in the order that X-Road encodes, and an alternative name beside it', () => {
    const values = { O: 'Consumer Org', subjectAltName: 'ss1.example' };
    const { attributes, subjectAlternativeName } = subjectFor(className('FiVRK'), 'sign', parameters, values);
    expect(attributes.map(({ type }) => type)).to.deep.equal(['CN', 'serialNumber', 'O', 'C']);
    expect(DistinguishedName.fromAttributes(attributes).toRfc2253()).to.match(
      /^C=FI,O=Consumer Org,2\.5\.4\.5=#\w+,CN=1001$/,
    );
    expect(subjectAlternativeName).to.equal('ss1.example');
    expect(subjectFor(className('Ejbca'), 'auth', parameters)).to.not.have.property('subjectAlternativeName');
  });

  it('make a subject that the profile reads back', () => {
    for (const profile of ['Ejbca', 'FiVRK', 'Basic', 'BasicACME', 'Is', 'Fo']) {
      const open = subjectFields(className(profile), 'sign', parameters).filter(
        ({ readOnly, value }) => !readOnly && value === '',
      );
      const values = Object.fromEntries(open.map(({ id }) => [id, 'BG']));
      const { attributes } = subjectFor(className(profile), 'sign', parameters, values);
      const { certificate } = issue({
        subject: DistinguishedName.fromAttributes(attributes).attributes.map(({ oid, value }) => [oid, value]),
        keyLabel: 'profiles',
      });
      expect(signSubjectMember(className(profile), certificate, { instance: 'BG' }), profile).to.deep.equal(
        parameters.member,
      );
    }
  });

  const refusals: [what: string, values: Parameters<typeof subjectFor>[3], expected: string][] = [
    [
      'an open field without value',
      { subjectAltName: 'a' },
      'incorrect_certificate: Field O of the subject has no value',
    ],
    ['a blank value', { O: ' ', subjectAltName: 'a' }, 'incorrect_certificate: Field O of the subject has no value'],
    [
      'another value for a fixed field',
      { O: 'x', CN: '1002', subjectAltName: 'a' },
      'incorrect_certificate: Field CN of the subject is fixed',
    ],
    ['a field that the profile does not have', { OU: 'x' }, 'incorrect_certificate: The profile has no field "OU"'],
  ];
  for (const [what, values, expected] of refusals) {
    it(`refuse ${what}`, () =>
      expect(refusal(() => subjectFor(className('FiVRK'), 'sign', parameters, values))).to.equal(expected));
  }
});
