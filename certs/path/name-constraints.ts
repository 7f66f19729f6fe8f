import type { Certificate } from '../certificate.ts';
import {
  contextConstructed,
  DerFault,
  DerFields,
  explicit,
  expectTag,
  readDer,
  TAG,
  type DerNode,
} from '../der/read.ts';
import { DistinguishedName } from '../distinguished-name.ts';
import { EXTENSION } from '../extensions.ts';

/** Subtrees in one extension, and names in one certificate. */
const NAMES_MAX = 256;

/** Tags of GeneralName (RFC 5280 §4.2.1.6). */
const NAME = { email: 0x81, dns: 0x82, directory: 0xa4, ip: 0x87 } as const;

interface GeneralName {
  readonly tag: number;
  readonly content: Buffer;
  readonly directory?: DistinguishedName;
}

/** What one authority allows below itself (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** The constraints that an authority's certificate states; undefined where it states none. Throws DerFault. */
export function nameConstraintsOf(certificate: Certificate): NameConstraints | undefined {
  const extension = certificate.extensions.find(({ oid }) => oid === EXTENSION.nameConstraints);
  if (extension === undefined) return undefined;
  const fields = new DerFields(readDer(extension.value, extension.value.length));
  const permitted = fields.optional(contextConstructed(0));
  const excluded = fields.optional(contextConstructed(1));
  fields.end();
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
}

/** Why the names of a certificate break the constraints; undefined when they keep them. Throws DerFault. */
export function nameConstraintFault(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
): string | undefined {
  if (constraints.length === 0) return undefined;
  const names = namesOf(certificate);
  for (const { permitted, excluded } of constraints) {
    for (const name of names) {
      const allowed = permitted.filter(({ tag }) => tag === name.tag);
      if (allowed.length > 0 && !allowed.some((base) => isWithin(name, base)))
        return 'has a name outside the permitted ones';
      if (excluded.some((base) => base.tag === name.tag && isWithin(name, base))) return 'has an excluded name';
    }
  }
  return undefined;
}

function readSubtrees(node: DerNode | undefined): GeneralName[] {
  const subtrees = (node?.children ?? []).map((child) => {
    const fields = new DerFields(child);
    const base = readGeneralName(fields.next());
    // RFC 5280 §4.2.1.10: minimum is 0 (which DER leaves out), maximum is absent.
    fields.end();
    return base;
  });
  if (subtrees.length > NAMES_MAX) throw new DerFault(`more than ${NAMES_MAX} name constraints`);
  return subtrees;
}

function readGeneralName(node: DerNode): GeneralName {
  const name = { tag: node.tag, content: node.content };
  return node.tag === NAME.directory ? { ...name, directory: DistinguishedName.fromNode(explicit(node)) } : name;
}

/** Everything that the certificate calls its subject: the subject itself, its e-mail attributes, alternative names. */
function namesOf(certificate: Certificate): GeneralName[] {
  const { subject } = certificate;
  const names: GeneralName[] = subject
    .all('emailAddress')
    .map((email) => ({ tag: NAME.email, content: Buffer.from(email) }));
  if (subject.attributes.length > 0) names.push({ tag: NAME.directory, content: subject.der, directory: subject });
  const extension = certificate.extensions.find(({ oid }) => oid === EXTENSION.subjectAlternativeName);
  if (extension !== undefined) {
    const alternatives = expectTag(readDer(extension.value, extension.value.length), TAG.sequence).children;
    names.push(...alternatives.map(readGeneralName));
  }
  if (names.length > NAMES_MAX) throw new DerFault(`more than ${NAMES_MAX} names`);
  return names;
}

function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.directory !== undefined && base.directory !== undefined) return name.directory.isWithin(base.directory);
  if (base.tag === NAME.dns) return isWithinDomain(textOf(name), textOf(base));
  if (base.tag === NAME.ip) return isWithinNetwork(name.content, base.content);
  // RFC 5280 §4.2.1.10: who does not process a constrained form must refuse certificates that have a name of it.
  throw new DerFault('a name constraint of a form that is not supported');
}

const textOf = ({ content }: GeneralName): string => content.toString('latin1').toLowerCase();

function isWithinDomain(host: string, domain: string): boolean {
  if (domain === '') return true;
  return host === domain || host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

function isWithinNetwork(address: Buffer, network: Buffer): boolean {
  if (network.length !== 2 * address.length) return false;
  return address.every((byte, index) => {
    const mask = network[address.length + index] ?? 0xff;
    return (byte & mask) === ((network[index] ?? 0) & mask);
  });
}
