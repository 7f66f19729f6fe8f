import type { Selectable } from 'kysely';
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
  type Removed,
} from '../membership/change.ts';
import { certificateDetails, type CertificateDetails } from '#administration/certificates/details.ts';
import { deleteUnusedResponders } from './certification-authorities.ts';
import { requireService } from './certification-services.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';

export interface IntermediateCa {
  readonly number: number;
  readonly certificate: CertificateDetails;
}

type Row = Selectable<CatalogueTables['intermediate_ca']>;

/** Those of a certification service. Throws `certification_service_not_found`. */
export async function listIntermediateCas(catalogue: CatalogueReader, service: number): Promise<IntermediateCa[]> {
  const { name } = await requireService(catalogue, service);
  const rows = await catalogue
    .selectFrom('intermediate_ca')
    .select(['number', 'certificate'])
    .where('service_name', '=', name)
    .orderBy('number')
    .execute();
  return rows.map(intermediateOf);
}

/** Throws `intermediate_ca_not_found`. */
export async function getIntermediateCa(catalogue: CatalogueReader, number: number): Promise<IntermediateCa> {
  return intermediateOf(await requireIntermediateCa(catalogue, number));
}

export interface NewIntermediateCa {
  /** The number of its certification service. */
  readonly service: number;
  /** A file in PEM or DER. */
  readonly certificate: Uint8Array;
}

/** Beside declared ones too. Throws `certification_service_not_found`, `invalid_certificate`, `intermediate_ca_exists`. */
export async function addIntermediateCa(
  change: CatalogueChange,
  { service, certificate: file }: NewIntermediateCa,
): Promise<Added<IntermediateCa>> {
  const { der } = uploadedCertificate(file);
  const { name } = await requireService(change, service);
  const known = await change
    .selectFrom('intermediate_ca')
    .select('number')
    .where('service_name', '=', name)
    .where('sha256', '=', certificateKey(der))
    .executeTakeFirst();
  if (known !== undefined) {
    throw drumError('intermediate_ca_exists', `${name} has this intermediate certificate as ${known.number} already`);
  }
  const number = await nextNumber(change, 'intermediate_ca');
  await change
    .insertInto('intermediate_ca')
    .values({
      ...{ number, service_name: name, sha256: certificateKey(der), certificate: der, declared: 0 },
      position: await nextPosition(change, 'intermediate_ca'),
    })
    .execute();
  return { before: undefined, after: intermediateOf({ number, certificate: der }) };
}

/** Deletes it with its OCSP responders. Throws `intermediate_ca_not_found`, `declared_in_file`. */
export async function deleteIntermediateCa(change: CatalogueChange, number: number): Promise<Removed<IntermediateCa>> {
  const row = await requireIntermediateCa(change, number);
  requireOwn(row, `Intermediate authority ${number}`);
  await change.deleteFrom('intermediate_ca').where('number', '=', number).execute();
  await deleteUnusedResponders(change, row.certificate);
  return { before: intermediateOf(row), after: undefined };
}

/** Throws `intermediate_ca_not_found`. */
export async function requireIntermediateCa(catalogue: CatalogueReader, number: number): Promise<Row> {
  const row = await catalogue.selectFrom('intermediate_ca').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) throw drumError('intermediate_ca_not_found', `There is no intermediate authority ${number}`);
  return row;
}

function intermediateOf({ number, certificate }: Pick<Row, 'number' | 'certificate'>): IntermediateCa {
  return { number, certificate: certificateDetails(certificate) };
}
