/** Who a certificate is asked for. */
export interface SubjectParameters {
  /** The member whose signing certificate it is; for an authentication certificate the owner of the server. */
  readonly member: { readonly instance: string; readonly memberClass: string; readonly memberCode: string };
  readonly memberName: string;
  /** The security server that asks. */
  readonly server: {
    readonly instance: string;
    readonly memberClass: string;
    readonly memberCode: string;
    readonly serverCode: string;
  };
}

type SubjectFieldId =
  | 'C'
  | 'O'
  | 'OU'
  | 'CN'
  | 'serialNumber'
  | 'businessCategory'
  /** Not of the subject: becomes a dNSName of the request. */
  | 'subjectAltName';

/** A field that a certification authority wants filled; all are required. */
export interface SubjectField {
  readonly id: SubjectFieldId;
  /** Empty where a person must fill it. */
  readonly value: string;
  readonly readOnly: boolean;
}

export type FieldList = (parameters: SubjectParameters) => readonly SubjectField[];

const fixed = (id: SubjectFieldId, value: string): SubjectField => ({ id, value, readOnly: true });
const open = (id: SubjectFieldId, value = ''): SubjectField => ({ id, value, readOnly: false });

const serverText = ({ server }: SubjectParameters): string =>
  [server.instance, server.memberClass, server.memberCode, server.serverCode].join('/');

export const ejbcaSign: FieldList = ({ member }) => [
  fixed('C', member.instance),
  fixed('O', member.memberClass),
  fixed('CN', member.memberCode),
];
export const ejbcaAuthentication: FieldList = ({ server }) => [
  fixed('C', server.instance),
  fixed('CN', server.serverCode),
];

export const finnishSign: FieldList = ({ member, server }) => [
  fixed('C', 'FI'),
  open('O'),
  fixed('serialNumber', [member.instance, server.serverCode, member.memberClass].join('/')),
  fixed('CN', member.memberCode),
  open('subjectAltName'),
];
export const finnishAuthentication: FieldList = ({ server }) => [
  fixed('C', 'FI'),
  open('O'),
  fixed('serialNumber', [server.instance, server.serverCode, server.memberClass].join('/')),
  open('CN'),
  open('subjectAltName'),
];

export const basicSign: FieldList = ({ member, memberName }) => [
  fixed('CN', memberName),
  fixed('O', memberName),
  fixed('businessCategory', member.memberClass),
  open('C'),
  fixed('serialNumber', member.memberCode),
];
export const basicAuthentication: FieldList = ({ server, memberName }) => [
  open('CN'),
  fixed('serialNumber', server.memberCode),
  open('C'),
  fixed('O', memberName),
];

export const acmeSign: FieldList = ({ member, memberName }) => [
  open('C'),
  fixed('O', memberName),
  fixed('businessCategory', member.memberClass),
  fixed('serialNumber', member.memberCode),
  fixed('CN', memberName),
  open('subjectAltName'),
];
export const acmeAuthentication: FieldList = ({ server, memberName }) => [
  open('C'),
  fixed('O', memberName),
  fixed('serialNumber', server.memberCode),
  open('CN'),
  open('subjectAltName'),
];

export const estonianSign: FieldList = ({ member, memberName }) => [
  fixed('serialNumber', member.memberCode),
  fixed('CN', memberName),
];
export const estonianAuthentication: FieldList = ({ server, memberName }) => [
  fixed('serialNumber', server.memberCode),
  fixed('CN', memberName),
];

export const icelandicSign: FieldList = (parameters) => [
  fixed('C', 'IS'),
  fixed('O', parameters.member.instance),
  fixed('OU', parameters.member.memberClass),
  fixed('CN', parameters.member.memberCode),
  fixed('serialNumber', serverText(parameters)),
];
export const icelandicAuthentication: FieldList = (parameters) => [
  fixed('C', 'IS'),
  open('CN'),
  fixed('serialNumber', serverText(parameters)),
];

export const faroeseSign: FieldList = (parameters) => [
  fixed('C', 'FO'),
  fixed('O', parameters.member.instance),
  fixed('OU', parameters.member.memberClass),
  fixed('CN', parameters.member.memberCode),
  open('serialNumber', serverText(parameters)),
];
export const faroeseAuthentication: FieldList = (parameters) => [
  fixed('C', 'FO'),
  fixed('O', parameters.server.instance),
  fixed('CN', serverText(parameters)),
];
