import type { Warning } from '#administration/http/warnings.ts';
import { drumError } from '#protocol/errors.ts';
import {
  requireOwn,
  type ConfigurationReader,
  type ConfigurationTransaction,
  type Mutation,
} from '../server-configuration/change.ts';
import { ownDescription } from '../server-configuration/description-changes.ts';
import { requireNewWsdl, requireUsableCode, requireUsableUrl } from '../server-configuration/description-checks.ts';
import {
  changedEndpoints,
  changedServices,
  onlyService,
  replaceRest,
  replaceWsdl,
  textOf,
  type ContentChange,
} from '../server-configuration/description-refresh.ts';
import { descriptionsOf, getDescription, type Description } from '../server-configuration/descriptions.ts';
import type { ServiceType } from '../server-configuration/model.ts';
import {
  contentOfOpenApi,
  contentOfWsdl,
  requireFittingCode,
  requireFittingWsdl,
  requireGiven,
  requireNoWarnings,
  type ChangeOptions,
  type ReadContent,
} from './adding.ts';
import type { Download } from './content.ts';

/** What a description is to be. */
export interface WantedChange {
  readonly type: ServiceType;
  readonly url: string;
  /** Of REST and OpenAPI: the code of its service, and the one that it is to have. */
  readonly serviceCode?: string | undefined;
  readonly newServiceCode?: string | undefined;
}

/** A description read anew. */
export interface ReadAnew {
  readonly url: string;
  /** Of REST and OpenAPI. */
  readonly serviceCode: string;
  /** Undefined where there is nothing to read. */
  readonly content: ReadContent | undefined;
}

/**
 * Checks a change of a description and reads what stands at its address now. Throws `missing_parameter`, `service_description_not_found`,
 * `declared_in_file`, `wrong_servicedescription_type`, `service_not_found`, `malformed_url`, `validation_failure`,
 * `service_code_reserved`, `wsdl_exists`, and what `contentOf…` throws.
 */
export async function readChanged(
  configuration: ConfigurationReader,
  number: number,
  { type, url, serviceCode, newServiceCode }: WantedChange,
  download: Download,
): Promise<ReadAnew> {
  const code = type === 'WSDL' ? '' : requireGiven(serviceCode);
  const description = await getDescription(configuration, number);
  requireOwn({ declared: description.isDeclared ? 1 : 0 }, `The service description ${number}`);
  if (description.type !== type) {
    throw drumError('wrong_servicedescription_type', `The service description ${number} is ${description.type}`);
  }
  requireUsableUrl(url);
  if (type === 'WSDL') {
    requireNewWsdl(url, await othersOf(configuration, description));
    return { url, serviceCode: '', content: await contentOfWsdl(url, download) };
  }
  if (onlyService(description).serviceCode !== code) {
    throw drumError('service_not_found', `The service description ${number} has no service ${code}`);
  }
  const wanted = newServiceCode ?? code;
  requireUsableCode(wanted, 'new_rest_service_code');
  const content = type === 'REST' ? undefined : await contentOfOpenApi(url, wanted, download);
  return { url, serviceCode: wanted, content };
}

/** The same, with nothing changed of it but what stands at its address. */
export async function readAgain(
  configuration: ConfigurationReader,
  number: number,
  download: Download,
): Promise<ReadAnew> {
  const description = await getDescription(configuration, number);
  const { type, url } = description;
  const serviceCode = type === 'WSDL' ? undefined : onlyService(description).serviceCode;
  return readChanged(configuration, number, { type, url, serviceCode }, download);
}

/**
 * Takes over what has been read. Throws `service_description_not_found`, `declared_in_file`, `wsdl_exists`,
 * `invalid_wsdl_service_identifier`, `service_already_exists`, `service_code_reserved`, `service_code_already_exists`,
 * `url_already_exists`, and `warnings_detected`.
 */
export async function replaceRead(
  change: ConfigurationTransaction,
  number: number,
  { url, serviceCode, content }: ReadAnew,
  { ignoreWarnings, timeoutSeconds, now }: ChangeOptions,
): Promise<Mutation<Description, Description>> {
  const description = await ownDescription(change, number);
  const others = await othersOf(change, description);
  if (description.type === 'WSDL') {
    const services = content?.services ?? [];
    requireFittingWsdl(url, services, others);
    requireNoWarnings(changeWarnings('services', changedServices(description, services)), ignoreWarnings);
    return replaceWsdl(change, description, { url, services, timeoutSeconds }, now);
  }
  requireFittingCode(url, serviceCode, others);
  if (content !== undefined) {
    const { added, removed } = changedEndpoints(onlyService(description), content.endpoints);
    const changes = { added: added.map(textOf), removed: removed.map(textOf) };
    requireNoWarnings([...content.warnings, ...changeWarnings('endpoints', changes)], ignoreWarnings);
  }
  return replaceRest(change, description, { url, serviceCode, endpoints: content?.endpoints }, now);
}

const changeWarnings = (what: 'services' | 'endpoints', { added, removed }: ContentChange<string>): Warning[] => [
  ...(added.length === 0 ? [] : [{ code: `adding_${what}`, metadata: added }]),
  ...(removed.length === 0 ? [] : [{ code: `deleting_${what}`, metadata: removed }]),
];

async function othersOf(configuration: ConfigurationReader, { client, number }: Description): Promise<Description[]> {
  return (await descriptionsOf(configuration, client)).filter((other) => other.number !== number);
}
