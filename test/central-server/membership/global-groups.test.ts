import { expect } from 'chai';
import {
  addGlobalGroup,
  deleteGlobalGroup,
  describeGlobalGroup,
  getGlobalGroup,
  listGlobalGroups,
} from '#central-server/membership/global-groups.ts';
import {
  addGroupMembers,
  deleteGroupMember,
  findGroupMembers,
  groupMembersFilterModel,
  type GroupMembersFilter,
} from '#central-server/membership/group-members.ts';
import { addMember } from '#central-server/membership/members.ts';
import type { PageRequest } from '#central-server/membership/page.ts';
import { addSubsystem } from '#central-server/membership/subsystems.ts';
import { configurationOf } from '#central-server/publication/directory.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import {
  ABSENT,
  ABSENT_SUBSYSTEM,
  addOwnServer,
  APPLIED,
  AT,
  DECLARED,
  DECLARED_SUBSYSTEM,
  openCountry,
  OWN,
  OWN_SUBSYSTEM,
  restart,
  type Country,
} from './country.ts';

const OWNERS = 'security-server-owners';
const LATER = new Date(AT.getTime() + 1000);

describeOnBothEngines('The global groups of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openCountry(await engine.fresh());
    await country.change((c) => addMember(c, { id: OWN, name: 'Община Русе' }));
    await country.change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM }));
  });
  afterEach(() => country.repository.close());

  const find = async (groupCode: string, filter: GroupMembersFilter = {}, page: Partial<PageRequest> = {}) => {
    const asked = { groupCode, filter, instance: 'BG' };
    const found = await findGroupMembers(country.repository.reader, asked, { limit: 10, offset: 0, ...page });
    return { ...found, items: found.items.map(({ id }) => keyOf(id)) };
  };
  const everybody = [OWN, OWN_SUBSYSTEM, DECLARED, DECLARED_SUBSYSTEM];
  const addEverybody = async () => {
    await country.change((c) => addGlobalGroup(c, { code: 'own', description: 'x' }, AT));
    await country.change((c) => addGroupMembers(c, { groupCode: 'own', clients: everybody }, AT));
  };

  it('are added, described anew and deleted, with their times and counts', async () => {
    const { change, repository } = country;
    const added = { code: 'own', description: 'Собствена', memberCount: 0, createdAt: AT, updatedAt: AT };
    expect(await change((c) => addGlobalGroup(c, added, AT))).to.deep.equal({ before: undefined, after: added });
    await change((c) => addGroupMembers(c, { groupCode: 'own', clients: [OWN] }, AT));
    const full = { ...added, memberCount: 1 };
    const described = { ...full, description: 'Друга', updatedAt: LATER };
    const doing = change((c) => describeGlobalGroup(c, { code: 'own', description: 'Друга' }, LATER));
    expect(await doing).to.deep.equal({ before: full, after: described });
    expect(await restart(country)).to.deep.equal([]);
    expect((await listGlobalGroups(repository.reader)).filter(({ code }) => code !== OWNERS)).to.deep.equal([
      { code: 'declared', description: 'Заявена', memberCount: 1, createdAt: APPLIED, updatedAt: APPLIED },
      described,
    ]);
    expect(await change((c) => deleteGlobalGroup(c, 'own'))).to.deep.equal({ before: described, after: undefined });
    await change((c) => addGlobalGroup(c, added, AT));
    expect((await getGlobalGroup(repository.reader, 'own')).memberCount).to.equal(0);
  });

  it('are refused twice, unknown, and where the file declares them', async () => {
    const { refused, repository } = country;
    const declared = { code: 'declared', description: 'x' };
    const absent = { code: 'absent', description: 'x' };
    expect(await refused((c) => addGlobalGroup(c, declared, AT))).to.equal('global_group_exists');
    expect(await refused((c) => addGlobalGroup(c, { ...declared, code: 'a/b' }, AT))).to.equal('validation_failure');
    expect(await refused((c) => describeGlobalGroup(c, declared, AT))).to.equal('declared_in_file');
    expect(await refused((c) => deleteGlobalGroup(c, 'declared'))).to.equal('declared_in_file');
    expect(await refused((c) => describeGlobalGroup(c, absent, AT))).to.equal('global_group_not_found');
    expect(await refused((c) => deleteGlobalGroup(c, 'absent'))).to.equal('global_group_not_found');
    expect(await refusalOf(() => getGlobalGroup(repository.reader, 'absent'))).to.match(/^global_group_not_found: /);
  });

  it('take several members, each once, beside declared ones', async () => {
    const { change, repository } = country;
    const clients = [OWN, DECLARED_SUBSYSTEM, OWN_SUBSYSTEM, OWN];
    expect(await change((c) => addGroupMembers(c, { groupCode: 'declared', clients }, AT))).to.deep.equal({
      before: undefined,
      after: { groupCode: 'declared', clients: [OWN, OWN_SUBSYSTEM] },
    });
    expect(await restart(country)).to.deep.equal([]);
    expect((await repository.catalogue()).globalGroups[0]?.members).to.deep.equal([
      DECLARED_SUBSYSTEM,
      OWN,
      OWN_SUBSYSTEM,
    ]);
    expect(await change((c) => deleteGroupMember(c, { groupCode: 'declared', client: OWN }))).to.deep.equal({
      before: { groupCode: 'declared', client: OWN },
      after: undefined,
    });
    expect((await find('declared')).items).to.deep.equal([DECLARED_SUBSYSTEM, OWN_SUBSYSTEM].map(keyOf));
  });

  it('refuse members that are unknown, and the removal of those that do not belong or are declared', async () => {
    const { refused } = country;
    const adding = (groupCode: string, client: typeof OWN | typeof OWN_SUBSYSTEM) =>
      refused((c) => addGroupMembers(c, { groupCode, clients: [OWN, client] }, AT));
    expect(await adding('absent', OWN)).to.equal('global_group_not_found');
    expect(await adding('declared', ABSENT)).to.equal('member_not_found');
    expect(await adding('declared', ABSENT_SUBSYSTEM)).to.equal('subsystem_not_found');
    const many = Array.from({ length: 10_001 }, () => OWN);
    expect(await refused((c) => addGroupMembers(c, { groupCode: 'declared', clients: many }, AT))).to.equal(
      'validation_failure',
    );
    expect((await find('declared')).totalItems).to.equal(1);
    const removing = (groupCode: string, client: typeof OWN | typeof OWN_SUBSYSTEM) =>
      refused((c) => deleteGroupMember(c, { groupCode, client }));
    expect(await removing('absent', OWN)).to.equal('global_group_not_found');
    expect(await removing('declared', OWN)).to.equal('member_not_found');
    expect(await removing('declared', DECLARED_SUBSYSTEM)).to.equal('declared_in_file');
  });

  it('number their members, and never give a number again', async () => {
    const { change, repository } = country;
    await addEverybody();
    const numbers = async () => {
      const asked = { groupCode: 'own', filter: {}, instance: 'BG' };
      const { items } = await findGroupMembers(repository.reader, asked, { limit: 10, offset: 0 });
      return items.map(({ number }) => number);
    };
    const [first = 0] = await numbers();
    expect(await numbers()).to.deep.equal([first, first + 1, first + 2, first + 3]);
    await change((c) => deleteGroupMember(c, { groupCode: 'own', client: DECLARED_SUBSYSTEM }));
    await change((c) => addGroupMembers(c, { groupCode: 'own', clients: [DECLARED_SUBSYSTEM] }, AT));
    expect(await numbers()).to.deep.equal([first, first + 1, first + 2, first + 4]);
  });

  it('find their members by every filter', async () => {
    await addEverybody();
    const [own, ownSubsystem, declared, declaredSubsystem] = everybody.map(keyOf);
    const cases: [GroupMembersFilter, (string | undefined)[]][] = [
      [{}, [own, ownSubsystem, declared, declaredSubsystem]],
      [{ query: ' ' }, [own, ownSubsystem, declared, declaredSubsystem]],
      [{ query: 'РУСЕ' }, [own, ownSubsystem]],
      [{ query: 'subsys' }, [ownSubsystem, declaredSubsystem]],
      [{ query: 'OWN' }, [ownSubsystem]],
      [{ query: 'gov' }, [own, ownSubsystem, declared, declaredSubsystem]],
      [{ query: 'bg' }, [own, ownSubsystem, declared, declaredSubsystem]],
      [{ query: '%' }, []],
      [{ memberClass: 'GOV', instance: 'BG', codes: ['2'] }, [own, ownSubsystem]],
      [{ memberClass: 'MUN' }, []],
      [{ instance: 'EE' }, []],
      [{ subsystems: ['own', 'declared'] }, [ownSubsystem, declaredSubsystem]],
      [{ types: ['MEMBER'] }, [own, declared]],
      [{ types: ['MEMBER', 'SUBSYSTEM'], codes: [], subsystems: [] }, [own, ownSubsystem, declared, declaredSubsystem]],
    ];
    for (const [filter, items] of cases) {
      expect(await find('own', filter), JSON.stringify(filter)).to.deep.equal({ items, totalItems: items.length });
    }
    expect(await groupMembersFilterModel(country.repository.reader, 'own', 'BG')).to.deep.equal({
      ...{ instances: ['BG'], memberClasses: ['GOV'], codes: ['1', '2'], subsystems: ['declared', 'own'] },
    });
    expect(await groupMembersFilterModel(country.repository.reader, 'absent', 'BG')).to.deep.equal({
      ...{ instances: [], memberClasses: [], codes: [], subsystems: [] },
    });
    expect(await find('absent')).to.deep.equal({ items: [], totalItems: 0 });
    const codes = Array.from({ length: 10_001 }, String);
    expect(await refusalOf(() => find('own', { codes }))).to.match(/^validation_failure: codes: /);
  });

  it('sort and page their members', async () => {
    await addEverybody();
    const [own, ownSubsystem, declared, declaredSubsystem] = everybody.map(keyOf);
    const sorted = async (sort: string, descending = false) => (await find('own', {}, { sort, descending })).items;
    expect(await sorted('name')).to.deep.equal([declared, declaredSubsystem, own, ownSubsystem]);
    expect(await sorted('name', true)).to.deep.equal([own, ownSubsystem, declared, declaredSubsystem]);
    expect(await sorted('type')).to.deep.equal([own, declared, ownSubsystem, declaredSubsystem]);
    expect(await sorted('code')).to.deep.equal([declared, declaredSubsystem, own, ownSubsystem]);
    expect(await sorted('subsystem', true)).to.deep.equal([ownSubsystem, declaredSubsystem, own, declared]);
    for (const sort of ['class', 'instance', 'created_at']) {
      expect(await sorted(sort), sort).to.deep.equal([own, ownSubsystem, declared, declaredSubsystem]);
    }
    expect(await find('own', {}, { limit: 3, offset: 1 })).to.deep.equal({ items: [declaredSubsystem], totalItems: 4 });
    expect(await refusalOf(() => sorted('constructor'))).to.match(/^invalid_sort_properties: /);
    for (const page of [{ limit: 0 }, { limit: 10_001 }, { offset: -1 }, { offset: 0.5 }, { offset: 2 ** 53 }]) {
      expect(await refusalOf(() => find('own', {}, page))).to.match(/^invalid_pagination_properties: /);
    }
  });

  it('have one of the owners of security servers, which follows from these', async () => {
    const { change, refused, repository } = country;
    expect((await getGlobalGroup(repository.reader, OWNERS)).memberCount).to.equal(1);
    await addOwnServer(country);
    await addOwnServer(country, { ...OWN, type: 'SERVER', serverCode: 'SS2' });
    expect(await find(OWNERS)).to.deep.equal({ items: [DECLARED, OWN].map(keyOf), totalItems: 2 });
    const listed = (await listGlobalGroups(repository.reader)).find(({ code }) => code === OWNERS);
    expect(listed).to.deep.include({ description: 'Security server owners', memberCount: 2 });
    expect(await groupMembersFilterModel(repository.reader, OWNERS, 'BG')).to.deep.include({ codes: ['1', '2'] });

    expect(await refused((c) => deleteGlobalGroup(c, OWNERS))).to.equal('owners_global_group_cannot_be_deleted');
    const adding = refused((c) => addGroupMembers(c, { groupCode: OWNERS, clients: [OWN] }, AT));
    expect(await adding).to.equal('cannot_add_member_to_owners_group');
    const removing = (client: typeof OWN) => refused((c) => deleteGroupMember(c, { groupCode: OWNERS, client }));
    expect(await removing(OWN)).to.equal('owners_global_group_member_cannot_be_deleted');
    expect(await removing(ABSENT)).to.equal('member_not_found');
    expect(await refused((c) => addGlobalGroup(c, { code: OWNERS, description: 'x' }, AT))).to.equal(
      'global_group_exists',
    );

    const published = async () => {
      const catalogue = await repository.catalogue();
      const input = { instance: 'BG', catalogue, publicAddress: 'central.example.bg', sources: [] };
      return configurationOf(input).shared('BG').globalGroups;
    };
    const owners = { groupCode: OWNERS, description: 'Security server owners', members: [DECLARED, OWN] };
    expect((await published()).filter(({ groupCode }) => groupCode === OWNERS)).to.deep.equal([owners]);
    await change((c) => describeGlobalGroup(c, { code: OWNERS, description: 'Собственици' }, LATER));
    expect(await restart(country)).to.deep.equal([]);
    expect(await published()).to.deep.equal([
      { groupCode: 'declared', description: 'Заявена', members: [DECLARED_SUBSYSTEM] },
      { ...owners, description: 'Собственици' },
    ]);
  });
});
