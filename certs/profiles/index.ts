import { drumError } from '#protocol/errors.ts';
import type { Certificate } from '../certificate.ts';
import type { AttributeType } from '../distinguished-name.ts';
import * as decode from './decode.ts';
import * as lists from './fields.ts';
import type { FieldList, SubjectField, SubjectParameters } from './fields.ts';
import { incorrect, type MemberContext, type SubjectMember } from './member.ts';

export type { SubjectField, SubjectParameters } from './fields.ts';
export type { MemberContext, SubjectMember } from './member.ts';

const PACKAGE = 'ee.ria.xroad.common.certificateprofile.impl.';
const SUFFIX = 'CertificateProfileInfoProvider';

interface Profile {
  readonly decode: decode.MemberDecoder;
  readonly sign: FieldList;
  readonly auth: FieldList;
}

const none: FieldList = () => [];

/** Profiles by the part of X-Road's class names that tells them apart. */
const PROFILES: ReadonlyMap<string, Profile> = new Map([
  ['Ejbca', { decode: decode.decodeEjbca, sign: lists.ejbcaSign, auth: lists.ejbcaAuthentication }],
  ['FiVRK', { decode: decode.decodeFinnish, sign: lists.finnishSign, auth: lists.finnishAuthentication }],
  ['Basic', { decode: decode.decodeBasic, sign: lists.basicSign, auth: lists.basicAuthentication }],
  ['BasicACME', { decode: decode.decodeBasic, sign: lists.acmeSign, auth: lists.acmeAuthentication }],
  ['SkKlass3', { decode: decode.decodeEstonian, sign: lists.estonianSign, auth: lists.estonianAuthentication }],
  // The authority makes these certificates without a request of ours.
  ['SkEsteId', { decode: decode.decodeEstonianPerson, sign: none, auth: none }],
  ['Is', { decode: decode.decodeIcelandic, sign: lists.icelandicSign, auth: lists.icelandicAuthentication }],
  ['Fo', { decode: decode.decodeFaroese, sign: lists.faroeseSign, auth: lists.faroeseAuthentication }],
]);

/** What the certificate is asked for: signing messages, or TLS between servers. */
export type CertificateKind = 'sign' | 'auth';

function knownProfile(className: string): Profile | undefined {
  const name = className.startsWith(PACKAGE) && className.endsWith(SUFFIX) ? className : '';
  return PROFILES.get(name.slice(PACKAGE.length, -SUFFIX.length));
}

/** Whether it is the class name of a profile that can be read. */
export const isKnownProfile = (className: string): boolean => knownProfile(className) !== undefined;

function profileOf(className: string): Profile {
  const profile = knownProfile(className);
  if (profile === undefined) {
    throw drumError(
      'malformed_global_conf',
      `Certificate profile ${JSON.stringify(className.slice(0, 200))} is not known`,
    );
  }
  return profile;
}

/**
 * The member that a signing certificate names, by the certificate profile of the authority that issued it. Profiles that do
 * not write the instance take it from `context`. Throws `incorrect_certificate`, or `malformed_global_conf` for a profile
 * that is not known.
 */
export function signSubjectMember(
  profileClassName: string,
  certificate: Certificate,
  context: MemberContext,
): SubjectMember {
  return profileOf(profileClassName).decode(certificate.subject, context);
}

/** The fields that the profile asks for, in the order in which people see them. Throws `malformed_global_conf`. */
export function subjectFields(
  profileClassName: string,
  kind: CertificateKind,
  parameters: SubjectParameters,
): readonly SubjectField[] {
  return profileOf(profileClassName)[kind](parameters);
}

export interface RequestSubject {
  /**
   * In the order of the encoding. It is the reverse of the fields: X-Road writes these names as RFC 2253 text, which
   * reads backwards.
   */
  readonly attributes: readonly { readonly type: AttributeType; readonly value: string }[];
  /** A dNSName, where the profile asks for one. */
  readonly subjectAlternativeName?: string;
}

/**
 * The subject of a certificate request: the profile's fields, the open ones filled from `values`. Throws
 * `incorrect_certificate` for an open field without value, for a value that would change a fixed one, and for a field that
 * the profile does not have.
 */
export function subjectFor(
  profileClassName: string,
  kind: CertificateKind,
  parameters: SubjectParameters,
  values: Partial<Record<SubjectField['id'], string>> = {},
): RequestSubject {
  const fields = subjectFields(profileClassName, kind, parameters);
  const unknown = Object.keys(values).find((id) => !fields.some((field) => field.id === id));
  if (unknown !== undefined) throw incorrect(`The profile has no field ${JSON.stringify(unknown.slice(0, 100))}`);
  const filled = fields.map(({ id, value, readOnly }) => {
    const given = values[id];
    if (readOnly && given !== undefined && given !== value) throw incorrect(`Field ${id} of the subject is fixed`);
    const text = given ?? value;
    if (text.trim() === '') throw incorrect(`Field ${id} of the subject has no value`);
    return { id, text };
  });
  const alternative = filled.find(({ id }) => id === 'subjectAltName')?.text;
  return {
    attributes: filled
      .flatMap(({ id, text }) => (id === 'subjectAltName' ? [] : [{ type: id, value: text }]))
      .toReversed(),
    ...(alternative === undefined ? {} : { subjectAlternativeName: alternative }),
  };
}
