import type { Selectable } from 'kysely';
import { Certificate } from '#certs/certificate.ts';
import { isKnownProfile } from '#certs/profiles/index.ts';
import { drumError } from '#protocol/errors.ts';
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
import { requireText } from '#administration/input.ts';
import { requireIpAddresses, requireUrl } from './addresses.ts';
import { certificateDetails, certificateHash, type CertificateDetails } from '#administration/certificates/details.ts';
import { deleteUnusedResponders } from './certification-authorities.ts';
import { distinguishedNameText } from '#administration/certificates/distinguished-name-text.ts';
import { serviceNameOf } from './service-name.ts';
import { uploadedCertificate } from '#administration/certificates/uploaded.ts';

/** What is left out stays as it is; a blank text of ACME takes away what was there. */
export interface CertificationServiceSettings {
  readonly certificateProfileInfo?: string | undefined;
  readonly tlsAuth?: boolean | undefined;
  readonly defaultCsrFormat?: 'PEM' | 'DER' | undefined;
  readonly acmeServerDirectoryUrl?: string | undefined;
  /** Several are separated by commas. */
  readonly acmeServerIpAddress?: string | undefined;
  readonly authenticationCertificateProfileId?: string | undefined;
  readonly signingCertificateProfileId?: string | undefined;
}

export interface CertificationServiceEntry {
  readonly number: number;
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface CertificationService extends CertificationServiceEntry {
  readonly certificateHash: string;
  readonly issuerDistinguishedName: string;
  readonly subjectDistinguishedName: string;
  readonly certificateProfileInfo: string;
  readonly tlsAuth: boolean;
  readonly defaultCsrFormat?: 'PEM' | 'DER';
  readonly acmeServerDirectoryUrl?: string;
  readonly acmeServerIpAddress?: string;
  readonly authenticationCertificateProfileId?: string;
  readonly signingCertificateProfileId?: string;
}

type Row = Selectable<CatalogueTables['certification_service']>;

export async function listCertificationServices(catalogue: CatalogueReader): Promise<CertificationServiceEntry[]> {
  const rows = await catalogue.selectFrom('certification_service').selectAll().orderBy('number').execute();
  return rows.map((row) => {
    const { number, name, notBefore, notAfter } = serviceOf(row);
    return { number, name, notBefore, notAfter };
  });
}

/** Throws `certification_service_not_found`. */
export async function getCertificationService(
  catalogue: CatalogueReader,
  number: number,
): Promise<CertificationService> {
  return serviceOf(await requireService(catalogue, number));
}

/** Throws `certification_service_not_found`. */
export async function certificationServiceCertificate(
  catalogue: CatalogueReader,
  number: number,
): Promise<CertificateDetails> {
  return certificateDetails((await requireService(catalogue, number)).certificate);
}

export interface NewCertificationService extends CertificationServiceSettings {
  /** A file in PEM or DER. */
  readonly certificate: Uint8Array;
  readonly certificateProfileInfo: string;
  readonly defaultCsrFormat: 'PEM' | 'DER';
}

/**
 * Its name is the common name of the certificate. Throws `invalid_certificate`, `certificate_profile_info_class_not_found`,
 * `certification_service_exists`, `invalid_url`, `invalid_ip_address`, `validation_failure`.
 */
export async function addCertificationService(
  change: CatalogueChange,
  { certificate: file, ...settings }: NewCertificationService,
): Promise<Added<CertificationService>> {
  const columns = columnsOf(settings);
  const certificate = uploadedCertificate(file);
  const name = serviceNameOf(certificate);
  const known = await change
    .selectFrom('certification_service')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst();
  if (known !== undefined) {
    throw drumError('certification_service_exists', `There is a certification authority ${name} already`);
  }
  const row: Row = {
    ...{
      acme_directory_url: null,
      acme_ip_address: null,
      acme_authentication_profile: null,
      acme_signing_profile: null,
    },
    ...{ authentication_only: 0, profile: settings.certificateProfileInfo, csr_format: settings.defaultCsrFormat },
    ...columns,
    ...{ name, certificate: certificate.der, declared: 0 },
    number: await nextNumber(change, 'certification_service'),
    position: await nextPosition(change, 'certification_service'),
  };
  await change.insertInto('certification_service').values(row).execute();
  return { before: undefined, after: serviceOf(row) };
}

/**
 * Throws `certification_service_not_found`, `declared_in_file`, `certificate_profile_info_class_not_found`, `invalid_url`,
 * `invalid_ip_address`, `validation_failure`.
 */
export async function updateCertificationService(
  change: CatalogueChange,
  { number, ...settings }: CertificationServiceSettings & { readonly number: number },
): Promise<Changed<CertificationService>> {
  const columns = columnsOf(settings);
  const row = await ownService(change, number);
  if (Object.keys(columns).length > 0) {
    await change.updateTable('certification_service').set(columns).where('number', '=', number).execute();
  }
  return { before: serviceOf(row), after: await getCertificationService(change, number) };
}

/** Deletes a service with its intermediate authorities and OCSP responders. Throws `certification_service_not_found`, `declared_in_file`. */
export async function deleteCertificationService(
  change: CatalogueChange,
  number: number,
): Promise<Removed<CertificationService>> {
  const row = await ownService(change, number);
  const intermediates = await change
    .deleteFrom('intermediate_ca')
    .where('service_name', '=', row.name)
    .returning('certificate')
    .execute();
  await change.deleteFrom('certification_service').where('number', '=', number).execute();
  for (const { certificate } of [row, ...intermediates]) await deleteUnusedResponders(change, certificate);
  return { before: serviceOf(row), after: undefined };
}

async function ownService(change: CatalogueChange, number: number): Promise<Row> {
  const row = await requireService(change, number);
  requireOwn(row, `Certification authority ${row.name}`);
  return row;
}

/** Throws `certification_service_not_found`. */
export async function requireService(catalogue: CatalogueReader, number: number): Promise<Row> {
  const row = await catalogue
    .selectFrom('certification_service')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) {
    throw drumError('certification_service_not_found', `There is no certification authority ${number}`);
  }
  return row;
}

