import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf, parseKey } from '#protocol/identifiers/text.ts';
import type { ManagementRequest, ManagementRequestKind } from '#protocol/management/requests.ts';
import { inOrder } from '../catalogue/ordered-change.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { keepRequest } from './keeping.ts';
import { CatalogueRules, type CatalogueChange } from './rules.ts';

export type RequestStatus = 'WAITING' | 'APPROVED' | 'DECLINED' | 'REVOKED';

/** A request as it is kept. */
export interface KeptRequest {
  readonly id: number;
  readonly request: ManagementRequest;
  /** Undefined where the kind of request never needs a decision. */
  readonly status: RequestStatus | undefined;
  readonly origin: CatalogueTables['management_request']['origin'];
  readonly comments?: string;
  readonly createdAt: Date;
  readonly decidedAt: Date | undefined;
}

/** Who asks: a security server, or the integrator at the central server. */
export interface Asked {
  readonly origin: CatalogueTables['management_request']['origin'];
}

/** System parameters `center.auto-approve-…`. */
export interface AutomaticApproval {
  readonly authCertReg: boolean;
  readonly clientReg: boolean;
  readonly ownerChange: boolean;
}

type Row = Selectable<CatalogueTables['management_request']>;

/**
 * Management requests of security servers and what they do to the catalogue, in X-Road's states: registrations and changes
 * of owner wait until they are approved (by the integrator, or by themselves where that is set), declined, or revoked by a
 * deletion of what they ask for; all others take effect at once. Each request is one transaction.
 */
export class ManagementRequests {
  private readonly database: Kysely<CatalogueTables>;
  private readonly change: CatalogueChange | undefined;
  private readonly clock: Clock;
  private readonly automatic: AutomaticApproval;

  /** `change`: the transaction that each request is a part of, instead of one of its own. */
  constructor(database: Kysely<CatalogueTables>, clock: Clock, automatic: AutomaticApproval, change?: CatalogueChange) {
    this.change = change;
    this.database = database;
    this.clock = clock;
    this.automatic = automatic;
  }

  /**
   * Takes a request. A registration that is asked for as a trial (`dryRun`) is only judged, and has no number (0). Throws
   * `management_request_…`.
   */
  async add(request: ManagementRequest, asked: Asked = { origin: 'SECURITY_SERVER' }): Promise<number> {
    return this.inOneTransaction(async (change) => {
      const rules = new CatalogueRules(change, this.clock.now());
      if (needsDecision(request)) {
        await mayAsk(rules, request);
        await this.requireNoOther(change, request);
        if (request.kind === 'authCertReg' && request.dryRun === true) return 0;
        const id = await this.keep(change, request, 'WAITING', asked);
        if (await this.isAutomatic(rules, request)) await this.follow(change, id, request);
        return id;
      }
      await this.act(change, rules, request);
      return this.keep(change, request, undefined, asked);
    });
  }

  /** Throws `management_request_not_found`, `management_request_invalid_state`, and what stands in the way now. */
  async approve(id: number): Promise<void> {
    await this.inOneTransaction(async (change) => {
      await this.follow(change, id, requestOf(await this.waiting(change, id)));
    });
  }

  /** Throws `management_request_not_found`, `management_request_invalid_state`. */
  async decline(id: number): Promise<void> {
    await this.inOneTransaction(async (change) => {
      await this.waiting(change, id);
      await this.decide(change, id, 'DECLINED');
    });
  }

  /** The newest first. */
  async list(limit: number): Promise<KeptRequest[]> {
    const rows = await this.database
      .selectFrom('management_request')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(keptRequestOf);
  }

  /** The same within a transaction. */
  within(change: CatalogueChange): ManagementRequests {
    return new ManagementRequests(this.database, this.clock, this.automatic, change);
  }

  private inOneTransaction<T>(work: (change: CatalogueChange) => Promise<T>): Promise<T> {
    const { change, database } = this;
    return change === undefined ? inOrder(database, work) : work(change);
  }

  private async isAutomatic(rules: CatalogueRules, request: Decided): Promise<boolean> {
    if (!this.automatic[request.kind]) return false;
    if (request.kind === 'authCertReg') return rules.hasMember(request.server);
    return (await rules.hasServer(request.server)) && (await rules.hasMember(request.client));
  }

  /** Does what a waiting request asks for. */
  private async follow(change: CatalogueChange, id: number, request: ManagementRequest): Promise<void> {
    const rules = new CatalogueRules(change, this.clock.now());
    if (request.kind === 'authCertReg') await rules.registerCertificate(request);
    else if (request.kind === 'clientReg') await rules.registerClient(request);
    else if (request.kind === 'ownerChange') await rules.changeOwner(request);
    await this.decide(change, id, 'APPROVED');
  }

  private async act(
    change: CatalogueChange,
    rules: CatalogueRules,
    request: Exclude<ManagementRequest, Decided>,
  ): Promise<void> {
    switch (request.kind) {
      case 'authCertDeletion':
        if (await rules.deleteCertificate(request)) return;
        await this.revoke(change, request);
        return;
      case 'clientDeletion':
        if (await rules.deleteClient(request)) return;
        await this.revoke(change, request);
        return;
      case 'clientDisable':
      case 'clientEnable':
        await rules.setClientEnabled(request, request.kind === 'clientEnable');
        return;
      case 'clientRename':
        await rules.rename(request);
        return;
      case 'addressChange':
        await rules.changeAddress(request);
        return;
      case 'maintenanceModeEnable':
        await rules.setMaintenance(request.server, request);
        return;
      case 'maintenanceModeDisable':
        await rules.setMaintenance(request.server, undefined);
    }
  }

