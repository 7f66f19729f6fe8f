import type { Certificate } from '../certificate.ts';
import { contextConstructed, DerFault, DerFields, expectTag, readDer, TAG, type DerNode } from '../der/read.ts';
import { EXTENSION } from '../extensions.ts';
import { NAME_FORM, readBase, readGeneralName, standingOf, type GeneralName } from './name-forms.ts';

/** Subtrees in one extension, and names in one certificate. */
const NAMES_MAX = 256;

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
      if (allowed.length > 0 && !allowed.some((base) => standingOf(name, base).within))
        return 'has a name outside the permitted ones';
      if (excluded.some((base) => base.tag === name.tag && standingOf(name, base).overlaps))
        return 'has an excluded name';
    }
  }
  return undefined;
}

function readSubtrees(node: DerNode | undefined): GeneralName[] {
  const subtrees = (node?.children ?? []).map((child) => {
    const fields = new DerFields(child);
    const base = readBase(fields.next());
    // RFC 5280 §4.2.1.10: minimum is 0 (which DER leaves out), maximum is absent.
    fields.end();
    return base;
  });
  if (subtrees.length > NAMES_MAX) throw new DerFault(`more than ${NAMES_MAX} name constraints`);
  return subtrees;
}

/** Everything that the certificate calls its subject: the subject itself, its e-mail attributes, alternative names. */
function namesOf(certificate: Certificate): GeneralName[] {
  const { subject } = certificate;
  const names: GeneralName[] = subject
    .all('emailAddress')
    .map((email) => ({ tag: NAME_FORM.email, content: Buffer.from(email) }));
  if (subject.attributes.length > 0) names.push({ tag: NAME_FORM.directory, content: subject.der, directory: subject });
  const extension = certificate.extensions.find(({ oid }) => oid === EXTENSION.subjectAlternativeName);
  if (extension !== undefined) {
    const alternatives = expectTag(readDer(extension.value, extension.value.length), TAG.sequence).children;
    names.push(...alternatives.map(readGeneralName));
  }
  if (names.length > NAMES_MAX) throw new DerFault(`more than ${NAMES_MAX} names`);
  return names;
}
