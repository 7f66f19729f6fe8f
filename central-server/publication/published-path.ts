import { PRIVATE_PARAMETERS_FILE, SHARED_PARAMETERS_FILE } from '#protocol/configuration/files.ts';
import { WSDL_PATH } from '../management/addresses.ts';
import { OPTIONAL_PART_KINDS } from './optional-parts.ts';

const DIRECTORY_PATH = /^\/(internalconf|externalconf)$/;
const FILE_NAMES = [
  ...[SHARED_PARAMETERS_FILE, PRIVATE_PARAMETERS_FILE],
  ...OPTIONAL_PART_KINDS.map(({ fileName }) => fileName),
].map((name) => RegExp.escape(name));
/** The files of a publication, and no others: no name that comes from a client is joined to a path unchecked. */
const FILE_PATH = new RegExp(`^/V[2-6]/(\\d{23}/(${FILE_NAMES.join('|')})|(internal|external)conf)$`);

/** The description of the management services, in a folder of its own below that of publications. */
export const WSDL_FILE = '/wsdl/managementservices.wsdl';

/**
 * X-Road's addresses, as paths below the folder of publications: `/internalconf?version=N` and `/externalconf?version=N`
 * (version 2 where none is named), the files that they list, and the description of the management services; undefined for any other.
 */
export function publishedPath(url: URL): string | undefined {
  if (url.pathname === WSDL_PATH) return WSDL_FILE;
  if (!DIRECTORY_PATH.test(url.pathname)) return FILE_PATH.test(url.pathname) ? url.pathname : undefined;
  const version = url.searchParams.get('version') ?? '2';
  return /^[2-6]$/.test(version) ? `/V${version}${url.pathname}` : undefined;
}
