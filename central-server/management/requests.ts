import type { Kysely } from 'kysely';
import { addAuditEvent, type AuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import type { Clock } from '#config/clock.ts';
import { DrumError, drumError } from '#protocol/errors.ts';
import { memberOf } from '#protocol/identifiers/compare.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ManagementRequest, ManagementRequestKind } from '#protocol/management/requests.ts';
import { inOrder } from '#administration/ordered-change.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { addMember, type Member } from '../membership/members.ts';
import { keepRequest } from './keeping.ts';
import {
  keptRequestOf,
  notWaiting,
  requestOf,
  type KeptRequest,
  type RequestRow,
  type RequestStatus,
} from './kept-request.ts';
import { CatalogueRules, type CatalogueChange } from './rules.ts';

/** Who asks: a security server, or the integrator at the central server. */
export interface Asked {
  readonly origin: CatalogueTables['management_request']['origin'];
  /** Whose signature was verified (DER). */
  readonly signer?: Uint8Array | undefined;
}

/** What somebody says of a request that waits. */
interface Decision {
  /** A user, an API key, or words with a blank for what is neither. */
  readonly by: string;
}

export interface Approval extends Decision {
  /** The member that asks, or is to become a client, is added where it is not known; by its code where it gets no name. */
  readonly createMember?: { readonly name?: string | undefined } | undefined;
}

export interface Refusal extends Decision {
  readonly reason?: string | undefined;
}

/** System parameters `center.auto-approve-…`. */
export interface AutomaticApproval {
  readonly authCertReg: boolean;
  readonly clientReg: boolean;
  readonly ownerChange: boolean;
}

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
    return this.inOneTransaction(
      async (change) => {
        const rules = new CatalogueRules(change, this.clock.now());
        if (needsDecision(request)) {
          await mayAsk(rules, request);
          await this.requireNoOther(change, request);
          if (request.kind === 'authCertReg' && request.dryRun === true) return 0;
          const id = await this.keep(change, request, 'WAITING', asked);
          if (await this.isAutomatic(rules, request)) await this.follow(change, id, request, { by: AUTOMATIC });
          return id;
        }
        await this.act(change, rules, request);
        return this.keep(change, request, undefined, asked);
      },
      (id) =>
        id === 0
          ? undefined
          : { event: 'Add management request', data: { id, kind: request.kind, server: keyOf(request.server) } },
    );
  }

  /**
   * Does what a request asks for, and tells the member that had to be added. Throws `management_request_not_found`,
   * `management_request_invalid_state`, and what stands in the way now.
   */
  async approve(id: number, approval: Approval): Promise<{ readonly createdMember?: Member }> {
    return this.inOneTransaction(
      async (change) => this.follow(change, id, requestOf(await this.waiting(change, id)), approval),
      (created) => ({ event: 'Approve management request', data: { id, by: approval.by, ...created } }),
    );
  }

  /** Why an approval would be refused now, were a member that is not known added with it; undefined: it would not. */
  async obstacle(id: number): Promise<DrumError | undefined> {
    const given: Approval = { by: AUTOMATIC, createMember: {} };
    try {
      await inOrder(this.database, async (change) => {
        await this.within(change).approve(id, given);
        throw new TrialEnds();
      });
    } catch (error) {
      if (error instanceof DrumError) return error;
      if (!(error instanceof TrialEnds)) throw error;
    }
    return undefined;
  }

  /** What the integrator has asked for itself is revoked by this. Throws `management_request_not_found`, `management_request_invalid_state`. */
  async decline(id: number, refusal: Refusal): Promise<void> {
    await this.inOneTransaction(
      async (change) => {
        const { origin } = await this.waiting(change, id);
        await this.decide(change, id, origin === 'CENTER' ? 'REVOKED' : 'DECLINED', refusal);
      },
      () => ({ event: 'Decline management request', data: { id, ...refusal } }),
    );
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

  /** Whose transaction it is tells of it in the audit log. */
  private inOneTransaction<T>(
    work: (change: CatalogueChange) => Promise<T>,
    told: (done: T) => Pick<AuditEvent, 'event' | 'data'> | undefined,
  ): Promise<T> {
    const { change: given, database, clock } = this;
    if (given !== undefined) return work(given);
    return inOrder(database, async (change) => {
      const done = await work(change);
      const event = told(done);
      if (event !== undefined) {
        await addAuditEvent(administrationTables(change), { ...event, at: clock.now(), outcome: 'success' });
      }
      return done;
    });
  }

  private async isAutomatic(rules: CatalogueRules, request: Decided): Promise<boolean> {
    if (!this.automatic[request.kind]) return false;
    if (request.kind === 'authCertReg') return rules.hasMember(request.server);
    return (await rules.hasServer(request.server)) && (await rules.hasMember(request.client));
  }

  /** Does what a waiting request asks for. */
  private async follow(
    change: CatalogueChange,
    id: number,
    request: ManagementRequest,
    { by, createMember }: Approval,
  ): Promise<{ readonly createdMember?: Member }> {
    const rules = new CatalogueRules(change, this.clock.now());
    const member = memberOf('client' in request ? request.client : request.server);
    const isCreated = createMember !== undefined && !(await rules.hasMember(member));
    const created = { id: member, name: createMember?.name ?? member.memberCode };
    if (isCreated) await addMember(change, created, this.clock.now());
    if (request.kind === 'authCertReg') await rules.registerCertificate(request);
    else if (request.kind === 'clientReg') await rules.registerClient(request);
    else if (request.kind === 'ownerChange') await rules.changeOwner(request);
    await this.decide(change, id, 'APPROVED', { by });
    return isCreated ? { createdMember: created } : {};
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
      await this.decide(change, waiting.id, 'REVOKED', { by: DELETED });
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
  ): Promise<RequestRow[]> {
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

  private async waiting(change: CatalogueChange, id: number): Promise<RequestRow> {
    const row = await change.selectFrom('management_request').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw drumError('management_request_not_found', `There is no management request ${id}`);
    if (row.status !== 'WAITING') {
      throw drumError('management_request_invalid_state', notWaiting(keptRequestOf(row)));
    }
    return row;
  }

  private async decide(
    change: CatalogueChange,
    id: number,
    status: RequestStatus,
    { by: decided_by, reason = null }: { readonly by: string; readonly reason?: string | null | undefined },
  ): Promise<void> {
    const decided_at = this.clock.now().getTime();
    await change
      .updateTable('management_request')
      .set({ status, decided_at, decided_by, reason })
      .where('id', '=', id)
      .execute();
  }

  private keep(
    change: CatalogueChange,
    request: ManagementRequest,
    status: 'WAITING' | undefined,
    { origin, signer }: Asked,
  ): Promise<number> {
    return keepRequest(change, request, { status, origin, signer, at: this.clock.now() });
  }
}

/** Takes back all that a trial has done. */
class TrialEnds extends Error {}

/** Who decides where it is nobody; no user's name has a blank. */
const AUTOMATIC = 'automatic approval';
const DELETED = 'deletion request';

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
