import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { issue, type CertificateToMake, type Issued } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import { derElement, derOidOf, derSequence } from '../der/write.ts';
import { buildCertificatePath } from '../path.ts';

const AT = new Date('2026-06-01T12:00:00Z');
const CA: Partial<CertificateToMake> = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'] };
const root = issue({ subject: 'Root', ...CA });

type Subject = readonly (readonly [string, string])[];
const BULGARIAN: Subject = [
  ['2.5.4.6', 'BG'],
  ['2.5.4.3', 'end'],
];
const FOREIGN: Subject = [
  ['2.5.4.6', 'FI'],
  ['2.5.4.3', 'end'],
];

const text = (tag: number, value: string): Buffer => derElement(tag, Buffer.from(value));
const email = (value: string): Buffer => text(0x81, value);
const dns = (value: string): Buffer => text(0x82, value);
const uri = (value: string): Buffer => text(0x86, value);
const ip = (hex: string): Buffer => derElement(0x87, Buffer.from(hex, 'hex'));
const registeredId = derElement(0x88, Buffer.from([0x2a, 0x03]));
const directory = (oid: string, value: string): Buffer =>
  derElement(0xa4, derSequence(derElement(0x31, derSequence(derOidOf(oid), text(0x0c, value)))));
const BG = directory('2.5.4.6', 'bg');

interface Case {
  readonly permitted?: readonly Buffer[];
  readonly excluded?: readonly Buffer[];
  readonly subject?: Subject;
  readonly alternatives?: readonly Buffer[];
}

function constraints({ permitted = [], excluded = [] }: Case): Buffer {
  const subtrees = (tag: number, bases: readonly Buffer[]): Buffer[] =>
    bases.length === 0 ? [] : [derElement(tag, ...bases.map((base) => derSequence(base)))];
  return derSequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded));
}

const isAnchor = true;

/** What becomes of a certificate under an authority with such constraints, which is an intermediate or the top itself. */
function verdict(given: Case, top = !isAnchor): string {
  const value = constraints(given);
  const label = createHash('sha1').update(value).digest('hex');
  const extensions = [{ oid: '2.5.29.30', critical: true, value }];
  const authority = issue({ subject: `Bound ${label}`, ...(top ? {} : { issuer: root }), ...CA, extensions });
  const { alternatives = [], subject = BULGARIAN } = given;
  const san = alternatives.length === 0 ? [] : [{ oid: '2.5.29.17', value: derSequence(...alternatives) }];
  const { certificate } = issue({ subject, issuer: authority, extensions: san });
  const approved = ({ certificate: approvedOne }: Issued) => ({ certificate: approvedOne, ocspResponders: [] });
  const service = {
    name: 'Test',
    authenticationOnly: false,
    profile: '',
    top: approved(top ? authority : root),
    intermediates: top ? [] : [approved(authority)],
  };
  const trust = { instance: 'XX', services: [service], ocspFreshnessSecondsMax: 3_600, ocspVerifyNextUpdate: true };
  return refusal(() => buildCertificatePath({ certificate, trust, at: AT }))
    .replaceAll(label, '#')
    .replaceAll(/certificate \d+ of/g, 'certificate # of');
}

const ACCEPTED = 'accepted';
const refused = (why: string, of = 'Bound #'): string =>
  `cannot_create_cert_path: The certificate # of ${of} has ${why}`;
const OUTSIDE = refused('a name outside the permitted ones');
const EXCLUDED = refused('an excluded name');
const MALFORMED = refused('a malformed name constraint', 'Root');

