import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { folded } from '#central-server/catalogue/folding.ts';
import type { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import type { CatalogueTables } from '#central-server/catalogue/schema.ts';
import { serviceIdOf } from '#central-server/service-catalogue/keeping.ts';
import { portionsOf } from './large-catalogue.ts';

const AUDIT_EVENTS = 20_000;
const HOUR_MS = 3_600_000;
/** Requests that nobody has decided yet: one in so many. */
const WAITING_EVERY = 500;

type Change = Transaction<CatalogueTables>;

/**
 * What years of work leave beside the members: a request for each client and each certificate, a service of each subsystem in the catalogue,
 * and an audit log.
 */
export async function fillLists(repository: CatalogueRepository, now: Date): Promise<void> {
  await repository.change(async (change) => {
    await addRequests(change, now.getTime());
    await addServices(change, now.getTime());
    for (let event = 0; event < AUDIT_EVENTS; event += 1) {
      await addAuditEvent(administrationTables(change), {
        ...{
          at: new Date(now.getTime() - (AUDIT_EVENTS - event) * 60_000),
          event: 'Edit member name',
          outcome: 'success',
        },
        ...{ userName: `officer-${event % 20}`, authentication: 'Session', address: '10.0.0.1' },
        data: { after: { memberClass: 'GOV', memberCode: String(event), memberName: `Администрация номер ${event}` } },
      });
    }
  });
}

async function addRequests(change: Change, now: number): Promise<void> {
  const clients = await change
    .selectFrom('server_client')
    .innerJoin('security_server', 'security_server.key', 'server_client.server_key')
    .select(['server_key', 'client_key', 'security_server.owner_key'])
    .execute();
  const rows = clients.map(({ server_key, client_key, owner_key }, at): CatalogueTables['management_request'] => ({
    ...{ id: at + 1, kind: 'clientReg', server_key, owner_key, client_key },
    client_member_key: client_key.replace('SUBSYSTEM:', 'MEMBER:').replace(/\/[^/]*$/, ''),
    status: at % WAITING_EVERY === 0 ? 'WAITING' : 'APPROVED',
    ...{ address: null, certificate: null, text: null, origin: 'SECURITY_SERVER', comments: null },
    ...{ created_at: now - at * HOUR_MS, decided_at: now - at * HOUR_MS, decided_by: 'officer' },
    ...{ signer_certificate: null, reason: null },
  }));
  for (const portion of portionsOf(rows)) await change.insertInto('management_request').values(portion).execute();
}

async function addServices(change: Change, now: number): Promise<void> {
  const subsystems = await change.selectFrom('subsystem').select(['key', 'name']).execute();
  const asked = { asked_at: now, answered_at: now, problem: null, asked: 720, answered: 719 };
  for (const portion of portionsOf(subsystems)) {
    const rows = portion.map(({ key }) => ({ subsystem_key: key, ...asked }));
    await change.insertInto('catalogued_subsystem').values(rows).execute();
    const services = portion.map(({ key, name }, at): CatalogueTables['catalogued_service'] => {
      const title = `Справка ${at} ${name ?? ''}`;
      const service = { serviceCode: `report-${at}`, serviceVersion: 'v1' };
      return {
        ...{ id: serviceIdOf(key, service), subsystem_key: key, service_code: service.serviceCode },
        ...{ service_version: service.serviceVersion, type: 'OPENAPI', title, text: null, contact: null, sample: null },
        ...{ operations: '[]', description_digest: createHash('sha256').update(title).digest('hex') },
        ...{ description_problem: null, first_seen_at: now, last_seen_at: now, changed_at: now, gone_at: null },
        ...{ own_description_bg: null, own_description_en: null, own_contact: null, own_sample: null },
        ...{ own_note: null, edited_at: null, folded: folded(`${service.serviceCode} ${title}`) },
      };
    });
    await change.insertInto('catalogued_service').values(services).execute();
  }
}
