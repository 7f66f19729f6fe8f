import { expect } from 'chai';
import type { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import { wantedName, wantName } from '#security-server/server-configuration/client-names.ts';
import { addClient, deleteClient, listClients } from '#security-server/server-configuration/clients.ts';
import {
  addLocalGroup,
  addLocalGroupMembers,
  deleteLocalGroup,
  getLocalGroup,
  localGroupsOf,
} from '#security-server/server-configuration/local-groups.ts';
import { addServiceRights, rightsOf } from '#security-server/server-configuration/rights.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { DECLARED, DECLARED_AT, MEMBER, NOW, openedRepository, OTHER, REGISTER, TOWN } from './opened.ts';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

describeOnBothEngines('the clients of a security server', (engine) => {
  let repository: ServerConfigurationRepository;
  beforeEach(async () => {
    repository = await openedRepository(await engine.fresh());
  });
  afterEach(() => repository.close());

  const own = { id: OTHER, status: 'SAVED', connectionType: 'HTTP' } as const;
  const add = () => repository.change((change) => addClient(change, own, MEMBER));
  const remove = (isElsewhere: boolean) =>
    repository.change((change) => deleteClient(change, OTHER, { owner: MEMBER, isElsewhere }));
  const giveRights = () =>
    repository.change((change) =>
      addServiceRights(change, { client: REGISTER, serviceCodes: ['person'], subjects: [OTHER] }, NOW),
    );
  const held = async () => (await rightsOf(repository.reader, REGISTER)).length;

  it('of the database stand beside the declared ones, and stay when those are declared again', async () => {
    await add();
    await repository.applyDeclared(DECLARED);
    expect((await listClients(repository.reader)).map(({ id }) => id)).to.deep.equal([REGISTER, OTHER]);
    expect((await repository.load()).clients.map(({ status }) => status)).to.deep.equal(['SAVED', 'SAVED']);
    expect(await codeOf(add())).to.equal('client_already_exists');
  });

  it('take with them what they had, and the rights that were theirs where they are nowhere else', async () => {
    await add();
    await giveRights();
    await repository.change((change) => addLocalGroup(change, { client: OTHER, code: 'g', description: 'Г' }, NOW));
    expect(await held()).to.equal(3);
    await remove(true);
    expect(await held()).to.equal(3);
    await add();
    expect(await localGroupsOf(repository.reader, OTHER)).to.deep.equal([]);
    await remove(false);
    // The other one of the two rights that it had is the file's.
    expect(await held()).to.equal(2);
  });

  it('wait for a name until global configuration calls them otherwise than before', async () => {
    await add();
    const want = (name: string, current: string | undefined) =>
      repository.change((change) => wantName(change, { id: OTHER, current }, { name, isSubmitted: true }));
    const wanted = (current: string | undefined) => wantedName(repository.reader, { id: OTHER, current });
    await want('Ново', undefined);
    expect(await wanted(undefined)).to.deep.equal({ name: 'Ново', isSubmitted: true });
    expect(await wanted('Ново')).to.equal(undefined);
    await want('Друго', 'Ново');
    expect(await wanted('Ново')).to.deep.equal({ name: 'Друго', isSubmitted: true });
    await want('Ново', 'Ново');
    expect(await wanted('Ново')).to.equal(undefined);
  });
});

describeOnBothEngines('the local groups of a client', (engine) => {
  let repository: ServerConfigurationRepository;
  beforeEach(async () => {
    repository = await openedRepository(await engine.fresh());
  });
  afterEach(() => repository.close());

  const add = (code: string) =>
    repository.change((change) => addLocalGroup(change, { client: REGISTER, code, description: 'Г' }, NOW));
  const numbers = async () =>
    (await localGroupsOf(repository.reader, REGISTER)).map(({ code, number }) => [code, number]);

  it('have numbers that stay, and are given once', async () => {
    const { after } = await add('own');
    const known = await numbers();
    expect(known.map(([code]) => code)).to.deep.equal(['towns', 'own']);
    await repository.applyDeclared(DECLARED);
    expect(await numbers()).to.deep.equal(known);
    await repository.change((change) => deleteLocalGroup(change, after.number));
    const again = await add('own');
    expect(again.after.number).to.be.greaterThan(after.number);
  });

  it('of a file keep since when they are, and take members of the database beside those of the file', async () => {
    const [[, number = 0] = []] = await numbers();
    const wanted = { number: Number(number), members: [OTHER], isKnown: () => true };
    await repository.change((change) => addLocalGroupMembers(change, wanted, NOW));
    await repository.applyDeclared(DECLARED);
    const group = await getLocalGroup(repository.reader, Number(number));
    expect(group.updatedAt).to.deep.equal(DECLARED_AT);
    expect(group.members).to.deep.equal([
      { id: TOWN, createdAt: DECLARED_AT },
      { id: OTHER, createdAt: NOW },
    ]);
  });
});
