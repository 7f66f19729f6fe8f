import type { Transaction, Updateable } from 'kysely';
import { drumError, type ErrorCode } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { folded } from '../catalogue/folding.ts';
import { nextNumber } from '../catalogue/numbers.ts';
import { certificateKey } from '../catalogue/keys.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';

/** What a request does to the catalogue, within one transaction. */
export type CatalogueChange = Transaction<CatalogueTables>;

type Of<Kind extends ManagementRequest['kind']> = Extract<ManagementRequest, { kind: Kind }>;

const refused = (code: ErrorCode, message: string) => drumError(code, message);

/** What the configuration file declares, only the file may change. */
function requireOwn(row: { readonly declared: number }, what: string): void {
  if (row.declared === 1) {
    throw refused('management_request_declared', `${what} is declared in the central server's configuration file`);
  }
}

export class CatalogueRules {
  private readonly change: CatalogueChange;
  /** Milliseconds since 1970 UTC. */
  private readonly at: number;

  constructor(change: CatalogueChange, now: Date) {
    this.change = change;
    this.at = now.getTime();
  }

  // Looking

  async server(server: ServerId) {
    const row = await this.change
      .selectFrom('security_server')
      .selectAll()
      .where('key', '=', keyOf(server))
      .executeTakeFirst();
    if (row === undefined) {
      throw refused('management_request_server_not_found', `There is no security server ${keyOf(server)}`);
    }
    return row;
  }

  async hasMember(client: ClientId | ServerId): Promise<boolean> {
    const key = keyOf(memberOf(client));
    return (
      (await this.change.selectFrom('member').select('key').where('key', '=', key).executeTakeFirst()) !== undefined
    );
  }

  async hasServer(server: ServerId): Promise<boolean> {
    const found = await this.change
      .selectFrom('security_server')
      .select('key')
      .where('key', '=', keyOf(server))
      .executeTakeFirst();
    return found !== undefined;
  }

  private async clientOf(server: ServerId, client: ClientId) {
    return this.change
      .selectFrom('server_client')
      .selectAll()
      .where('server_key', '=', keyOf(server))
      .where('client_key', '=', keyOf(client))
      .executeTakeFirst();
  }

  private async requireClient(server: ServerId, client: ClientId) {
    const row = await this.clientOf(server, client);
    if (row !== undefined) return row;
    throw refused('management_request_server_client_not_found', `${keyOf(client)} is no client of ${keyOf(server)}`);
  }

  private async requireMember(id: ClientId | ServerId): Promise<void> {
    if (await this.hasMember(id)) return;
    throw refused('management_request_member_not_found', `There is no member ${keyOf(memberOf(id))}`);
  }

  private async certificateOwner(certificate: Uint8Array) {
    return this.change
      .selectFrom('authentication_certificate')
      .selectAll()
      .where('sha256', '=', certificateKey(certificate))
      .executeTakeFirst();
  }

  private async last(
    table: 'security_server' | 'authentication_certificate' | 'server_client' | 'subsystem',
  ): Promise<number> {
    const row = await this.change
      .selectFrom(table)
      .select((select) => select.fn.max('position').as('position'))
      .executeTakeFirst();
    return row?.position ?? -1;
  }

  // Authentication certificates

  async mayRegisterCertificate({ authenticationCertificate }: Of<'authCertReg'>): Promise<void> {
    const known = await this.certificateOwner(authenticationCertificate);
    if (known !== undefined) {
      throw refused(
        'management_request_security_server_exists',
        `The certificate is registered for ${known.server_key} already`,
      );
    }
  }

  async registerCertificate(request: Of<'authCertReg'>): Promise<void> {
    await this.mayRegisterCertificate(request);
    await this.requireMember(request.server);
    await this.ensureServer(request);
    await this.change
      .insertInto('authentication_certificate')
      .values({
        server_key: keyOf(request.server),
        sha256: certificateKey(request.authenticationCertificate),
        certificate: Buffer.from(request.authenticationCertificate),
        number: await nextNumber(this.change, 'authentication_certificate'),
        position: (await this.last('authentication_certificate')) + 1,
        declared: 0,
      })
      .execute();
  }

  /** A new server, or the known one with the address that it has told; that of a declared one is the file's. */
  private async ensureServer({ server, address }: Of<'authCertReg'>): Promise<void> {
    const key = keyOf(server);
    if (await this.hasServer(server)) {
      if (address === undefined) return;
      await this.change
        .updateTable('security_server')
        .set({ address, updated_at: this.at })
        .where('key', '=', key)
        .where('declared', '=', 0)
        .execute();
      return;
    }
    await this.change
      .insertInto('security_server')
      .values({
        key,
        owner_key: keyOf(memberOf(server)),
        server_code: server.serverCode,
        address: address ?? null,
        maintenance: 0,
        maintenance_message: null,
        code_folded: folded(server.serverCode),
        ...{ created_at: this.at, updated_at: this.at },
        number: await nextNumber(this.change, 'security_server'),
        position: (await this.last('security_server')) + 1,
        declared: 0,
      })
      .execute();
  }

