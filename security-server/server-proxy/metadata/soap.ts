import { createHash, randomUUID } from 'node:crypto';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { drumError } from '#protocol/errors.ts';
import { clientOfService } from '#protocol/identifiers/compare.ts';
import { serviceListXml } from '#protocol/metadata/services.ts';
import { withoutEndpointAddresses } from '#protocol/metadata/wsdl.ts';
import type { SoapEnvelope } from '#protocol/soap/envelope.ts';
import type { SoapHeader } from '#protocol/soap/header.ts';
import { XROAD } from '#protocol/soap/namespaces.ts';
import { newBoundary } from '#protocol/transport/multipart-writer.ts';
import { optionalChild } from '#protocol/xml/read.ts';
import { xmlText } from '#protocol/xml/write.ts';
import { inMemory } from '../../exchange/body.ts';
import type { PartBody } from '../../exchange/parts.ts';
import type { OfferedService, ServerConfigurationSnapshot } from '../../server-configuration/snapshot.ts';
import type { AnsweringServices, Target } from '../protocol.ts';
import { soapProvided } from '../soap-answer.ts';
import { serviceDescription } from './description.ts';

/** What the server itself answers: the element in the body, and a WSDL beside it. */
interface Answer {
  readonly body: string;
  readonly attachment?: PartBody;
}

/**
 * X-Road's metadata services for SOAP (PR-META §4 to §6), which the provider's security server answers itself; undefined
 * where the request is for none of them. Everybody may call them.
 */
export function soapMetadata(
  asked: { readonly soap: SoapHeader; readonly bytes: Uint8Array; readonly envelope: SoapEnvelope },
  rights: ServerConfigurationSnapshot,
  configuration: GlobalConfiguration,
): Target | undefined {
  const { soap, bytes, envelope } = asked;
  const provider = clientOfService(soap.serviceId);
  const { serviceCode } = soap.serviceId;
  const answers: Readonly<Record<string, (side: AnsweringServices) => Answer | Promise<Answer>>> = {
    listMethods: () => listOf(serviceCode, rights.servicesOf(provider)),
    allowedMethods: () =>
      listOf(serviceCode, rights.servicesOf(provider, { caller: soap.clientId, groups: configuration })),
    getWsdl: (side) => wsdlOf(side, rights.servicesOf(provider), wantedBy(envelope)),
  };
  const answer = Object.hasOwn(answers, serviceCode) ? answers[serviceCode] : undefined;
  if (answer === undefined) return undefined;
  return {
    answer: async (side) => {
      const { body, attachment } = await answer(side);
      return soapProvided(
        { soap, bytes },
        body,
        attachment === undefined ? [] : [attachment],
        contentTypeOf(attachment),
      );
    },
  };
}

/** With an attachment the answer is multipart wherever it goes. */
const contentTypeOf = (attachment: PartBody | undefined): string =>
  attachment === undefined
    ? 'text/xml; charset=UTF-8'
    : `multipart/related; type="text/xml"; charset=UTF-8; boundary=${newBoundary()}`;

function listOf(serviceCode: string, services: readonly OfferedService[]): Answer {
  const listed = services.filter(({ service }) => service.type === 'WSDL').map(({ id }) => id);
  return { body: serviceListXml(serviceCode, listed) };
}

interface Wanted {
  readonly serviceCode: string;
  readonly serviceVersion: string | undefined;
}

function wantedBy({ body }: SoapEnvelope): Wanted {
  const request = body?.children[0];
  const text = (name: string) => request && optionalChild(request, name, XROAD, 'invalid_request')?.text;
  const serviceCode = text('serviceCode');
  if (!serviceCode) throw drumError('invalid_request', 'Missing serviceCode in message body');
  return { serviceCode, serviceVersion: text('serviceVersion') };
}

async function wsdlOf(
  side: AnsweringServices,
  services: readonly OfferedService[],
  { serviceCode, serviceVersion }: Wanted,
): Promise<Answer> {
  const found = services.find(
    ({ service }) => service.serviceCode === serviceCode && service.serviceVersion === serviceVersion,
  );
  const name = serviceVersion === undefined ? serviceCode : `${serviceCode} ${serviceVersion}`;
  if (found === undefined) throw drumError('unknown_service', `Could not find wsdl URL for service ${name}`);
  if (found.service.type !== 'WSDL') {
    throw drumError('service_type', 'Service is a REST service and does not have a WSDL');
  }
  const description = await serviceDescription(side, found.service, 'WSDL');
  const bytes = withoutEndpointAddresses(description.bytes);
  const version =
    serviceVersion === undefined ? '' : `<xroad:serviceVersion>${xmlText(serviceVersion)}</xroad:serviceVersion>`;
  return {
    body: `<xroad:getWsdlResponse><xroad:serviceCode>${xmlText(serviceCode)}</xroad:serviceCode>${version}</xroad:getWsdlResponse>`,
    attachment: {
      ...inMemory(bytes),
      digest: createHash('sha512').update(bytes).digest(),
      contentType: 'text/xml',
      headers: [
        ['Content-Transfer-Encoding', 'binary'],
        ['Content-ID', `<wsdl=${randomUUID()}@x-road.eu>`],
      ],
    },
  };
}
