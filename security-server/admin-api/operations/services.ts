import { WarningsDetected } from '#administration/http/warnings.ts';
import type { AdminCall } from '#administration/http/call.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ConfigurationReader } from '../../server-configuration/change.ts';
import { getService } from '../../server-configuration/descriptions.ts';
import { addEndpoint, changeEndpoint, deleteEndpoint, getEndpoint } from '../../server-configuration/endpoints.ts';
import type { Endpoint } from '../../server-configuration/model.ts';
import {
  changeService,
  requireUsableSettings,
  type ServiceSettings,
} from '../../server-configuration/service-changes.ts';
import { tlsFinding } from '../../service-descriptions/tls-check.ts';
import { drumError } from '#protocol/errors.ts';
import { configurationChange, type ServerHandlers, type ServerParts } from './parts.ts';
import { numberOf } from './row-number.ts';
import { serviceNameOf, type ServiceName } from './service-ids.ts';
import { endpointShape, serviceShape } from './service-shapes.ts';

/** `ServiceUpdate` of the definition. */
interface ServiceBody {
  readonly url: string;
  readonly timeout: number;
  readonly ssl_auth: boolean;
  readonly url_all?: boolean;
  readonly timeout_all?: boolean;
  readonly ssl_auth_all?: boolean;
  readonly ignore_warnings?: boolean;
}

/** Services that descriptions have brought, and their endpoints. */
export function services(parts: Pick<ServerParts, 'changed' | 'tlsKey'>): ServerHandlers {
  return {
    getService: {
      isObject: true,
      run: async ({ path }, configuration) => {
        const { client, fullCode } = serviceNameOf(path.id);
        return { body: serviceShape((await getService(configuration, client, fullCode)).service) };
      },
    },
    updateService: configurationChange(parts, {
      event: 'Edit service parameters',
      before: (call, configuration) => requireTrusted(call, configuration, parts),
      run: async ({ path, body }, change) => {
        const { client, fullCode } = serviceNameOf(path.id);
        const { before, after } = await changeService(change, client, fullCode, settingsIn(body as ServiceBody));
        return {
          body: after.map(serviceShape)[0],
          audit: { before: before.map(serviceShape), after: after.map(serviceShape) },
        };
      },
    }),
    addEndpoint: configurationChange(parts, {
      event: 'Add rest endpoint',
      run: async ({ path, body }, change) => {
        const { id, method, path: pattern } = body as Endpoint & { readonly id?: string };
        if (id !== undefined) throw drumError('endpoint_id_should_not_be_provided', 'id: the server gives it');
        const { after } = await addEndpoint(change, serviceNameOf(path.id), { method, path: pattern });
        return { body: endpointShape(after), audit: { after: endpointShape(after) } };
      },
    }),
    getEndpoint: {
      run: async ({ path }, configuration) => ({
        body: endpointShape(await getEndpoint(configuration, numberOf(path.id))),
      }),
    },
    updateEndpoint: configurationChange(parts, {
      event: 'Edit rest endpoint',
      run: async ({ path, body }, change) => {
        const { method, path: pattern } = body as Endpoint;
        const { before, after } = await changeEndpoint(change, numberOf(path.id), { method, path: pattern });
        const audit = { before: endpointShape(before), after: endpointShape(after) };
        return { body: audit.after, audit };
      },
    }),
    deleteEndpoint: configurationChange(parts, {
      event: 'Delete rest endpoint',
      run: async ({ path }, change) => {
        const { before } = await deleteEndpoint(change, numberOf(path.id));
        return { audit: { before: endpointShape(before) } };
      },
    }),
  };
}

/** Where the certificate is to be checked, the handshake is tried first. Throws `warnings_detected`, and what the change would throw. */
async function requireTrusted(
  { path, body }: AdminCall,
  configuration: ConfigurationReader,
  { tlsKey }: Pick<ServerParts, 'tlsKey'>,
): Promise<void> {
  const { url, ssl_auth: verifyTls, ignore_warnings: ignoreWarnings } = body as ServiceBody;
  const name = serviceNameOf(path.id);
  requireUsableSettings({ url, verifyTls });
  await getService(configuration, name.client, name.fullCode);
  if (!verifyTls || ignoreWarnings === true) return;
  const finding = await tlsFinding(url, {
    identity: tlsKey.current.identity,
    trusted: await certificatesOf(configuration, name),
  });
  if (finding === 'trusted') return;
  const code = finding === 'untrusted' ? 'internal_server_ssl_handshake_error' : 'internal_server_ssl_error';
  throw new WarningsDetected(`${code}: ${url}`, [{ code, metadata: [url] }]);
}

async function certificatesOf(configuration: ConfigurationReader, { client }: ServiceName): Promise<Buffer[]> {
  const rows = await configuration
    .selectFrom('client_certificate')
    .select('certificate')
    .where('client_key', '=', keyOf(client))
    .execute();
  return rows.map(({ certificate }) => certificate);
}

const settingsIn = (body: ServiceBody): ServiceSettings => ({
  url: body.url,
  timeoutSeconds: body.timeout,
  verifyTls: body.ssl_auth,
  isUrlForAll: body.url_all ?? false,
  isTimeoutForAll: body.timeout_all ?? false,
  isVerifyTlsForAll: body.ssl_auth_all ?? false,
});
