import { expect } from 'chai';
import { addGroupMembers } from '#central-server/membership/group-members.ts';
import { addGlobalGroup } from '#central-server/membership/global-groups.ts';
import {
  addMemberClass,
  deleteMemberClass,
  describeMemberClass,
  listMemberClasses,
} from '#central-server/membership/member-classes.ts';
import {
  addMember,
  deleteMember,
  getMember,
  globalGroupsOfMember,
  ownedServers,
  renameMember,
  usedServers,
} from '#central-server/membership/members.ts';
import {
  addSubsystem,
  deleteSubsystem,
  renameSubsystem,
  subsystemsOfMember,
} from '#central-server/membership/subsystems.ts';
import { findClients } from '#central-server/membership/clients.ts';
import { refusalOf } from '../../refusal.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import {
  ABSENT,
  ABSENT_SUBSYSTEM,
  addOwnServer,
  APPLIED,
  AT,
  DECLARED,
  DECLARED_SERVER,
  DECLARED_SUBSYSTEM,
  openCountry,
  OWN,
  OWN_SERVER,
  OWN_SUBSYSTEM,
  restart,
  type Country,
} from './country.ts';

const HEALTH = { code: 'Здраве', description: 'Болници' };

describeOnBothEngines('The member classes of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openCountry(await engine.fresh());
  });
  afterEach(() => country.repository.close());

  const codes = async () => (await listMemberClasses(country.repository.reader)).map(({ code }) => code);

  it('are added, described anew and deleted, and say what was before and after', async () => {
    const { change } = country;
    expect(await change((c) => addMemberClass(c, HEALTH))).to.deep.equal({ before: undefined, after: HEALTH });
    expect(await codes()).to.deep.equal(['GOV', 'MUN', 'Здраве']);
    const renamed = { ...HEALTH, description: 'Аптеки' };
    expect(await change((c) => describeMemberClass(c, renamed))).to.deep.equal({ before: HEALTH, after: renamed });
    expect(await change((c) => deleteMemberClass(c, HEALTH.code))).to.deep.equal({ before: renamed, after: undefined });
    expect(await codes()).to.deep.equal(['GOV', 'MUN']);
  });

  it('are refused twice, unknown, in use, and where the file declares them', async () => {
    const { change, refused } = country;
    expect(await refused((c) => addMemberClass(c, { code: 'GOV', description: 'x' }))).to.equal('member_class_exists');
    expect(await refused((c) => describeMemberClass(c, HEALTH))).to.equal('member_class_not_found');
    expect(await refused((c) => deleteMemberClass(c, HEALTH.code))).to.equal('member_class_not_found');
    expect(await refused((c) => deleteMemberClass(c, 'GOV'))).to.equal('declared_in_file');
    expect(await refused((c) => describeMemberClass(c, { code: 'GOV', description: 'x' }))).to.equal(
      'declared_in_file',
    );
    await change((c) => addMemberClass(c, HEALTH));
    await change((c) => addMember(c, { id: { ...OWN, memberClass: HEALTH.code }, name: 'Болница' }));
    expect(await refused((c) => deleteMemberClass(c, HEALTH.code))).to.equal('member_class_is_in_use');
  });

  const strange = ['a:b', 'a/b', 'a\\b', 'a%b', 'a;b', 'a..b', 'a\tb', 'a\u200bb'];
  for (const code of ['', ...strange, 'a'.repeat(256)]) {
    it(`have no code ${JSON.stringify(code.slice(0, 10))} of ${code.length}`, async () => {
      const { refused } = country;
      expect(await refused((c) => addMemberClass(c, { code, description: 'x' }))).to.equal('validation_failure');
    });
  }

  it('have descriptions of 1 to 255 characters, without control characters', async () => {
    for (const description of ['', 'a'.repeat(256), 'a\nb']) {
      const adding = country.refused((c) => addMemberClass(c, { code: 'X', description }));
      expect(await adding, description.slice(0, 5)).to.equal('validation_failure');
    }
  });
});