  /** What is deleted before it was approved is not registered any more; after a refusal there is nothing left to do. */
  private async revoke(
    change: CatalogueChange,
    request: Extract<ManagementRequest, { kind: 'authCertDeletion' | 'clientDeletion' }>,
  ): Promise<void> {
    const asked = await this.registrationsOf(change, request);
    const waiting = asked.find(({ status }) => status === 'WAITING');
    if (waiting !== undefined) {
      await this.decide(change, waiting.id, 'REVOKED');
      return;
    }
    if (request.kind === 'clientDeletion' && asked.some(({ status }) => status === 'DECLINED')) return;
    throw request.kind === 'clientDeletion'
      ? drumError(
          'management_request_client_registration_not_found',
          `${keyOf(request.client)} is no client of ${keyOf(request.server)}, and does not wait to be one`,
        )
      : drumError(
          'management_request_invalid_auth_certificate',
          `The certificate is not registered for ${keyOf(request.server)}, and does not wait for it`,
        );
  }

  private async requireNoOther(change: CatalogueChange, request: Decided): Promise<void> {
    const other = (await this.registrationsOf(change, request)).find(({ status }) => status === 'WAITING');
    if (other !== undefined) {
      throw drumError('management_request_exists', `Management request ${other.id} asks for the same, and waits`);
    }
  }

  /** Of the same object: a certificate whoever asks for it, a client at its server, the owner of a server. */
  private async registrationsOf(
    change: CatalogueChange,
    request: Extract<ManagementRequest, { kind: Decided['kind'] | 'authCertDeletion' | 'clientDeletion' }>,
  ): Promise<Row[]> {
    const kind = REGISTRATION_OF[request.kind];
    const all = change.selectFrom('management_request').selectAll().where('kind', '=', kind);
    if (request.kind === 'authCertReg' || request.kind === 'authCertDeletion') {
      const certificate = Buffer.from(request.authenticationCertificate);
      return all.where('certificate', '=', certificate).execute();
    }
    const atServer = all.where('server_key', '=', keyOf(request.server));
    if (request.kind === 'ownerChange') return atServer.execute();
    return atServer.where('client_key', '=', keyOf(request.client)).execute();
  }

  private async waiting(change: CatalogueChange, id: number): Promise<Row> {
    const row = await change.selectFrom('management_request').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw drumError('management_request_not_found', `There is no management request ${id}`);
    if (row.status !== 'WAITING') {
      throw drumError('management_request_invalid_state', `Management request ${id} does not wait for a decision`);
    }
    return row;
  }

  private async decide(change: CatalogueChange, id: number, status: RequestStatus): Promise<void> {
    const decided_at = this.clock.now().getTime();
    await change.updateTable('management_request').set({ status, decided_at }).where('id', '=', id).execute();
  }

  private keep(
    change: CatalogueChange,
    request: ManagementRequest,
    status: 'WAITING' | undefined,
    { origin }: Asked,
  ): Promise<number> {
    return keepRequest(change, request, { status, origin, at: this.clock.now() });
  }
}

/** Requests that wait for a decision. */
type Decided = Extract<ManagementRequest, { kind: 'authCertReg' | 'clientReg' | 'ownerChange' }>;

const needsDecision = (request: ManagementRequest): request is Decided =>
  request.kind === 'authCertReg' || request.kind === 'clientReg' || request.kind === 'ownerChange';

const REGISTRATION_OF = {
  authCertReg: 'authCertReg',
  authCertDeletion: 'authCertReg',
  clientReg: 'clientReg',
  clientDeletion: 'clientReg',
  ownerChange: 'ownerChange',
} as const satisfies Partial<Record<ManagementRequestKind, ManagementRequestKind>>;

async function mayAsk(rules: CatalogueRules, request: Decided): Promise<void> {
  if (request.kind === 'authCertReg') await rules.mayRegisterCertificate(request);
  else if (request.kind === 'clientReg') await rules.mayRegisterClient(request);
  else await rules.mayChangeOwner(request);
}

const statusOf = ({ status }: Row): RequestStatus | undefined => (status ?? undefined) as RequestStatus | undefined;

export const keptRequestOf = (row: Row): KeptRequest => ({
  id: row.id,
  request: requestOf(row),
  status: statusOf(row),
  origin: row.origin,
  ...(row.comments === null ? {} : { comments: row.comments }),
  createdAt: new Date(row.created_at),
  decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
});

/** The request that a row was made of. */
function requestOf(row: Row): ManagementRequest {
  const server = parseKey(row.server_key) as ServerId;
  const client = row.client_key === null ? undefined : (parseKey(row.client_key) as ClientId);
  const fields = {
    kind: row.kind,
    server,
    ...(client === undefined ? {} : { client }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.certificate === null ? {} : { authenticationCertificate: row.certificate }),
    ...(row.text === null ? {} : { [row.kind === 'maintenanceModeEnable' ? 'message' : 'subsystemName']: row.text }),
  };
  return fields as ManagementRequest;
}
