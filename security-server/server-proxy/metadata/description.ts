import { asDrumError, drumError } from '#protocol/errors.ts';
import { headerValue } from '#protocol/rest/header-part.ts';
import { collect } from '#protocol/transport/multipart-reader.ts';
import type { Service } from '../../server-configuration/model.ts';
import type { AnsweringServices } from '../protocol.ts';
import { providerChunks } from '../provider-body.ts';

/** A description is held in memory and parsed. */
const DESCRIPTION_BYTES_MAX = 10_485_760;

export interface ServiceDescription {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly url: string;
}

/** Downloads a service's description from where its owner keeps it. Throws `unknown_service`, `service_failed.…`. */
export async function serviceDescription(
  side: AnsweringServices,
  service: Service,
  what: 'WSDL' | 'OpenAPI description',
): Promise<ServiceDescription> {
  const { descriptionUrl: url } = service;
  if (url === undefined) throw drumError('unknown_service', `Could not find ${what} of service ${service.serviceCode}`);
  const answer = await side.providers.call(service, {
    ...{ url, method: 'GET', servicePath: '', query: undefined, headers: [], body: undefined },
  });
  try {
    if (answer.status !== 200) {
      throw drumError('http_error', `The ${what} was answered with ${answer.status} ${answer.reason}`);
    }
    const bytes = await collect(providerChunks(side, answer.body), DESCRIPTION_BYTES_MAX, what);
    return { bytes, contentType: headerValue(answer.headers, 'content-type'), url };
  } catch (error) {
    answer.body.on('error', () => undefined).destroy();
    throw asDrumError(error).withPrefix('service_failed');
  }
}
