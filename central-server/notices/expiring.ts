import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { FoundNotice } from '#administration/notices/kind.ts';
import { Certificate } from '#certs/certificate.ts';
import type { CatalogueReader } from '../membership/change.ts';
import type { CentralServerNotice } from './kinds.ts';
import { shownKey } from './shown-key.ts';

const DAY_MS = 86_400_000;
/** Read one after the other, and others have their turn. */
const CERTIFICATES_PER_TURN = 50;

type ExpiryKind = Extract<CentralServerNotice, `${string}_expires`>;

/** Kinds of what is in the catalogue, which all nodes see alike. */
export const CATALOGUE_EXPIRY_KINDS = [
  ...(['ca_certificate_expires', 'intermediate_ca_certificate_expires', 'ocsp_responder_certificate_expires'] as const),
  ...(['timestamping_certificate_expires', 'authentication_certificate_expires'] as const),
  'signing_key_certificate_expires',
] as const satisfies readonly ExpiryKind[];

/** Kinds of what a node has for itself. */
export const NODE_EXPIRY_KINDS = [
  ...(['management_tls_certificate_expires', 'administration_tls_certificate_expires'] as const),
] as const satisfies readonly ExpiryKind[];

interface Kept {
  readonly kind: ExpiryKind;
  /** What it is called. */
  readonly name: string;
  readonly certificate: Uint8Array;
}

/** The certificates of the catalogue that expire within the days given, or have. */
export async function expiringInCatalogue(
  catalogue: CatalogueReader,
  days: readonly number[],
  now: Date,
): Promise<FoundNotice[]> {
  const found: FoundNotice[] = [];
  let turn = 0;
  for (const kept of await keptCertificates(catalogue)) {
    turn += 1;
    if (turn % CERTIFICATES_PER_TURN === 0) await otherWork();
    const notice = expiring(kept, days, now);
    if (notice !== undefined) found.push(notice);
  }
  return found;
}

/** The certificates that a node shows its callers. */
export async function expiringOfNode({
  data,
  node,
  days,
  now,
}: {
  data: string;
  node: string;
  days: readonly number[];
  now: Date;
}): Promise<FoundNotice[]> {
  const files = [
    ['management_tls_certificate_expires', 'management-certificate.pem'],
    ['administration_tls_certificate_expires', 'administration-certificate.pem'],
  ] as const;
  const found: FoundNotice[] = [];
  for (const [kind, name] of files) {
    const certificate = await certificateIn(join(data, name));
    const notice = certificate && expiring({ kind, name: node, certificate }, days, now);
    if (notice !== undefined) found.push(notice);
  }
  return found;
}

async function keptCertificates(catalogue: CatalogueReader): Promise<readonly Kept[]> {
  const services = await catalogue.selectFrom('certification_service').select(['name', 'certificate']).execute();
  const intermediates = await catalogue.selectFrom('intermediate_ca').select(['service_name', 'certificate']).execute();
  const responders = await catalogue.selectFrom('ocsp_responder').select(['url', 'certificate']).execute();
  const timestamping = await catalogue.selectFrom('timestamping_service').select(['name', 'certificate']).execute();
  const servers = await catalogue
    .selectFrom('authentication_certificate')
    .select(['server_key', 'certificate'])
    .execute();
  const keys = await catalogue.selectFrom('signing_key').select(['name', 'source', 'node', 'certificate']).execute();
  return [
    ...services.map((row): Kept => ({ ...row, kind: 'ca_certificate_expires' })),
    ...intermediates.map(({ service_name: name, certificate }): Kept => ({
      ...{ kind: 'intermediate_ca_certificate_expires', name, certificate },
    })),
    ...responders.flatMap(({ url: name, certificate }): Kept[] =>
      certificate === null ? [] : [{ kind: 'ocsp_responder_certificate_expires', name, certificate }],
    ),
    ...timestamping.map((row): Kept => ({ ...row, kind: 'timestamping_certificate_expires' })),
    ...servers.map(({ server_key: name, certificate }): Kept => ({
      ...{ kind: 'authentication_certificate_expires', name: shownKey(name), certificate },
    })),
    ...keys.map(({ name, source, node, certificate }): Kept => ({
      ...{ kind: 'signing_key_certificate_expires', name: `${node}/${source}/${name}`, certificate },
    })),
  ];
}

/** `days`: the greatest first; each is a step, and that it has expired is the last. */
function expiring({ kind, name, certificate: der }: Kept, days: readonly number[], now: Date): FoundNotice | undefined {
  const certificate = certificateOf(der);
  if (certificate === undefined) return undefined;
  const leftMs = certificate.notAfter.getTime() - now.getTime();
  const step = leftMs <= 0 ? days.length + 1 : days.filter((each) => leftMs <= each * DAY_MS).length;
  if (step === 0) return undefined;
  return {
    ...{ kind, step, subject: `${name} ${certificate.sha256Hex}` },
    data: { name, notAfter: certificate.notAfter.toISOString(), days: Math.max(0, Math.ceil(leftMs / DAY_MS)) },
  };
}

/** What cannot be read is not for this to tell: nothing that is kept was taken without being read. */
function certificateOf(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.fromDer(der);
  } catch {
    return undefined;
  }
}

async function certificateIn(path: string): Promise<Uint8Array | undefined> {
  try {
    return Certificate.fromPem(await readFile(path, 'utf8')).der;
  } catch {
    return undefined;
  }
}
