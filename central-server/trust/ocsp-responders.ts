import type { Selectable } from 'kysely';
import { Certificate } from '#certs/certificate.ts';
import type { CostType } from '#protocol/configuration/parameters.ts';
import { drumError } from '#protocol/errors.ts';
import { certificateKey } from '../catalogue/keys.ts';
import { nextNumber } from '../catalogue/numbers.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import {
  nextPosition,
  requireOwn,
  type Added,
  type CatalogueChange,
  type CatalogueReader,
  type Changed,
  type Removed,
} from '../membership/change.ts';
import { requireUrl } from './addresses.ts';
import { certificateDetails, certificateHash, type CertificateDetails } from '#administration/certificates/details.ts';
import { requireService } from './certification-services.ts';
import { costTypeOf } from './cost-type.ts';
import { requireIntermediateCa } from './intermediate-cas.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';

/** The authority that a responder answers for, by its number. */
export type AuthorityOfResponder = { readonly certificationService: number } | { readonly intermediateCa: number };

export interface OcspResponder {
  readonly number: number;
  readonly url: string;
  readonly costType: CostType;
  /** Of the certificate that its responses are checked with, where one is named: SHA-256. */
  readonly certificateHash?: string;
}

type Row = Selectable<CatalogueTables['ocsp_responder']>;

/** Throws `certification_service_not_found`, `intermediate_ca_not_found`. */
export async function listOcspResponders(
  catalogue: CatalogueReader,
  authority: AuthorityOfResponder,
): Promise<OcspResponder[]> {
  const rows = await catalogue
    .selectFrom('ocsp_responder')
    .selectAll()
    .where('ca_sha256', '=', await keyOfAuthority(catalogue, authority))
    .orderBy('number')
    .execute();
  return rows.map(responderOf);
}

/** Throws `ocsp_responder_not_found`. */
export async function getOcspResponder(catalogue: CatalogueReader, number: number): Promise<OcspResponder> {
  return responderOf(await requireResponder(catalogue, number));
}

/** Throws `ocsp_responder_not_found`, also where it has no certificate of its own. */
export async function ocspResponderCertificate(
  catalogue: CatalogueReader,
  number: number,
): Promise<CertificateDetails> {
  const { certificate } = await requireResponder(catalogue, number);
  if (certificate === null) {
    throw drumError('ocsp_responder_not_found', `OCSP responder ${number} has no certificate of its own`);
  }
  return certificateDetails(Certificate.fromParameter(certificate).der);
}

export interface NewOcspResponder {
  readonly authority: AuthorityOfResponder;
  readonly url: string;
  readonly costType: CostType;
  /** A file in PEM or DER. */
  readonly certificate?: Uint8Array | undefined;
}

/**
 * Beside declared ones too. Throws `certification_service_not_found`, `intermediate_ca_not_found`, `invalid_url`,
 * `invalid_certificate`, `ocsp_responder_exists`.
 */
export async function addOcspResponder(
  change: CatalogueChange,
  { authority, url, costType, certificate: file }: NewOcspResponder,
): Promise<Added<OcspResponder>> {
  requireUrl(url, 'url');
  const certificate = file === undefined ? null : uploadedCertificate(file).der;
  const ca_sha256 = await keyOfAuthority(change, authority);
  await requireFreeUrl(change, ca_sha256, url);
  const number = await nextNumber(change, 'ocsp_responder');
  const row: Row = {
    ...{ number, ca_sha256, url, certificate, cost_type: costType, declared: 0 },
    position: await nextPosition(change, 'ocsp_responder'),
  };
  await change.insertInto('ocsp_responder').values(row).execute();
  return { before: undefined, after: responderOf(row) };
}

export interface OcspResponderUpdate {
  readonly number: number;
  readonly url?: string | undefined;
  readonly costType?: CostType | undefined;
  readonly certificate?: Uint8Array | undefined;
}

/**
 * What is left out stays. Throws `ocsp_responder_not_found`, `declared_in_file`, `invalid_url`, `invalid_certificate`,
 * `ocsp_responder_exists`.
 */
export async function updateOcspResponder(
  change: CatalogueChange,
  { number, url, costType, certificate: file }: OcspResponderUpdate,
): Promise<Changed<OcspResponder>> {
  if (url !== undefined) requireUrl(url, 'url');
  const certificate = file === undefined ? undefined : uploadedCertificate(file).der;
  const row = await ownResponder(change, number);
  if (url !== undefined && url !== row.url) await requireFreeUrl(change, row.ca_sha256, url);
  const after = {
    url: url ?? row.url,
    cost_type: costType ?? row.cost_type,
    certificate: certificate ?? row.certificate,
  };
  await change.updateTable('ocsp_responder').set(after).where('number', '=', number).execute();
  return { before: responderOf(row), after: responderOf({ ...row, ...after }) };
}

/** Of `authority`, where one is named. Throws `ocsp_responder_not_found`, `declared_in_file`, and `intermediate_ca_not_found`. */
export async function deleteOcspResponder(
  change: CatalogueChange,
  { number, authority }: { readonly number: number; readonly authority?: AuthorityOfResponder },
): Promise<Removed<OcspResponder>> {
  const key = authority === undefined ? undefined : await keyOfAuthority(change, authority);
  const row = await requireResponder(change, number);
  if (key !== undefined && row.ca_sha256 !== key) {
    throw drumError('ocsp_responder_not_found', `OCSP responder ${number} is of another authority`);
  }
  requireOwn(row, `OCSP responder ${number}`);
  await change.deleteFrom('ocsp_responder').where('number', '=', number).execute();
  return { before: responderOf(row), after: undefined };
}

async function keyOfAuthority(catalogue: CatalogueReader, authority: AuthorityOfResponder): Promise<string> {
  const { certificate } =
    'certificationService' in authority
      ? await requireService(catalogue, authority.certificationService)
      : await requireIntermediateCa(catalogue, authority.intermediateCa);
  return certificateKey(certificate);
}

async function requireFreeUrl(change: CatalogueChange, authority: string, url: string): Promise<void> {
  const known = await change
    .selectFrom('ocsp_responder')
    .select('number')
    .where('ca_sha256', '=', authority)
    .where('url', '=', url)
    .executeTakeFirst();
  if (known === undefined) return;
  throw drumError('ocsp_responder_exists', `The authority has OCSP responder ${known.number} at ${url} already`);
}

async function ownResponder(change: CatalogueChange, number: number): Promise<Row> {
  const row = await requireResponder(change, number);
  requireOwn(row, `OCSP responder ${number}`);
  return row;
}

async function requireResponder(catalogue: CatalogueReader, number: number): Promise<Row> {
  const row = await catalogue.selectFrom('ocsp_responder').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) throw drumError('ocsp_responder_not_found', `There is no OCSP responder ${number}`);
  return row;
}

function responderOf({ number, url, cost_type, certificate }: Row): OcspResponder {
  const hash = certificate === null ? undefined : certificateHash(Certificate.fromParameter(certificate));
  return {
    ...{ number, url, costType: costTypeOf(cost_type) },
    ...(hash === undefined ? {} : { certificateHash: hash }),
  };
}
