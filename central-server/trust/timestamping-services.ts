import type { Selectable } from 'kysely';
import type { CostType } from '#protocol/configuration/parameters.ts';
import { drumError } from '#protocol/errors.ts';
import { nextNumber } from '../catalogue/numbers.ts';
import { TIME_STAMPING_INTERVAL_SECONDS } from '../catalogue/repository.ts';
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
import { certificateDetails, type CertificateDetails } from '#administration/certificates/details.ts';
import { costTypeOf } from './cost-type.ts';
import { serviceNameOf } from './service-name.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';

export interface TimestampingService {
  readonly number: number;
  readonly url: string;
  readonly name: string;
  readonly costType: CostType;
  readonly certificate: CertificateDetails;
  /** How long a server may wait before it asks for time-stamps; the same for all services. */
  readonly intervalSeconds: number;
}

type Row = Selectable<CatalogueTables['timestamping_service']>;

export async function listTimestampingServices(catalogue: CatalogueReader): Promise<TimestampingService[]> {
  const rows = await catalogue.selectFrom('timestamping_service').selectAll().orderBy('number').execute();
  const interval = await intervalSeconds(catalogue);
  return rows.map((row) => serviceOf(row, interval));
}

/** Throws `timestamping_authority_not_found`. */
export async function getTimestampingService(catalogue: CatalogueReader, number: number): Promise<TimestampingService> {
  return serviceOf(await requireTimestampingService(catalogue, number), await intervalSeconds(catalogue));
}

export interface NewTimestampingService {
  readonly url: string;
  readonly costType: CostType;
  /** A file in PEM or DER. */
  readonly certificate: Uint8Array;
}

/** Its name is the common name of the certificate. Throws `invalid_url`, `invalid_certificate`, `timestamping_authority_exists`. */
export async function addTimestampingService(
  change: CatalogueChange,
  { url, costType, certificate: file }: NewTimestampingService,
): Promise<Added<TimestampingService>> {
  requireUrl(url, 'url');
  const certificate = uploadedCertificate(file);
  await requireFreeUrl(change, url);
  const row: Row = {
    ...{ url, name: serviceNameOf(certificate), certificate: certificate.der, cost_type: costType, declared: 0 },
    number: await nextNumber(change, 'timestamping_service'),
    position: await nextPosition(change, 'timestamping_service'),
  };
  await change.insertInto('timestamping_service').values(row).execute();
  return { before: undefined, after: serviceOf(row, await intervalSeconds(change)) };
}

export interface TimestampingServiceUpdate {
  readonly number: number;
  readonly url: string;
  readonly costType: CostType;
  readonly certificate?: Uint8Array | undefined;
}

/**
 * Its name stays, whatever the certificate says, as in X-Road. Throws `timestamping_authority_not_found`, `declared_in_file`,
 * `invalid_url`, `invalid_certificate`, `timestamping_authority_exists`.
 */
export async function updateTimestampingService(
  change: CatalogueChange,
  { number, url, costType, certificate: file }: TimestampingServiceUpdate,
): Promise<Changed<TimestampingService>> {
  requireUrl(url, 'url');
  const certificate = file === undefined ? undefined : uploadedCertificate(file).der;
  const row = await ownTimestampingService(change, number);
  if (url !== row.url) await requireFreeUrl(change, url);
  const after = { url, cost_type: costType, certificate: certificate ?? row.certificate };
  await change.updateTable('timestamping_service').set(after).where('number', '=', number).execute();
  const interval = await intervalSeconds(change);
  return { before: serviceOf(row, interval), after: serviceOf({ ...row, ...after }, interval) };
}

/** Throws `timestamping_authority_not_found`, `declared_in_file`. */
export async function deleteTimestampingService(
  change: CatalogueChange,
  number: number,
): Promise<Removed<TimestampingService>> {
  const row = await ownTimestampingService(change, number);
  await change.deleteFrom('timestamping_service').where('number', '=', number).execute();
  return { before: serviceOf(row, await intervalSeconds(change)), after: undefined };
}

async function requireFreeUrl(change: CatalogueChange, url: string): Promise<void> {
  const known = await change
    .selectFrom('timestamping_service')
    .select('number')
    .where('url', '=', url)
    .executeTakeFirst();
  if (known === undefined) return;
  throw drumError('timestamping_authority_exists', `Time-stamping service ${known.number} is at ${url} already`);
}

async function ownTimestampingService(change: CatalogueChange, number: number): Promise<Row> {
  const row = await requireTimestampingService(change, number);
  requireOwn(row, `Time-stamping service ${number}`);
  return row;
}

async function requireTimestampingService(catalogue: CatalogueReader, number: number): Promise<Row> {
  const row = await catalogue
    .selectFrom('timestamping_service')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) {
    throw drumError('timestamping_authority_not_found', `There is no time-stamping service ${number}`);
  }
  return row;
}

async function intervalSeconds(catalogue: CatalogueReader): Promise<number> {
  const row = await catalogue
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'timeStampingIntervalSeconds')
    .executeTakeFirst();
  return row === undefined ? TIME_STAMPING_INTERVAL_SECONDS : Number(row.value);
}

function serviceOf(row: Row, interval: number): TimestampingService {
  return {
    ...{ number: row.number, url: row.url, name: row.name, costType: costTypeOf(row.cost_type) },
    certificate: certificateDetails(row.certificate),
    intervalSeconds: interval,
  };
}
