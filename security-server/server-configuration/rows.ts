import { createHash } from 'node:crypto';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { DeclaredRow, DeclaredTable } from '#storage/declared.ts';
import {
  BASE_ENDPOINT,
  endpointsOf,
  keyOfDescription,
  type Client,
  type ServerConfiguration,
  type Service,
} from './model.ts';
import { KEY_COLUMNS, type DeclaredName } from './schema.ts';

/** A server's configuration as rows, table by table; `now`: when it is taken over. */
export function tablesOf({ clients, timeStampingServices }: ServerConfiguration, now: Date): DeclaredTable[] {
  const table = (name: DeclaredName, rows: readonly DeclaredRow[], set?: DeclaredTable['set']): DeclaredTable => ({
    table: name,
    keyColumns: KEY_COLUMNS[name],
    rows: rows.map((row, position) => ({ ...row, position })),
    ...(set === undefined ? {} : { set }),
  });
  const at = now.getTime();
  const updated = { updated_at: at };
  const refreshed = { refreshed_at: at };
  return [
    table('client', clients.map(clientRow)),
    table('client_certificate', clients.flatMap(certificateRows)),
    table('local_group', clients.flatMap(groupRows), { added: updated, changed: updated }),
    table('local_group_member', clients.flatMap(groupMemberRows), { added: { created_at: at }, changed: {} }),
    table('service_description', clients.flatMap(descriptionRows), { added: refreshed, changed: refreshed }),
    table('service', clients.flatMap(serviceRows)),
    table('service_endpoint', clients.flatMap(endpointRows)),
    table('access_right', clients.flatMap(rightRows), { added: { given_at: at }, changed: {} }),
    table(
      'timestamping_service',
      timeStampingServices.map(({ name, url = '' }) => ({ name, url })),
    ),
  ];
}

const clientRow = (client: Client): DeclaredRow => ({
  key: keyOf(client.id),
  connection_type: client.connectionType,
});

const certificateRows = (client: Client): DeclaredRow[] =>
  client.tlsCertificates.map((certificate) => ({
    client_key: keyOf(client.id),
    sha256: createHash('sha256').update(certificate).digest('hex'),
    certificate,
  }));

const groupRows = (client: Client): DeclaredRow[] =>
  client.localGroups.map(({ groupCode, description }) => ({
    client_key: keyOf(client.id),
    group_code: groupCode,
    description,
  }));

const groupMemberRows = (client: Client): DeclaredRow[] =>
  client.localGroups.flatMap(({ groupCode, members }) =>
    members.map((member) => ({ client_key: keyOf(client.id), group_code: groupCode, member_key: keyOf(member) })),
  );

const serviceRows = (client: Client): DeclaredRow[] =>
  client.services.map((service) => ({
    client_key: keyOf(client.id),
    service_code: service.serviceCode,
    service_version: service.serviceVersion ?? '',
    type: service.type,
    url: service.url,
    timeout_seconds: service.timeoutSeconds,
    verify_tls: service.verifyTls ? 1 : 0,
    disabled_notice: service.disabledNotice ?? null,
    description_url: service.descriptionUrl ?? null,
    description_key: descriptionKeyOf(service),
  }));

/** Services of one WSDL have one description; whether they are on, the file says of each of them. */
function descriptionRows(client: Client): DeclaredRow[] {
  const described = new Map(client.services.map((service) => [descriptionKeyOf(service), service]));
  return [...described].map(([key, { type, url, descriptionUrl = url }]) => ({
    client_key: keyOf(client.id),
    ...{ key, type, url: descriptionUrl, disabled: 0, disabled_notice: null },
  }));
}

const descriptionKeyOf = ({ type, serviceCode, url, descriptionUrl = url }: Service): string =>
  keyOfDescription(type, descriptionUrl, serviceCode);

const endpointRows = (client: Client): DeclaredRow[] =>
  client.services.flatMap((service) =>
    [BASE_ENDPOINT, ...endpointsOf(service)].map((endpoint) => ({
      client_key: keyOf(client.id),
      service_code: service.serviceCode,
      service_version: service.serviceVersion ?? '',
      method: endpoint.method,
      path: endpoint.path,
      generated: endpoint === BASE_ENDPOINT ? 1 : 0,
    })),
  );

const rightRows = (client: Client): DeclaredRow[] =>
  client.services.flatMap((service) =>
    service.rights.map(({ subject, endpoint }) => ({
      client_key: keyOf(client.id),
      service_code: service.serviceCode,
      service_version: service.serviceVersion ?? '',
      subject_key: keyOf(subject),
      method: endpoint.method,
      path: endpoint.path,
    })),
  );
