import type { CaParameters } from '#protocol/configuration/parameters.ts';
import type { MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { DeclaredRow, DeclaredTable } from '#storage/declared.ts';
import { folded } from './folding.ts';
import { certificateKey } from './keys.ts';
import type { Catalogue, CatalogueSettings, RegisteredServer } from './catalogue.ts';

const positioned = (rows: readonly DeclaredRow[]): DeclaredRow[] => rows.map((row, position) => ({ ...row, position }));

/** A catalogue as rows, table by table, each after those that it refers to; `now`: when it is applied. */
export function tablesOf(catalogue: Catalogue, instance: string, now: Date): DeclaredTable[] {
  const at = now.getTime();
  const timed = { added: { created_at: at, updated_at: at }, changed: { updated_at: at } };
  const serverKey = (server: RegisteredServer): string =>
    keyOf({ ...server.owner, type: 'SERVER', serverCode: server.serverCode });
  const servers = catalogue.securityServers;
  const services = catalogue.certificationServices;
  return [
    { table: 'setting', keyColumns: ['name'], rows: settingRows(catalogue.settings) },
    {
      table: 'member_class',
      keyColumns: ['code'],
      rows: positioned(catalogue.memberClasses.map(({ code, description }) => ({ code, description }))),
    },
    { table: 'member', keyColumns: ['key'], rows: memberRows(catalogue, instance) },
    { table: 'subsystem', keyColumns: ['key'], rows: subsystemRows(catalogue, instance) },
    {
      table: 'security_server',
      keyColumns: ['key'],
      rows: positioned(
        servers.map((server) => ({
          key: serverKey(server),
          owner_key: keyOf(server.owner),
          server_code: server.serverCode,
          address: server.address ?? null,
          maintenance: server.maintenance === undefined ? 0 : 1,
          maintenance_message: server.maintenance?.message ?? null,
          code_folded: folded(server.serverCode),
        })),
      ),
      set: timed,
    },
    {
      table: 'authentication_certificate',
      keyColumns: ['server_key', 'sha256'],
      rows: positioned(
        servers.flatMap((server) =>
          server.authenticationCertificates.map((certificate) => ({
            server_key: serverKey(server),
            sha256: certificateKey(certificate),
            certificate,
          })),
        ),
      ),
    },
    {
      table: 'server_client',
      keyColumns: ['server_key', 'client_key'],
      rows: positioned(
        servers.flatMap((server) =>
          server.clients.map((client) => ({ server_key: serverKey(server), client_key: keyOf(client), enabled: 1 })),
        ),
      ),
    },
    {
      table: 'global_group',
      keyColumns: ['code'],
      rows: positioned(catalogue.globalGroups.map(({ groupCode, description }) => ({ code: groupCode, description }))),
      set: timed,
    },
    {
      table: 'global_group_member',
      keyColumns: ['group_code', 'client_key'],
      rows: positioned(
        catalogue.globalGroups.flatMap(({ groupCode, members }) =>
          members.map((member) => ({ group_code: groupCode, client_key: keyOf(member) })),
        ),
      ),
      set: { added: { created_at: at }, changed: {} },
    },
    {
      table: 'certification_service',
      keyColumns: ['name'],
      rows: positioned(
        services.map((service) => ({
          name: service.name,
          profile: service.certificateProfileInfo,
          authentication_only: service.authenticationOnly ? 1 : 0,
          csr_format: service.defaultCsrFormat ?? null,
          acme_directory_url: service.acmeServer?.directoryUrl ?? null,
          acme_ip_address: service.acmeServer?.ipAddress ?? null,
          acme_authentication_profile: service.acmeServer?.authenticationCertificateProfileId ?? null,
          acme_signing_profile: service.acmeServer?.signingCertificateProfileId ?? null,
          certificate: service.topCa.certificate,
        })),
      ),
    },
    {
      table: 'intermediate_ca',
      keyColumns: ['service_name', 'sha256'],
      rows: positioned(
        services.flatMap((service) =>
          service.intermediateCas.map(({ certificate }) => ({
            service_name: service.name,
            sha256: certificateKey(certificate),
            certificate,
          })),
        ),
      ),
    },
    {
      table: 'ocsp_responder',
      keyColumns: ['ca_sha256', 'url'],
      rows: positioned(services.flatMap(({ topCa, intermediateCas }) => [topCa, ...intermediateCas].flatMap(ocspRows))),
    },
    {
      table: 'timestamping_service',
      keyColumns: ['url'],
      rows: positioned(
        catalogue.timeStampingServices.map(({ url, name, certificate, costType }) => ({
          url,
          name,
          certificate,
          cost_type: costType ?? null,
        })),
      ),
    },
    {
      table: 'trusted_anchor',
      keyColumns: ['instance'],
      rows: positioned(
        catalogue.trustedAnchors.map(({ anchor, file, fingerprint }) => ({
          instance: anchor.instance,
          fingerprint,
          generated_at: anchor.generatedAt?.getTime() ?? null,
          file,
        })),
      ),
    },
  ];
}

function settingRows(settings: CatalogueSettings): DeclaredRow[] {
  const { managementServiceProvider, monitoringClient, ocspFetchIntervalSeconds, ocspVerifyNextUpdate } = settings;
  const values: Record<keyof CatalogueSettings, string | undefined> = {
    ocspFreshnessSeconds: String(settings.ocspFreshnessSeconds),
    timeStampingIntervalSeconds: String(settings.timeStampingIntervalSeconds),
    managementServiceProvider: managementServiceProvider && keyOf(managementServiceProvider),
    monitoringClient: monitoringClient && keyOf(monitoringClient),
    ocspFetchIntervalSeconds: ocspFetchIntervalSeconds?.toString(),
    ocspVerifyNextUpdate: ocspVerifyNextUpdate?.toString(),
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function memberIdOf(member: Catalogue['members'][number], instance: string): MemberId {
  return { type: 'MEMBER', instance, memberClass: member.memberClass.code, memberCode: member.memberCode };
}

function memberRows(catalogue: Catalogue, instance: string): DeclaredRow[] {
  return positioned(
    catalogue.members.map((member) => ({
      key: keyOf(memberIdOf(member, instance)),
      member_class: member.memberClass.code,
      member_code: member.memberCode,
      name: member.name,
      name_folded: folded(member.name),
      code_folded: folded(member.memberCode),
    })),
  );
}

function subsystemRows(catalogue: Catalogue, instance: string): DeclaredRow[] {
  return positioned(
    catalogue.members.flatMap((member) =>
      member.subsystems.map(({ subsystemCode, name }) => {
        const owner = memberIdOf(member, instance);
        const id: SubsystemId = { ...owner, type: 'SUBSYSTEM', subsystemCode };
        return {
          ...{ key: keyOf(id), member_key: keyOf(owner), subsystem_code: subsystemCode, name: name ?? null },
          code_folded: folded(subsystemCode),
        };
      }),
    ),
  );
}

function ocspRows({ certificate, ocsp }: CaParameters): DeclaredRow[] {
  return ocsp.map((responder) => ({
    ca_sha256: certificateKey(certificate),
    url: responder.url,
    certificate: responder.certificate ?? null,
    cost_type: responder.costType ?? null,
  }));
}
