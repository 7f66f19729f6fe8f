import * as asn1js from 'asn1js';
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as pkijs from 'pkijs';
import { Certificate } from '#certs/certificate.ts';
import { exact, schemeOf, type SigningDigest } from './signing.ts';

/** Certificates for tests, encoded by another library than the one under test. */

/** A certificate and the private key that goes with it. */
export interface Issued {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

type KeyKind = 'ec' | 'rsa' | 'weak-rsa';

export interface CertificateToMake {
  /** Common name, or attributes in their order. */
  readonly subject: string | readonly (readonly [oid: string, value: string])[];
  /** Self-signed when absent. */
  readonly issuer?: Issued;
  /** Common name that the certificate gives its issuer instead of the issuer's own. */
  readonly issuerName?: string;
  readonly key?: KeyKind;
  /** Certificates of one label share a key; the subject is the label when none is given. */
  readonly keyLabel?: string;
  readonly serial?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly ca?: boolean | { readonly pathLength: number };
  readonly keyUsage?: readonly (keyof typeof KEY_USAGE)[];
  readonly purposes?: readonly string[];
  readonly keyIdentifier?: boolean;
  readonly extensions?: readonly { readonly oid: string; readonly critical?: boolean; readonly value: Uint8Array }[];
  readonly digest?: SigningDigest;
  /** Sign with RSASSA-PSS. */
  readonly pss?: boolean;
}

/** RFC 5280 §4.2.1.3, as the bits of two bytes. */
const KEY_USAGE = {
  digitalSignature: 0x8000,
  nonRepudiation: 0x4000,
  keyEncipherment: 0x2000,
  dataEncipherment: 0x1000,
  keyCertSign: 0x0400,
  cRLSign: 0x0200,
  decipherOnly: 0x0080,
} as const;

const CN = '2.5.4.3';
const KEY_OPTIONS = { rsa: 2048, 'weak-rsa': 512 } as const;
const keys = new Map<string, KeyObject>();
let lastSerial = 1000;

function keyFor(label: string, kind: KeyKind): KeyObject {
  const name = `${kind} ${label}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: KEY_OPTIONS[kind] });
  keys.set(name, privateKey);
  return privateKey;
}

export function issue(wanted: CertificateToMake): Issued {
  const label = wanted.keyLabel ?? JSON.stringify(wanted.subject);
  const key = keyFor(label, wanted.key ?? 'ec');
  const scheme = schemeOf(wanted.issuer?.key ?? key, wanted.digest ?? 'sha256', wanted.pss);
  lastSerial += 1;
  const made = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ value: wanted.serial ?? lastSerial }),
    signature: scheme.algorithm,
    subject: nameOf(wanted.subject),
    issuer: issuerOf(wanted),
    subjectPublicKeyInfo: pkijs.PublicKeyInfo.fromBER(
      exact(createPublicKey(key).export({ type: 'spki', format: 'der' })),
    ),
  });
  made.notBefore = timeOf(wanted.notBefore ?? '2020-01-01T00:00:00Z');
  made.notAfter = timeOf(wanted.notAfter ?? '2040-01-01T00:00:00Z');
  const extensions = extensionsOf(wanted, key);
  if (extensions.length > 0) made.extensions = extensions;
  const tbs = made.encodeTBS();
  const signature = scheme.sign(new Uint8Array(tbs.toBER()));
  const der = new asn1js.Sequence({
    value: [tbs, scheme.algorithm.toSchema(), new asn1js.BitString({ valueHex: exact(signature) })],
  }).toBER();
  return { certificate: Certificate.fromDer(new Uint8Array(der)), key };
}

const timeOf = (text: string): pkijs.Time => new pkijs.Time({ type: pkijs.TimeType.UTCTime, value: new Date(text) });

function issuerOf({ issuer, issuerName, subject }: CertificateToMake): pkijs.RelativeDistinguishedNames {
  if (issuerName !== undefined || issuer === undefined) return nameOf(issuerName ?? subject);
  return pkijs.RelativeDistinguishedNames.fromBER(exact(issuer.certificate.subject.der));
}

export function nameOf(subject: CertificateToMake['subject']): pkijs.RelativeDistinguishedNames {
  const attributes = typeof subject === 'string' ? [[CN, subject] as const] : subject;
  const rdns = attributes.map(([type, value]) => {
    const attribute = new pkijs.AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) });
    return new asn1js.Set({ value: [attribute.toSchema()] });
  });
  // Read from bytes, because the library would put all attributes into one RDN.
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: rdns }).toBER());
}

function extensionsOf(wanted: CertificateToMake, key: KeyObject): pkijs.Extension[] {
  const extensions: pkijs.Extension[] = [];
  const add = (extnID: string, critical: boolean, schema: { toBER(): ArrayBuffer }): void => {
    extensions.push(new pkijs.Extension({ extnID, critical, extnValue: schema.toBER() }));
  };
  if (wanted.ca !== undefined) {
    const length = typeof wanted.ca === 'object' ? { pathLenConstraint: wanted.ca.pathLength } : {};
    add('2.5.29.19', true, new pkijs.BasicConstraints({ cA: wanted.ca !== false, ...length }).toSchema());
  }
  if (wanted.keyUsage !== undefined) {
    const bits = wanted.keyUsage.reduce((sum, use) => sum | KEY_USAGE[use], 0);
    add(
      '2.5.29.15',
      true,
      new asn1js.BitString({ valueHex: exact(Buffer.from([bits >> 8, bits & 0xff])), unusedBits: 7 }),
    );
  }
  if (wanted.purposes !== undefined) {
    add('2.5.29.37', false, new pkijs.ExtKeyUsage({ keyPurposes: [...wanted.purposes] }).toSchema());
  }
  if (wanted.keyIdentifier === true)
    add('2.5.29.14', false, new asn1js.OctetString({ valueHex: keyIdentifierOf(key) }));
  for (const { oid, critical, value } of wanted.extensions ?? []) {
    extensions.push(new pkijs.Extension({ extnID: oid, critical: critical ?? false, extnValue: exact(value) }));
  }
  return extensions;
}

/** RFC 5280 §4.2.1.2 (1). */
function keyIdentifierOf(key: KeyObject): ArrayBuffer {
  const info = pkijs.PublicKeyInfo.fromBER(exact(createPublicKey(key).export({ type: 'spki', format: 'der' })));
  return exact(createHash('sha1').update(info.subjectPublicKey.valueBlock.valueHexView).digest());
}