describeOnBothEngines('The members of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openCountry(await engine.fresh());
  });
  afterEach(() => country.repository.close());

  it('are added and renamed, and a restart leaves them as they are', async () => {
    const { change, repository } = country;
    const added = { id: OWN, name: 'Община Русе' };
    expect(await change((c) => addMember(c, added))).to.deep.equal({ before: undefined, after: added });
    const renamed = { id: OWN, name: 'Община Варна' };
    expect(await change((c) => renameMember(c, renamed))).to.deep.equal({ before: added, after: renamed });
    expect(await restart(country)).to.deep.equal([]);
    expect(await getMember(repository.reader, OWN)).to.deep.equal(renamed);
    const named = (q: string) => findClients(repository.reader, { q }, { limit: 5, offset: 0 }, 'BG');
    expect((await named('ВАРНА')).totalItems).to.equal(1);
    expect((await named('русе')).totalItems).to.equal(0);
  });

  it('are refused twice, unknown, of no class, and where the file declares them', async () => {
    const { refused, repository } = country;
    expect(await refused((c) => addMember(c, { id: DECLARED, name: 'x' }))).to.equal('member_exists');
    const ofNoClass = { ...OWN, memberClass: 'X' };
    expect(await refused((c) => addMember(c, { id: ofNoClass, name: 'x' }))).to.equal('member_class_not_found');
    expect(await refused((c) => renameMember(c, { id: ABSENT, name: 'x' }))).to.equal('member_not_found');
    expect(await refused((c) => deleteMember(c, ABSENT))).to.equal('member_not_found');
    expect(await refusalOf(() => getMember(repository.reader, ABSENT))).to.match(/^member_not_found: /);
    expect(await refusalOf(() => subsystemsOfMember(repository.reader, ABSENT))).to.match(/^member_not_found: /);
    expect(await refused((c) => renameMember(c, { id: DECLARED, name: 'x' }))).to.equal('declared_in_file');
    expect(await refused((c) => deleteMember(c, DECLARED))).to.equal('declared_in_file');
    expect(await refused((c) => addMember(c, { id: { ...OWN, memberCode: 'a:b' }, name: 'x' }))).to.equal(
      'validation_failure',
    );
    expect(await refused((c) => addMember(c, { id: OWN, name: '' }))).to.equal('validation_failure');
  });

  it('tell what they have, and take all of it with them when they are deleted', async () => {
    const { change, ask, repository } = country;
    const { reader } = repository;
    const before = await repository.catalogue();
    await change((c) => addMember(c, { id: OWN, name: 'Община' }));
    await change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM, name: 'Данъци' }));
    await change((c) => addGlobalGroup(c, { code: 'own', description: 'x' }, AT));
    for (const groupCode of ['declared', 'own']) {
      await change((c) => addGroupMembers(c, { groupCode, clients: [OWN_SUBSYSTEM, OWN] }, AT));
    }
    await addOwnServer(country);
    await ask({ kind: 'clientReg', server: OWN_SERVER, client: DECLARED_SUBSYSTEM });
    await ask({ kind: 'clientReg', server: DECLARED_SERVER, client: OWN_SUBSYSTEM });
    await ask({ kind: 'clientReg', server: DECLARED_SERVER, client: OWN });

    expect((await ownedServers(reader, OWN)).map(({ id }) => id)).to.deep.equal([OWN_SERVER]);
    expect((await usedServers(reader, OWN)).map(({ id }) => id)).to.deep.equal([DECLARED_SERVER]);
    expect(await globalGroupsOfMember(reader, OWN)).to.deep.equal([
      { groupCode: 'security-server-owners', addedAt: AT },
      { groupCode: 'declared', subsystemCode: 'own', addedAt: AT },
      { groupCode: 'declared', addedAt: AT },
      { groupCode: 'own', subsystemCode: 'own', addedAt: AT },
      { groupCode: 'own', addedAt: AT },
    ]);
    expect(await globalGroupsOfMember(reader, DECLARED)).to.deep.equal([
      { groupCode: 'security-server-owners', addedAt: APPLIED },
      { groupCode: 'declared', subsystemCode: 'declared', addedAt: APPLIED },
    ]);

    expect(await change((c) => deleteMember(c, OWN))).to.deep.equal({
      before: { id: OWN, name: 'Община', subsystemCodes: ['own'], ownedServers: [OWN_SERVER] },
      after: undefined,
    });
    expect(await repository.catalogue()).to.deep.equal({
      ...before,
      globalGroups: [...before.globalGroups, { groupCode: 'own', description: 'x', members: [] }],
    });
    const left = await Promise.all(
      (['server_client', 'authentication_certificate', 'subsystem', 'global_group_member'] as const).map((table) =>
        reader.selectFrom(table).select('declared').execute(),
      ),
    );
    expect(left.map((rows) => rows.map(({ declared }) => declared))).to.deep.equal([[1], [1], [1], [1]]);
    for (const list of [globalGroupsOfMember, ownedServers, usedServers]) {
      expect(await list(reader, OWN)).to.deep.equal([]);
    }
  });
});

