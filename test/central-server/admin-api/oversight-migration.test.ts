import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { expect } from 'chai';
import { addAuditEvent, checkAuditLog } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { findAuditEvents } from '#administration/audit-log/finding.ts';
import { CATALOGUE_MIGRATIONS, type CatalogueTables } from '#central-server/catalogue/schema.ts';
import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';

const OVERSIGHT = '0016-oversight';
const UP_TO_OVERSIGHT = CATALOGUE_MIGRATIONS.filter(({ name }) => name <= OVERSIGHT);

describe('An audit log from before it could be searched', () => {
  const folders = temporaryFolders();

  for (const engine of ['sqlite', 'postgresql'] as const) {
    it(`holds and is found afterwards, in ${engine}`, async function () {
      this.timeout(120_000);
      const options: DatabaseOptions =
        engine === 'sqlite'
          ? { engine, path: join(folders(), 'catalogue.sqlite') }
          : { engine, url: await freshPostgresDatabase() };
      const database = await openDatabase<CatalogueTables>(options);
      try {
        await migrate(database, UP_TO_OVERSIGHT);
        const tables = administrationTables(database.kysely);
        for (const event of ['Add member', 'Delete member']) {
          const data = { after: { name: 'Столична община' } };
          await addAuditEvent(tables, { at: new Date('2026-11-01T08:00:00Z'), event, outcome: 'success', data });
        }
        // Back to what an older version has left.
        const schema = database.kysely as unknown as Kysely<unknown>;
        for (const column of ['at', 'event', 'user_name', 'outcome']) {
          await schema.schema.dropIndex(`audit_event_${column}`).execute();
        }
        await schema.schema.alterTable('audit_event').dropColumn('searched').execute();
        await schema.schema.alterTable('administration_head').dropColumn('notice_id').execute();
        for (const table of ['notice', 'notice_delivery', 'syslog_target'])
          await schema.schema.dropTable(table).execute();
        const migrations = database.kysely as unknown as Kysely<{ kysely_migration: { name: string } }>;
        await migrations.deleteFrom('kysely_migration').where('name', '=', OVERSIGHT).execute();
        await migrate(database, UP_TO_OVERSIGHT);
        expect(await checkAuditLog(tables))
          .to.include({ count: 2 })
          .and.not.have.property('brokenAt');
        const found = await findAuditEvents(tables, { text: 'СТОЛИЧНА' }, { limit: 10, offset: 0 });
        expect(found.items.map(({ event }) => event)).to.deep.equal(['Delete member', 'Add member']);
      } finally {
        await database.close();
      }
    });
  }
});