  /** Says whether the certificate was registered. */
  async deleteCertificate({ server, authenticationCertificate }: Of<'authCertDeletion'>): Promise<boolean> {
    const row = await this.certificateOwner(authenticationCertificate);
    if (row === undefined) return false;
    if (row.server_key !== keyOf(server)) {
      throw refused('management_request_invalid_auth_certificate', `The certificate is not one of ${keyOf(server)}`);
    }
    requireOwn(row, 'The certificate');
    await this.change.deleteFrom('authentication_certificate').where('sha256', '=', row.sha256).execute();
    return true;
  }

  // Clients

  async mayRegisterClient({ server, client }: Of<'clientReg'>): Promise<void> {
    if (keyOf(client) === keyOf(memberOf(server))) {
      throw refused('management_request_cannot_register_owner', `${keyOf(client)} owns ${keyOf(server)}`);
    }
    if ((await this.clientOf(server, client)) !== undefined) {
      throw refused(
        'management_request_client_already_registered',
        `${keyOf(client)} is a client of ${keyOf(server)} already`,
      );
    }
  }

  async registerClient(request: Of<'clientReg'>): Promise<void> {
    const { server, client, subsystemName } = request;
    await this.mayRegisterClient(request);
    await this.server(server);
    await this.requireMember(client);
    if (client.type === 'SUBSYSTEM') await this.ensureSubsystem(client, subsystemName);
    await this.change
      .insertInto('server_client')
      .values({
        server_key: keyOf(server),
        client_key: keyOf(client),
        position: (await this.last('server_client')) + 1,
        declared: 0,
        enabled: 1,
      })
      .execute();
  }

  private async ensureSubsystem(
    client: Extract<ClientId, { type: 'SUBSYSTEM' }>,
    name: string | undefined,
  ): Promise<void> {
    const key = keyOf(client);
    const known = await this.change.selectFrom('subsystem').selectAll().where('key', '=', key).executeTakeFirst();
    if (known !== undefined) {
      if (name === undefined || name === known.name || known.declared === 1) return;
      await this.change.updateTable('subsystem').set({ name }).where('key', '=', key).execute();
      return;
    }
    await this.change
      .insertInto('subsystem')
      .values({
        key,
        member_key: keyOf(memberOf(client)),
        subsystem_code: client.subsystemCode,
        ...{ name: name ?? null, code_folded: folded(client.subsystemCode) },
        position: (await this.last('subsystem')) + 1,
        declared: 0,
      })
      .execute();
  }

  /** Says whether the client was registered. */
  async deleteClient({ server, client }: Of<'clientDeletion'>): Promise<boolean> {
    const row = await this.clientOf(server, client);
    if (row === undefined) return false;
    requireOwn(row, `Client ${keyOf(client)}`);
    await this.change
      .deleteFrom('server_client')
      .where('server_key', '=', keyOf(server))
      .where('client_key', '=', keyOf(client))
      .execute();
    return true;
  }

  async setClientEnabled({ server, client }: Of<'clientDisable' | 'clientEnable'>, enabled: boolean): Promise<void> {
    const row = await this.requireClient(server, client);
    if (!enabled && keyOf(client) === (await this.managementProvider())) {
      throw refused(
        'mr_forbidden_disable_management_service_client',
        `${keyOf(client)} provides the management services`,
      );
    }
    requireOwn(row, `Client ${keyOf(client)}`);
    await this.change
      .updateTable('server_client')
      .set({ enabled: enabled ? 1 : 0 })
      .where('server_key', '=', keyOf(server))
      .where('client_key', '=', keyOf(client))
      .execute();
  }

  async rename({ server, client, subsystemName }: Of<'clientRename'>): Promise<void> {
    if (client.type !== 'SUBSYSTEM') {
      throw refused('management_request_only_subsystem_rename_allowed', `${keyOf(client)} is a member`);
    }
    await this.requireClient(server, client);
    const row = await this.change
      .selectFrom('subsystem')
      .selectAll()
      .where('key', '=', keyOf(client))
      .executeTakeFirst();
    if (row === undefined) {
      throw refused('management_request_server_client_not_found', `There is no subsystem ${keyOf(client)}`);
    }
    requireOwn(row, `Subsystem ${keyOf(client)}`);
    await this.change.updateTable('subsystem').set({ name: subsystemName }).where('key', '=', keyOf(client)).execute();
  }

