import { drumError } from '#protocol/errors.ts';
import { readWsdl } from '#protocol/metadata/read-wsdl.ts';
import type { DescribedService } from '../server-configuration/description-checks.ts';
import { HTTP_METHODS, type Endpoint } from '../server-configuration/model.ts';
import { DownloadFailed } from './download.ts';
import { openApiReadApart } from './read-apart.ts';

/** How what stands at an address is got. Throws `DownloadFailed`. */
export type Download = (url: string) => Promise<Buffer>;

/** The services of the WSDL at an address. Throws `wsdl_download_failed`, `invalid_wsdl`. */
export async function wsdlAt(url: string, download: Download): Promise<DescribedService[]> {
  const bytes = await download(url).catch((error: unknown) => {
    if (!(error instanceof DownloadFailed)) throw error;
    throw drumError('wsdl_download_failed', `The WSDL cannot be downloaded: ${error.message}`, error);
  });
  return readWsdl(bytes).map(({ url: address, ...service }) => {
    if (address !== undefined) return { ...service, url: address };
    throw drumError('invalid_wsdl', `The WSDL cannot be used: the port of ${service.serviceCode} has no address`);
  });
}

/** What an OpenAPI description says of its only service. */
export interface OpenApiContent {
  readonly address: string;
  readonly endpoints: readonly Endpoint[];
  /** What it lacks. */
  readonly warnings: readonly string[];
}

/** The OpenAPI description at an address. Throws `openapi_parsing_error`, `unsupported_openapi_version`. */
export async function openApiAt(url: string, download: Download): Promise<OpenApiContent> {
  const bytes = await download(url).catch((error: unknown) => {
    if (!(error instanceof DownloadFailed)) throw error;
    throw drumError('openapi_parsing_error', `The OpenAPI description cannot be downloaded: ${error.message}`, error);
  });
  const { address, endpoints, warnings } = await openApiReadApart({ bytes, url });
  return {
    address,
    warnings,
    endpoints: endpoints.flatMap(({ method, path }) => {
      const known = HTTP_METHODS.find((each) => each === method);
      return known === undefined ? [] : [{ method: known, path }];
    }),
  };
}