describeOnBothEngines('The subsystems of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openCountry(await engine.fresh());
    await country.change((c) => addMember(c, { id: OWN, name: 'Община' }));
  });
  afterEach(() => country.repository.close());

  it('are added beside declared ones, renamed, and deleted', async () => {
    const { change, repository } = country;
    const beside = { ...DECLARED_SUBSYSTEM, subsystemCode: 'beside' };
    expect(await change((c) => addSubsystem(c, { id: beside }))).to.deep.equal({
      before: undefined,
      after: { id: beside },
    });
    const named = { id: beside, name: 'Второ' };
    expect(await change((c) => renameSubsystem(c, named))).to.deep.equal({ before: { id: beside }, after: named });
    expect(await restart(country)).to.deep.equal([]);
    const found = await subsystemsOfMember(repository.reader, DECLARED);
    expect(found).to.deep.include({ ...named, usedServers: [] });
    expect(await change((c) => renameSubsystem(c, { id: beside, name: '' }))).to.deep.equal({
      before: named,
      after: { id: beside },
    });
    await change((c) => addGroupMembers(c, { groupCode: 'declared', clients: [beside] }, AT));
    expect(await change((c) => deleteSubsystem(c, beside))).to.deep.equal({ before: { id: beside }, after: undefined });
    expect((await repository.catalogue()).globalGroups[0]?.members).to.deep.equal([DECLARED_SUBSYSTEM]);
  });

  it('tell the servers that they use, and whether they are disabled there', async () => {
    const { change, ask, repository } = country;
    await addOwnServer(country);
    await change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM, name: 'Данъци' }));
    for (const server of [OWN_SERVER, DECLARED_SERVER]) await ask({ kind: 'clientReg', server, client: OWN_SUBSYSTEM });
    await ask({ kind: 'clientDisable', server: OWN_SERVER, client: OWN_SUBSYSTEM });
    expect(await subsystemsOfMember(repository.reader, OWN)).to.deep.equal([
      {
        id: OWN_SUBSYSTEM,
        name: 'Данъци',
        usedServers: [
          { id: DECLARED_SERVER, ownerName: 'Агенция', status: 'APPROVED' },
          { id: OWN_SERVER, ownerName: 'Община', status: 'DISABLED' },
        ],
      },
    ]);
  });

  it('are refused twice, unknown, of no member, registered, and where the file declares them', async () => {
    const { change, ask, refused } = country;
    await change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM }));
    expect(await refused((c) => addSubsystem(c, { id: OWN_SUBSYSTEM }))).to.equal('subsystem_exists');
    const ofNobody = { ...OWN_SUBSYSTEM, memberCode: 'absent' };
    expect(await refused((c) => addSubsystem(c, { id: ofNobody }))).to.equal('member_not_found');
    const long = { ...OWN_SUBSYSTEM, subsystemCode: 'a'.repeat(256) };
    expect(await refused((c) => addSubsystem(c, { id: long }))).to.equal('validation_failure');
    expect(await refused((c) => renameSubsystem(c, { id: ABSENT_SUBSYSTEM, name: 'x' }))).to.equal(
      'subsystem_not_found',
    );
    expect(await refused((c) => deleteSubsystem(c, ABSENT_SUBSYSTEM))).to.equal('subsystem_not_found');
    expect(await refused((c) => renameSubsystem(c, { id: DECLARED_SUBSYSTEM, name: 'x' }))).to.equal(
      'declared_in_file',
    );
    expect(await refused((c) => deleteSubsystem(c, DECLARED_SUBSYSTEM))).to.equal('declared_in_file');
    await ask({ kind: 'clientReg', server: DECLARED_SERVER, client: OWN_SUBSYSTEM });
    expect(await refused((c) => deleteSubsystem(c, OWN_SUBSYSTEM))).to.equal(
      'subsystem_registered_and_cannot_be_deleted',
    );
  });
});
