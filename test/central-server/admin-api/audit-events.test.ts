import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { expect } from 'chai';
import { addAuditEvent } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, codeOf, told, type Operator } from './administered.ts';

interface Entry {
  readonly id: number;
  readonly event: string;
  readonly at: string;
  readonly user_name?: string;
  readonly object?: { readonly id?: string; readonly name?: string };
}

const AT = Date.parse('2026-11-01T08:00:00Z');

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`The audit log by API, in ${engine}`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let operator: Operator;
    let first: number;

    before(async function () {
      this.timeout(120_000);
      central = await Administered.start(
        folders(),
        engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() },
      );
      operator = await central.operator('auditor', ['XROAD_SECURITY_OFFICER']);
      first = (await central.events()).length + 1;
      for (let index = 0; index < 40; index += 1) {
        await central.repository.change((change) =>
          addAuditEvent(administrationTables(change), {
            at: new Date(AT + index * 60_000),
            event: index % 2 === 0 ? 'Add member' : 'Log in user',
            outcome: index % 4 === 0 ? 'failure' : 'success',
            userName: index < 10 ? 'Иван' : '=cmd()',
            correlationId: `5d2e8a10-0000-4000-8000-${String(index).padStart(12, '0')}`,
            data: { before: { name: 'Община "Първа", 100%' }, after: { name: `Столична община ${index}` } },
          }),
        );
      }
    });
    after(() => central.stop());

    const find = async (query: string): Promise<{ ids: number[]; items: readonly Entry[]; total: number }> => {
      const answer = await operator.api('GET', `/drum/audit-events?${query}`);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      const { items, paging_metadata } = answer.body as {
        items: readonly Entry[];
        paging_metadata: { total_items: number };
      };
      return { ids: items.map(({ id }) => id - first), items, total: paging_metadata.total_items };
    };

    it('tells the newest first, page by page', async () => {
      const { ids, total, items } = await find('limit=3');
      expect([ids, total]).to.deep.equal([[39, 38, 37], first + 39]);
      expect(items[0]).to.include({
        event: 'Log in user',
        outcome: 'success',
        at: new Date(AT + 39 * 60_000).toISOString(),
      });
      expect(items[0]?.object).to.deep.equal({ name: 'Столична община 39' });
      expect((await find('limit=3&offset=1')).ids).to.deep.equal([36, 35, 34]);
    });

    for (const [what, query, expected] of [
      ['event', 'event=Add%20member&limit=100', 20],
      ['outcome', `outcome=failure&event=Add%20member`, 10],
      ['user', `user_name=${encodeURIComponent('Иван')}`, 10],
      ['time', 'from=2026-11-01T08:10:00Z&until=2026-11-01T08:12:00Z', 2],
      ['text in any letter case', `q=${encodeURIComponent('СТОЛИЧНА община 3')}`, 11],
      ['text with what means something to the engine', `q=${encodeURIComponent('100%')}`, 40],
      ['a whole correlation id', 'q=5d2e8a10-0000-4000-8000-000000000012', 1],
      ['part of one, which says nothing', 'q=5d2e8a10', 0],
      ['text that nothing has', `q=${encodeURIComponent('10_%')}`, 0],
    ] as const) {
      it(`finds events by ${what}`, async () => {
        expect((await find(query)).total).to.equal(expected);
      });
    }

    it('sorts by what it shows, and refuses to sort by anything else', async () => {
      expect((await find('event=Add%20member&sort=at&limit=2')).ids).to.deep.equal([0, 2]);
      expect((await find('q=member&sort=user_name&desc=true&limit=1')).items[0]).to.include({ user_name: 'Иван' });
      for (const [query, code] of [
        ['sort=data', 'invalid_sort_properties'],
        ['limit=0', 'invalid_pagination_properties'],
        ['from=yesterday', 'validation_failure'],
        ['outcome=perhaps', 'validation_failure'],
      ] as const) {
        expect(told(await operator.api('GET', `/drum/audit-events?${query}`))).to.deep.equal([400, code]);
      }
    });

    it('shows one event with the values before and after', async () => {
      const { body } = await operator.api('GET', `/drum/audit-events/${first}`);
      expect(body).to.deep.include({
        ...{ id: first, event: 'Add member', outcome: 'failure', user_name: 'Иван' },
        ...{ before: { name: 'Община "Първа", 100%' }, after: { name: 'Столична община 0' } },
      });
      expect(told(await operator.api('GET', '/drum/audit-events/999999'))).to.deep.equal([
        404,
        'audit_event_not_found',
      ]);
      expect((await operator.api('GET', '/drum/audit-events/x')).status).to.equal(400);
    });

    it('is downloaded as lines of JSON, oldest first, by the same search', async () => {
      const answer = await operator.api('GET', '/drum/audit-events/export?event=Add%20member&outcome=failure');
      expect(answer.headers['content-disposition']).to.match(/audit_log_TEST_UTC_[\d-]+\.jsonl/);
      const lines = String(answer.body).trim().split('\n');
      const events = lines.map((line) => JSON.parse(line) as { id: number; data: { after: object } });
      expect(events.map(({ id }) => id - first)).to.deep.equal([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
      expect(events[0]?.data.after).to.deep.equal({ name: 'Столична община 0' });
    });

    it('is downloaded as CSV that no spreadsheet runs', async () => {
      const answer = await operator.api('GET', '/drum/audit-events/export?format=CSV&event=Add%20member');
      expect(answer.headers['content-type']).to.match(/^text\/csv/);
      const lines = String(answer.body).trim().split('\r\n');
      expect(lines).to.have.length(21);
      expect(lines[0]).to.match(/^id,at,event,outcome,user_name,/);
      expect(lines[1]).to.include(String.raw`"{""before"":{""name"":""Община \""Първа\"", 100%""}`);
      expect(lines[20]).to.include(",'=cmd(),").and.not.include(',=cmd()');
    });

    it('says whether it holds, and from where on it does not', async () => {
      const holds = await operator.api('GET', '/drum/audit-events/verification');
      expect(holds.body).to.deep.include({ holds: true, events: (await central.events()).length });
      const tables = administrationTables(central.repository.reader);
      const at = first + 5;
      await tables.updateTable('audit_event').set({ searched: 'nothing' }).where('id', '=', at).execute();
      const broken = await operator.api('GET', '/drum/audit-events/verification');
      expect(broken.body).to.deep.include({ holds: false, events: at - 1, broken_at: at });
    });

    it('is nothing for whoever registers members', async () => {
      const other = await central.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
      for (const path of ['', '/1', '/export', '/verification']) {
        const answer = await other.api('GET', `/drum/audit-events${path}`);
        expect([answer.status, codeOf(answer)]).to.deep.equal([403, 'permission_missing']);
      }
    });
  });
}

