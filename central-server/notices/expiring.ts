import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundNotice } from '#administration/notices/kind.ts';
import { Certificate } from '#certs/certificate.ts';
import { encodedKey } from '../catalogue/encoded-key.ts';
import type { CatalogueReader } from '../membership/change.ts';
import type { Expiries, Expiry, ExpiryKind } from '../overview/expiries.ts';
import type { CentralServerNotice } from './kinds.ts';

const DAY_MS = 86_400_000;

type ExpiryNotice = Extract<CentralServerNotice, `${string}_expires`>;

const CATALOGUE_KINDS = {
  CERTIFICATION_SERVICE: 'ca_certificate_expires',
  INTERMEDIATE_CA: 'intermediate_ca_certificate_expires',
  OCSP_RESPONDER: 'ocsp_responder_certificate_expires',
  TIMESTAMPING_SERVICE: 'timestamping_certificate_expires',
  AUTHENTICATION_CERTIFICATE: 'authentication_certificate_expires',
  SIGNING_KEY: 'signing_key_certificate_expires',
} as const satisfies Readonly<Record<Exclude<ExpiryKind, 'MANAGEMENT_TLS'>, ExpiryNotice>>;

/** Kinds of what is in the catalogue, which all nodes see alike. */
export const CATALOGUE_EXPIRY_KINDS: readonly ExpiryNotice[] = Object.values(CATALOGUE_KINDS);

/** Kinds of what a node has for itself. */
export const NODE_EXPIRY_KINDS = [
  ...(['management_tls_certificate_expires', 'administration_tls_certificate_expires'] as const),
] as const satisfies readonly ExpiryNotice[];

interface Expiring {
  readonly kind: ExpiryNotice;
  /** What it is called. */
  readonly name: string;
  readonly sha256: string;
  readonly notAfter: Date;
}

interface ExpiryLimits {
  readonly days: readonly number[];
  readonly now: Date;
}

/** The certificates of the catalogue that expire within the days given, or have. */
export async function expiringInCatalogue(
  catalogue: CatalogueReader,
  expiries: Expiries,
  limits: ExpiryLimits,
): Promise<FoundNotice[]> {
  // Which certificate the registration service shows is a node's own.
  const all = await expiries.all(catalogue, undefined);
  return all.flatMap(({ kind, of, ...certificate }) => {
    if (kind === 'MANAGEMENT_TLS') return [];
    return expiring({ ...certificate, kind: CATALOGUE_KINDS[kind], name: nameOf({ kind, of }) }, limits);
  });
}

function nameOf({ kind, of }: Pick<Expiry, 'kind' | 'of'>): string {
  if (typeof of !== 'string') return `${of.node}/${of.source}/${of.name}`;
  return kind === 'AUTHENTICATION_CERTIFICATE' ? encodedKey(of) : of;
}

/** The certificates that a node shows its callers. */
export async function expiringOfNode(
  { data, node }: { readonly data: string; readonly node: string },
  limits: ExpiryLimits,
): Promise<FoundNotice[]> {
  const files = [
    ['management_tls_certificate_expires', 'management-certificate.pem'],
    ['administration_tls_certificate_expires', 'administration-certificate.pem'],
  ] as const;
  const found: FoundNotice[] = [];
  for (const [kind, name] of files) {
    const certificate = await certificateIn(join(data, name));
    if (certificate === undefined) continue;
    const { sha256Hex: sha256, notAfter } = certificate;
    found.push(...expiring({ kind, name: node, sha256, notAfter }, limits));
  }
  return found;
}

/** `days`: the greatest first; each is a step, and that it has expired is the last. */
function expiring({ kind, name, sha256, notAfter }: Expiring, { days, now }: ExpiryLimits): FoundNotice[] {
  const leftMs = notAfter.getTime() - now.getTime();
  const step = leftMs <= 0 ? days.length + 1 : days.filter((each) => leftMs <= each * DAY_MS).length;
  if (step === 0) return [];
  const data = { name, notAfter: notAfter.toISOString(), days: Math.max(0, Math.ceil(leftMs / DAY_MS)) };
  return [{ kind, step, subject: `${name} ${sha256}`, data }];
}

/** What cannot be read is not for this to tell: nothing that is kept was taken without being read. */
async function certificateIn(path: string): Promise<Certificate | undefined> {
  try {
    return Certificate.fromPem(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
