import { expect } from 'chai';
import type { Kysely } from 'kysely';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { CATALOGUE_MIGRATIONS, type CatalogueTables } from '#central-server/catalogue/schema.ts';
import { openDatabase } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { describeOnBothEngines } from './engines.ts';

const MEMBER = 'MEMBER:BG/GOV/Б1';
const SERVER = 'SERVER:BG/GOV/Б1/SS1';
const own = { position: 0, declared: 0 };
const before = CATALOGUE_MIGRATIONS.filter(({ name }) => name < '0005');

/** Rows as an older program has left them. */
const OLD_ROWS = {
  member_class: { code: 'GOV', description: 'Държава', ...own },
  member: { key: MEMBER, member_class: 'GOV', member_code: 'Б1', name: 'Община Русе', ...own },
  subsystem: { key: 'SUBSYSTEM:BG/GOV/Б1/Данъци', member_key: MEMBER, subsystem_code: 'Данъци', ...own },
  security_server: { key: SERVER, owner_key: MEMBER, server_code: 'SS1', maintenance: 0, ...own },
  authentication_certificate: { server_key: SERVER, sha256: 'ab', certificate: Buffer.from([1]), ...own },
  global_group: { code: 'registers', description: 'Регистри', ...own },
  global_group_member: { group_code: 'registers', client_key: MEMBER, ...own },
  management_request: {
    ...{ id: 7, kind: 'clientReg', server_key: SERVER, created_at: 5 },
    client_key: 'SUBSYSTEM:BG/GOV/Б1/Данъци',
  },
};

describeOnBothEngines('the step to administration', (engine) => {
  it('keeps what is there, and adds what is shown and searched by', async () => {
    const options = await engine.fresh();
    const old = await openDatabase<Record<string, Record<string, unknown>>>(options);
    await migrate(old, before);
    for (const [table, row] of Object.entries(OLD_ROWS)) await old.kysely.insertInto(table).values(row).execute();
    await old.close();

    const repository = await CatalogueRepository.open(options, 'BG');
    const catalogue = await repository.catalogue();
    await repository.applyDeclared({ ...catalogue, ...NOTHING_DECLARED });
    expect(await repository.catalogue()).to.deep.equal(catalogue);
    await repository.close();
    expect(catalogue.members[0]).to.deep.include({ memberCode: 'Б1', name: 'Община Русе' });
    expect(catalogue.globalGroups.map(({ groupCode }) => groupCode)).to.deep.equal(['registers']);

    const database = await openDatabase<CatalogueTables>(options);
    const found = await newColumns(database.kysely);
    await database.close();
    expect(found.times.every((at) => at > 1_700_000_000_000)).to.equal(true);
    expect(found.numbers).to.deep.equal([1, 1, 1]);
    expect(found.texts).to.deep.equal(['община русе', 'б1', 'данъци', 'ss1', 'SECURITY_SERVER', null]);
    expect(found.keys).to.deep.equal([MEMBER, MEMBER]);
    expect(found.groups).to.deep.equal(['registers', 'security-server-owners']);
  });
});

const NOTHING_DECLARED = {
  memberClasses: [],
  members: [],
  securityServers: [],
  globalGroups: [],
  certificationServices: [],
  timeStampingServices: [],
  trustedAnchors: [],
};

async function newColumns(kysely: Kysely<CatalogueTables>) {
  const member = await kysely.selectFrom('member').selectAll().executeTakeFirstOrThrow();
  const subsystem = await kysely.selectFrom('subsystem').selectAll().executeTakeFirstOrThrow();
  const server = await kysely.selectFrom('security_server').selectAll().executeTakeFirstOrThrow();
  const certificate = await kysely.selectFrom('authentication_certificate').selectAll().executeTakeFirstOrThrow();
  const belongs = await kysely.selectFrom('global_group_member').selectAll().executeTakeFirstOrThrow();
  const request = await kysely.selectFrom('management_request').selectAll().executeTakeFirstOrThrow();
  const groups = await kysely.selectFrom('global_group').selectAll().orderBy('code').execute();
  return {
    times: [server.created_at, server.updated_at, belongs.created_at, ...groups.map((group) => group.updated_at)],
    numbers: [server.number, certificate.number, belongs.number],
    texts: [
      ...[member.name_folded, member.code_folded, subsystem.code_folded, server.code_folded],
      ...[request.origin, request.comments],
    ],
    keys: [request.owner_key, request.client_member_key],
    groups: groups.map(({ code }) => code),
  };
}
