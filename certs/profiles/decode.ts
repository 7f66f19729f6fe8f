import type { DistinguishedName } from '../distinguished-name.ts';
import { incorrect, memberOf, need, needCountry, type MemberContext, type SubjectMember } from './member.ts';

/** Reads the member out of a signing certificate's subject. Throws `incorrect_certificate`. */
export type MemberDecoder = (subject: DistinguishedName, context: MemberContext) => SubjectMember;

/** C = instance, O = member class, CN = member code. */
export const decodeEjbca: MemberDecoder = (subject) =>
  memberOf(need(subject, 'C'), need(subject, 'O'), need(subject, 'CN'));

/** Finland: serialNumber = instance/server code/member class. Older forms have no serialNumber, the oldest no OU either. */
export const decodeFinnish: MemberDecoder = (subject, context) => {
  const serialNumber = subject.get('serialNumber');
  if (serialNumber === undefined) {
    if (subject.get('OU') === undefined) return decodeEjbca(subject, context);
    needCountry(subject, 'FI');
    return memberOf(need(subject, 'O'), need(subject, 'OU'), need(subject, 'CN'));
  }
  needCountry(subject, 'FI');
  need(subject, 'O');
  const memberCode = need(subject, 'CN');
  const [instance, , memberClass, ...more] = serialNumber.split('/');
  if (instance === undefined || memberClass === undefined || more.length > 0) {
    throw incorrect("The serial number of the certificate's subject is not instance/server/class");
  }
  return memberOf(instance, memberClass, memberCode);
};

/** businessCategory = member class, serialNumber = member code; the instance is not in the certificate. */
export const decodeBasic: MemberDecoder = (subject, { instance }) =>
  memberOf(instance, need(subject, 'businessCategory'), need(subject, 'serialNumber'));

/** Iceland and the Faroe Islands: O = instance, OU = member class, CN = member code; a serialNumber must be there. */
function decodeOrganizationUnit(subject: DistinguishedName, country: string): SubjectMember {
  needCountry(subject, country);
  const member = memberOf(need(subject, 'O'), need(subject, 'OU'), need(subject, 'CN'));
  need(subject, 'serialNumber');
  return member;
}

export const decodeFaroese: MemberDecoder = (subject) => decodeOrganizationUnit(subject, 'FO');

export const decodeIcelandic: MemberDecoder = (subject, context) =>
  subject.get('serialNumber') === undefined && subject.get('OU') === undefined
    ? decodeEjbca(subject, context)
    : decodeOrganizationUnit(subject, 'IS');

/** Prefixes of organizationIdentifier (ETSI EN 319 412-1 §5.1.4) that stand for Estonian registers. */
const ESTONIAN_REGISTERS = new Map([
  ['NTREE-', 'COM'],
  ['GO:EE-', 'GOV'],
  ['NP:EE-', 'NGO'],
]);
const REGISTER_PREFIX_CHARACTERS = 6;

/** Estonia: organizationIdentifier, or in older certificates a register code of eight digits as serialNumber. */
export const decodeEstonian: MemberDecoder = (subject, { instance }) => {
  const organization = subject.get('organizationIdentifier') ?? '';
  if (organization === '') return decodeEstonianRegisterCode(need(subject, 'serialNumber'), instance);
  const memberClass = ESTONIAN_REGISTERS.get(organization.slice(0, REGISTER_PREFIX_CHARACTERS));
  // Of other registers the prefix stays in the code, so that two registers cannot give one code.
  if (memberClass === undefined) return memberOf(instance, 'NEE', organization);
  return memberOf(instance, memberClass, organization.slice(REGISTER_PREFIX_CHARACTERS));
};

function decodeEstonianRegisterCode(code: string, instance: string): SubjectMember {
  if (!/^[1-9]\d{7}$/.test(code)) throw incorrect('The serial number of the certificate is no Estonian register code');
  const first = code.charAt(0);
  return memberOf(instance, first <= '6' ? 'COM' : first === '7' ? 'GOV' : 'NGO', code);
}

/** Estonian identity cards: persons sign as members of class PERSON. */
export const decodeEstonianPerson: MemberDecoder = (subject, { instance }) =>
  memberOf(instance, 'PERSON', need(subject, 'serialNumber'));
