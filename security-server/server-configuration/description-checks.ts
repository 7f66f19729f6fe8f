import { drumError } from '#protocol/errors.ts';
import { isComponentAllowed } from '#protocol/identifiers/characters.ts';
import { RESERVED_SERVICE_CODES } from '#protocol/metadata/services.ts';
import { fullCodeOf, type Description } from './descriptions.ts';

const ADDRESS_LENGTH_MAX = 255;
const CODE_LENGTH_MAX = 255;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** A service as a description tells of it. */
export interface DescribedService {
  readonly serviceCode: string;
  readonly serviceVersion?: string;
  readonly title?: string;
  readonly url: string;
}

/** Throws `malformed_url`. */
export function requireUsableUrl(url: string): void {
  const isHttp = url.startsWith('http://') || url.startsWith('https://');
  if (!isHttp || !URL.canParse(url) || !HOST.test(new URL(url).hostname)) {
    throw drumError('malformed_url', 'The address must be an http:// or https:// address with a valid host name');
  }
}

/** Of a REST or OpenAPI service. Throws `validation_failure`, `service_code_reserved`. */
export function requireUsableCode(code: string, field: string): void {
  if (!isIdentifierPart(code)) {
    throw drumError('validation_failure', `${field}: it must have none of : ; / \\ % and control characters`);
  }
  requireNotReserved([{ serviceCode: code }]);
}

/** Throws `invalid_wsdl_service_identifier`. */
export function requireUsableIdentifiers(services: readonly DescribedService[]): void {
  const wrong = services
    .flatMap(({ serviceCode, serviceVersion }) => [serviceCode, serviceVersion])
    .filter((part) => part !== undefined && !isIdentifierPart(part));
  if (wrong.length > 0) {
    throw drumError('invalid_wsdl_service_identifier', `Not usable as codes and versions: ${wrong.join(', ')}`);
  }
}

/** Throws `service_code_reserved`. */
export function requireNotReserved(services: readonly Pick<DescribedService, 'serviceCode'>[]): void {
  const reserved = services
    .map(({ serviceCode }) => serviceCode)
    .filter((code) => RESERVED_SERVICE_CODES.includes(code));
  if (reserved.length > 0) {
    throw drumError(
      'service_code_reserved',
      `Every security server has services of these codes: ${reserved.join(', ')}`,
    );
  }
}

/** Throws `invalid_service_url`. */
export function requireUsableAddresses(services: readonly DescribedService[]): void {
  const wrong = services
    .map(({ url }) => url)
    .filter((url) => !/^https?:\/\//.test(url) || url.length > ADDRESS_LENGTH_MAX);
  if (wrong.length > 0) {
    throw drumError('invalid_service_url', `Not usable as addresses of services: ${[...new Set(wrong)].join(', ')}`);
  }
}

/** `others`: the client's other descriptions. Throws `wsdl_exists`. */
export function requireNewWsdl(url: string, others: readonly Description[]): void {
  if (others.some((other) => isSame(other.url, url))) {
    throw drumError('wsdl_exists', `The client has a description with the address ${url}`);
  }
}

/** Throws `url_already_exists`. */
export function requireNewUrl(url: string, others: readonly Description[]): void {
  if (others.some((other) => other.url === url)) {
    throw drumError('url_already_exists', `The client has a description with the address ${url}`);
  }
}

/** Throws `service_already_exists`. */
export function requireNewServices(services: readonly DescribedService[], others: readonly Description[]): void {
  const taken = takenIn(others, (known) =>
    services.some((service) => isSame(known, fullCodeOf({ serviceVersion: '', ...service }))),
  );
  if (taken !== undefined) throw drumError('service_already_exists', taken);
}

/** Throws `service_code_already_exists`. */
export function requireNewCode(code: string, others: readonly Description[]): void {
  const taken = takenIn(others, (known, knownCode) => isSame(known, code) || isSame(knownCode, code));
  if (taken !== undefined) throw drumError('service_code_already_exists', taken);
}

function takenIn(
  descriptions: readonly Description[],
  isTaken: (fullCode: string, serviceCode: string) => boolean,
): string | undefined {
  const taken = descriptions.flatMap(({ services, url }) =>
    services
      .filter((service) => isTaken(fullCodeOf(service), service.serviceCode))
      .map((service) => `${fullCodeOf(service)} (${url})`),
  );
  return taken.length === 0 ? undefined : `The client has these services already: ${taken.join(', ')}`;
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const isIdentifierPart = (text: string): boolean =>
  text.length <= CODE_LENGTH_MAX && isComponentAllowed(text, 'legacy');
