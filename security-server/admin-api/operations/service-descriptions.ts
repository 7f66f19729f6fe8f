import type { AdminCall } from '#administration/http/call.ts';
import type { Mutation } from '../../server-configuration/change.ts';
import {
  deleteDescription,
  disableDescription,
  enableDescription,
} from '../../server-configuration/description-changes.ts';
import { descriptionsOf, getDescription, type Description } from '../../server-configuration/descriptions.ts';
import type { ServiceType } from '../../server-configuration/model.ts';
import { addRead, readNew, type ReadContent, type WantedDescription } from '../../service-descriptions/adding.ts';
import type { Download } from '../../service-descriptions/content.ts';
import { download } from '../../service-descriptions/download.ts';
import { readAgain, readChanged, replaceRead, type ReadAnew } from '../../service-descriptions/replacing.ts';
import { clientIdOf } from './encoded-ids.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';
import { numberOf } from './row-number.ts';
import { descriptionShape, serviceShape } from './service-shapes.ts';

/** `ServiceDescriptionAdd` and `ServiceDescriptionUpdate` of the definition. */
interface DescriptionBody {
  readonly type: ServiceType;
  readonly url: string;
  readonly rest_service_code?: string;
  readonly new_rest_service_code?: string;
  readonly ignore_warnings?: boolean;
}

const shown: NonNullable<Parameters<typeof configurationChange>[1]['state']> = async ({ path }, configuration) => ({
  body: descriptionShape(await getDescription(configuration, numberOf(path.id))),
});

/** What services come from: WSDL, OpenAPI descriptions, addresses of REST services. */
export function serviceDescriptions(parts: Pick<ServerParts, 'changed' | 'file' | 'tlsKey'>): ServerHandlers {
  const from: Download = (url) => download(url, parts.tlsKey.current.identity);
  const options = ({ body, now }: AdminCall) => ({
    ignoreWarnings: (body as DescriptionBody).ignore_warnings ?? false,
    timeoutSeconds: parts.file.parameters['proxy.service-timeout'],
    now,
  });
  return {
    getClientServiceDescriptions: {
      run: async ({ path }, configuration) => ({
        body: (await descriptionsOf(configuration, clientIdOf(path.id))).map(descriptionShape),
      }),
    },
    addClientServiceDescription: configurationChange(parts, {
      event: 'Add service description',
      before: (call, configuration) => readNew(configuration, wantedBy(call), from),
      run: async (call, change, prepared) =>
        told(await addRead(change, wantedBy(call), prepared as ReadContent, options(call))),
    }),
    getServiceDescription: { isObject: true, run: shown },
    getServiceDescriptionServices: {
      run: async ({ path }, configuration) => ({
        body: (await getDescription(configuration, numberOf(path.id))).services.map(serviceShape),
      }),
    },
    updateServiceDescription: configurationChange(parts, {
      event: 'Edit service description',
      before: ({ path, body }, configuration) => {
        const {
          type,
          url,
          rest_service_code: serviceCode,
          new_rest_service_code: newServiceCode,
        } = body as DescriptionBody;
        return readChanged(configuration, numberOf(path.id), { type, url, serviceCode, newServiceCode }, from);
      },
      run: async (call, change, prepared) =>
        told(await replaceRead(change, numberOf(call.path.id), prepared as ReadAnew, options(call))),
    }),
    refreshServiceDescription: configurationChange(parts, {
      event: 'Refresh service description',
      state: shown,
      before: ({ path }, configuration) => readAgain(configuration, numberOf(path.id), from),
      run: async (call, change, prepared) =>
        told(await replaceRead(change, numberOf(call.path.id), prepared as ReadAnew, options(call))),
    }),
    deleteServiceDescription: configurationChange(parts, {
      event: 'Delete service description',
      run: async ({ path }, change) => {
        const { before } = await deleteDescription(change, numberOf(path.id));
        return { audit: { before: descriptionShape(before) } };
      },
    }),
    enableServiceDescription: configurationChange(parts, {
      event: 'Enable service description',
      state: shown,
      run: async ({ path }, change) => {
        const { audit } = told(await enableDescription(change, numberOf(path.id)));
        return { audit };
      },
    }),
    disableServiceDescription: configurationChange(parts, {
      event: 'Disable service description',
      state: shown,
      run: async ({ path, body }, change) => {
        const { disabled_notice: notice } = (body ?? {}) as { disabled_notice?: string };
        const { audit } = told(await disableDescription(change, numberOf(path.id), notice));
        return { audit };
      },
    }),
  };
}

function wantedBy({ path, body }: AdminCall): WantedDescription {
  const { type, url, rest_service_code: serviceCode } = body as DescriptionBody;
  return { client: clientIdOf(path.id), type, url, serviceCode };
}

const told = ({ before, after }: Mutation<Description | undefined, Description>) => ({
  body: descriptionShape(after),
  audit: { ...(before === undefined ? {} : { before: descriptionShape(before) }), after: descriptionShape(after) },
});
