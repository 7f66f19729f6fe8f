const PACKAGE = 'ee.ria.xroad.common.certificateprofile.impl.';
const SUFFIX = 'CertificateProfileInfoProvider';

/** The certificate profiles that there are, and what the subject of a signing certificate is by each, for one member. */
const PROFILES = [
  ['Ejbca', 'EJBCA', 'C=BG, O=MUN, CN=000696327'],
  ['FiVRK', 'FiVRK', 'C=FI, O=…, serialNumber=BG/SS1/MUN, CN=000696327'],
  ['Basic', 'Basic', 'CN=Столична община, O=Столична община, businessCategory=MUN, C=…, serialNumber=000696327'],
  [
    'BasicACME',
    'Basic ACME',
    'C=…, O=Столична община, businessCategory=MUN, serialNumber=000696327, CN=Столична община',
  ],
  ['SkKlass3', 'SK KLASS3', undefined],
  ['SkEsteId', 'SK EsteID', undefined],
  ['Is', 'IS', undefined],
  ['Fo', 'FO', undefined],
] as const;

export interface Profile {
  /** As X-Road's configuration names it. */
  readonly className: string;
  readonly name: string;
  readonly subject: string | undefined;
}

export const profiles: readonly Profile[] = PROFILES.map(([part, name, subject]) => ({
  className: PACKAGE + part + SUFFIX,
  name,
  subject,
}));

export const PROFILE_FIRST = `${PACKAGE}Ejbca${SUFFIX}`;

export const profileOf = (className: string): Profile =>
  profiles.find((profile) => profile.className === className) ?? { className, name: className, subject: undefined };