function columnsOf(settings: CertificationServiceSettings) {
  const { certificateProfileInfo: profile, tlsAuth, defaultCsrFormat } = settings;
  const { acmeServerDirectoryUrl: directoryUrl, acmeServerIpAddress: ipAddress } = settings;
  const { authenticationCertificateProfileId: authentication, signingCertificateProfileId: signing } = settings;
  if (profile !== undefined && !isKnownProfile(profile)) {
    const shown = JSON.stringify(profile.slice(0, PROFILE_SHOWN_MAX));
    throw drumError('certificate_profile_info_class_not_found', `There is no certificate profile ${shown}`);
  }
  if (isGiven(directoryUrl)) requireUrl(directoryUrl, 'acme_server_directory_url');
  if (isGiven(ipAddress)) requireIpAddresses(ipAddress, 'acme_server_ip_address');
  if (isGiven(authentication)) requireText(authentication, 'authentication_certificate_profile_id');
  if (isGiven(signing)) requireText(signing, 'signing_certificate_profile_id');
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(tlsAuth === undefined ? {} : { authentication_only: tlsAuth ? 1 : 0 }),
    ...(defaultCsrFormat === undefined ? {} : { csr_format: defaultCsrFormat }),
    ...(directoryUrl === undefined ? {} : { acme_directory_url: textOrNull(directoryUrl) }),
    ...(ipAddress === undefined ? {} : { acme_ip_address: textOrNull(ipAddress) }),
    ...(authentication === undefined ? {} : { acme_authentication_profile: textOrNull(authentication) }),
    ...(signing === undefined ? {} : { acme_signing_profile: textOrNull(signing) }),
  };
}

/** Characters of a class name from outside that an error shows. */
const PROFILE_SHOWN_MAX = 255;

const isGiven = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
const textOrNull = (text: string): string | null => (isGiven(text) ? text.trim() : null);

function serviceOf(row: Omit<Row, 'position' | 'declared'>): CertificationService {
  const certificate = Certificate.fromParameter(row.certificate);
  const { acme_directory_url: directoryUrl, acme_ip_address: ipAddress } = row;
  const { acme_authentication_profile: authentication, acme_signing_profile: signing } = row;
  return {
    ...{ number: row.number, name: row.name, notBefore: certificate.notBefore, notAfter: certificate.notAfter },
    certificateHash: certificateHash(certificate),
    issuerDistinguishedName: distinguishedNameText(certificate.issuer),
    subjectDistinguishedName: distinguishedNameText(certificate.subject),
    certificateProfileInfo: row.profile,
    tlsAuth: row.authentication_only === 1,
    ...(row.csr_format === 'PEM' || row.csr_format === 'DER' ? { defaultCsrFormat: row.csr_format } : {}),
    ...(directoryUrl === null ? {} : { acmeServerDirectoryUrl: directoryUrl }),
    ...(ipAddress === null ? {} : { acmeServerIpAddress: ipAddress }),
    ...(authentication === null ? {} : { authenticationCertificateProfileId: authentication }),
    ...(signing === null ? {} : { signingCertificateProfileId: signing }),
  };
}