  // Servers

  async mayChangeOwner({ server, client }: Of<'ownerChange'>): Promise<void> {
    if (client.type !== 'MEMBER') {
      throw refused('management_request_owner_must_be_member', `${keyOf(client)} is a subsystem`);
    }
    await this.server(server);
    if (keyOf(client) === keyOf(memberOf(server))) {
      throw refused('management_request_client_already_owner', `${keyOf(client)} owns ${keyOf(server)} already`);
    }
    if ((await this.clientOf(server, client)) === undefined) {
      throw refused('management_request_owner_must_be_client', `${keyOf(client)} is no client of ${keyOf(server)}`);
    }
    const moved = movedTo(server, client);
    if (await this.hasServer(moved)) {
      throw refused('management_request_server_code_exists', `There is a security server ${keyOf(moved)} already`);
    }
  }

  /** The server goes on under its new owner's name, with its certificates and clients; the old owner becomes one of these. */
  async changeOwner(request: Of<'ownerChange'>): Promise<void> {
    const { server, client } = request;
    await this.mayChangeOwner(request);
    await this.requireMember(client);
    requireOwn(await this.server(server), `Security server ${keyOf(server)}`);
    const [old, moved] = [keyOf(server), keyOf(movedTo(server, client))];
    const children = await this.change
      .selectFrom('server_client')
      .select('declared')
      .where('server_key', '=', old)
      .union(this.change.selectFrom('authentication_certificate').select('declared').where('server_key', '=', old))
      .execute();
    for (const child of children) requireOwn(child, `A client or certificate of ${old}`);
    await this.updateServer(server, { key: moved, owner_key: keyOf(client) });
    await this.change
      .updateTable('authentication_certificate')
      .set({ server_key: moved })
      .where('server_key', '=', old)
      .execute();
    await this.change.updateTable('server_client').set({ server_key: moved }).where('server_key', '=', old).execute();
    await this.change
      .deleteFrom('server_client')
      .where('server_key', '=', moved)
      .where('client_key', '=', keyOf(client))
      .execute();
    await this.change
      .insertInto('server_client')
      .values({
        server_key: moved,
        client_key: keyOf(memberOf(server)),
        position: (await this.last('server_client')) + 1,
        declared: 0,
        enabled: 1,
      })
      .onConflict((conflict) => conflict.columns(['server_key', 'client_key']).doNothing())
      .execute();
  }

  async changeAddress({ server, address }: Of<'addressChange'>): Promise<void> {
    requireOwn(await this.server(server), `Security server ${keyOf(server)}`);
    await this.updateServer(server, { address });
  }

  async setMaintenance(server: ServerId, maintenance: { readonly message?: string } | undefined): Promise<void> {
    const row = await this.server(server);
    const isOn = row.maintenance === 1;
    if (isOn && maintenance !== undefined) {
      throw refused('management_request_server_already_in_maintenance_mode', `${keyOf(server)} is in maintenance mode`);
    }
    if (!isOn && maintenance === undefined) {
      throw refused('management_request_server_not_in_maintenance_mode', `${keyOf(server)} is not in maintenance mode`);
    }
    if (maintenance !== undefined && (await this.providesManagement(server))) {
      throw refused(
        'mr_forbidden_enable_maintenance_mode_for_management_service',
        `${keyOf(server)} provides the management services`,
      );
    }
    requireOwn(row, `Security server ${keyOf(server)}`);
    await this.updateServer(server, {
      maintenance: maintenance === undefined ? 0 : 1,
      maintenance_message: maintenance?.message ?? null,
    });
  }

  private async updateServer(server: ServerId, columns: Updateable<CatalogueTables['security_server']>): Promise<void> {
    await this.change
      .updateTable('security_server')
      .set({ ...columns, updated_at: this.at })
      .where('key', '=', keyOf(server))
      .execute();
  }

  private async managementProvider(): Promise<string | undefined> {
    const row = await this.change
      .selectFrom('setting')
      .select('value')
      .where('name', '=', 'managementServiceProvider')
      .executeTakeFirst();
    return row?.value;
  }

  private async providesManagement(server: ServerId): Promise<boolean> {
    const provider = await this.managementProvider();
    if (provider === undefined) return false;
    const row = await this.change
      .selectFrom('server_client')
      .select('client_key')
      .where('server_key', '=', keyOf(server))
      .where('client_key', '=', provider)
      .executeTakeFirst();
    return row !== undefined;
  }
}

const movedTo = (server: ServerId, { instance, memberClass, memberCode }: ClientId): ServerId => ({
  type: 'SERVER',
  ...{ instance, memberClass, memberCode, serverCode: server.serverCode },
});