const rows: Record<string, readonly (readonly [what: string, given: Case, expected: string])[]> = {
  'directory names': [
    ['a permitted one', { permitted: [BG] }, ACCEPTED],
    ['another one', { permitted: [BG], subject: FOREIGN }, OUTSIDE],
    ['an excluded one', { excluded: [BG] }, EXCLUDED],
  ],
  'host names': [
    ['within the permitted domain', { permitted: [dns('example.bg')], alternatives: [dns('A.Example.BG')] }, ACCEPTED],
    ['the permitted domain itself', { permitted: [dns('example.bg')], alternatives: [dns('example.bg')] }, ACCEPTED],
    ['one that only ends alike', { permitted: [dns('example.bg')], alternatives: [dns('anexample.bg')] }, OUTSIDE],
    ['a good and a bad one', { permitted: [dns('a.bg')], alternatives: [dns('b.a.bg'), dns('b.fi')] }, OUTSIDE],
    ['none', { permitted: [dns('example.bg')] }, ACCEPTED],
    ['below a leading period', { permitted: [dns('.a.bg')], alternatives: [dns('b.a.bg')] }, ACCEPTED],
    ['that of a leading period itself', { permitted: [dns('.a.bg')], alternatives: [dns('a.bg')] }, OUTSIDE],
    ['a wildcard in the permitted domain', { permitted: [dns('a.bg')], alternatives: [dns('*.a.bg')] }, ACCEPTED],
    ['a wildcard above it', { permitted: [dns('b.a.bg')], alternatives: [dns('*.a.bg')] }, OUTSIDE],
    ['a wildcard for an excluded one', { excluded: [dns('b.a.bg')], alternatives: [dns('*.a.bg')] }, EXCLUDED],
    ['a wildcard beside an excluded one', { excluded: [dns('c.b.a.bg')], alternatives: [dns('*.a.bg')] }, ACCEPTED],
    ['a malformed one', { excluded: [dns('b.bg')], alternatives: [dns('.a.bg')] }, refused('a malformed host name')],
    ['a constraint with a wildcard', { excluded: [dns('*.a.bg')] }, MALFORMED],
  ],
  'IP addresses': [
    ['in the network', { permitted: [ip('0a000000ff000000')], alternatives: [ip('0a010203')] }, ACCEPTED],
    ['outside', { permitted: [ip('0a000000ff000000')], alternatives: [ip('0b010203')] }, OUTSIDE],
    ['of another family', { permitted: [ip('0a000000ff000000')], alternatives: [ip('00'.repeat(16))] }, OUTSIDE],
    ['an excluded one', { excluded: [ip('0a000000ff000000')], alternatives: [ip('0a010203')] }, EXCLUDED],
    ['a constraint without a mask', { excluded: [ip('0a000000')] }, MALFORMED],
  ],
  'e-mail addresses': [
    ['the permitted mailbox', { permitted: [email('a@b.bg')], alternatives: [email('a@B.bg')] }, ACCEPTED],
    ['in other letter case', { permitted: [email('a@b.bg')], alternatives: [email('A@b.bg')] }, OUTSIDE],
    ['at the permitted host', { permitted: [email('b.bg')], alternatives: [email('a@b.bg')] }, ACCEPTED],
    ['at a host below it', { permitted: [email('b.bg')], alternatives: [email('a@c.b.bg')] }, OUTSIDE],
    ['at a host below a period', { permitted: [email('.b.bg')], alternatives: [email('a@c.b.bg')] }, ACCEPTED],
    ['at the host of a period', { permitted: [email('.b.bg')], alternatives: [email('a@b.bg')] }, OUTSIDE],
    [
      'an excluded one in the subject',
      { excluded: [email('bg')], subject: [['1.2.840.113549.1.9.1', 'a@bg']] },
      EXCLUDED,
    ],
    ['none', { permitted: [email('bg')] }, ACCEPTED],
    [
      'a malformed one',
      { excluded: [email('bg')], alternatives: [email('bg')] },
      refused('a malformed e-mail address'),
    ],
    ['a constraint without a mailbox', { excluded: [email('@b.bg')] }, MALFORMED],
  ],
  URIs: [
    ['at the permitted host', { permitted: [uri('b.bg')], alternatives: [uri('https://b.BG:8443/x')] }, ACCEPTED],
    ['at a host below it', { permitted: [uri('b.bg')], alternatives: [uri('https://a.b.bg/')] }, OUTSIDE],
    ['at a host below a period', { permitted: [uri('.b.bg')], alternatives: [uri('https://a.b.bg/')] }, ACCEPTED],
    ['whose user is named like it', { permitted: [uri('b.bg')], alternatives: [uri('https://b.bg@c.fi/')] }, OUTSIDE],
    ['an excluded one', { excluded: [uri('b.bg')], alternatives: [uri('ldap://b.bg/cn=x')] }, EXCLUDED],
    ['without a host', { excluded: [uri('b.bg')], alternatives: [uri('urn:x')] }, refused('a URI without a host name')],
    [
      'at an address',
      { excluded: [uri('b.bg')], alternatives: [uri('http://10.0.0.1/')] },
      refused('a URI without a host name'),
    ],
    ['a constraint that is a URI', { excluded: [uri('https://b.bg/')] }, MALFORMED],
  ],
  'other forms': [
    [
      'where there is such a name',
      { excluded: [registeredId], alternatives: [registeredId] },
      refused('a name constraint of a form that is not supported'),
    ],
    ['where there is none', { excluded: [registeredId] }, ACCEPTED],
  ],
};

describe('Name constraints of an authority', () => {
  for (const [form, cases] of Object.entries(rows)) {
    describe(`for ${form}`, () => {
      for (const [what, given, expected] of cases) it(what, () => expect(verdict(given)).to.equal(expected));
    });
  }

  it('count where the authority is the top of its service', () => {
    expect(verdict({ permitted: [BG] }, isAnchor)).to.equal(ACCEPTED);
    expect(verdict({ permitted: [BG], subject: FOREIGN }, isAnchor)).to.equal(OUTSIDE);
    expect(verdict({ excluded: [dns('*.a.bg')] }, isAnchor)).to.equal(refused('a malformed name constraint'));
  });
});