describe('The download of an audit log', () => {
  const folders = temporaryFolders();
  const EVENTS = 20_000;

  it('is read as fast as it is taken, and not held in memory', async function () {
    this.timeout(120_000);
    const central = await Administered.start(folders());
    const agent = new Agent({ connect: { rejectUnauthorized: false } });
    try {
      const operator = await central.operator('auditor', ['XROAD_SYSTEM_ADMINISTRATOR']);
      const tables = administrationTables(central.repository.reader);
      await tables.transaction().execute(async (change) => {
        for (let index = 0; index < EVENTS; index += 1) {
          await addAuditEvent(change, {
            ...{ at: new Date(AT), event: 'Add member', outcome: 'success' },
            data: { after: 'x'.repeat(2_000) },
          });
        }
      });
      const origin = `https://127.0.0.1:${central.api.port}`;
      const url = `${origin}/api/v1/drum/audit-events/export`;
      const answer = await request(url, { dispatcher: agent, headers: operator.headers });
      // Nobody reads: what waits in buffers is all that was made of it, and what is taken away now is not in it.
      await delay(500);
      await tables
        .deleteFrom('audit_event')
        .where('id', '>', EVENTS / 2)
        .execute();
      expect(await linesOf(answer.body)).to.equal(EVENTS / 2);
      const given = await request(url, { dispatcher: agent, headers: operator.headers });
      given.body.on('error', () => undefined).destroy();
      expect((await operator.api('GET', '/user')).status).to.equal(200);
    } finally {
      await agent.close();
      await central.stop();
    }
  });
});

async function linesOf(body: AsyncIterable<Buffer>): Promise<number> {
  let lines = 0;
  for await (const chunk of body) for (const byte of chunk) if (byte === NEW_LINE) lines += 1;
  return lines;
}

const NEW_LINE = 10;
