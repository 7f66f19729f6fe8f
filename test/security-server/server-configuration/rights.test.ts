import { expect } from 'chai';
import { ServerConfigurationSnapshot } from '#security-server/server-configuration/snapshot.ts';
import type { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import {
  addRights,
  addServiceRights,
  deleteRights,
  deleteServiceRights,
  rightsOf,
  serviceTitles,
  subjectsOf,
} from '#security-server/server-configuration/rights.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { DECLARED, DECLARED_AT, NOW, openedRepository, OTHER, REGISTER, TOWN, WHOLE } from './opened.ts';

const GROUP = { type: 'LOCALGROUP', groupCode: 'towns' } as const;
const ENDPOINT = { method: 'GET', path: '/a' } as const;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

describeOnBothEngines('rights to what a client offers', (engine) => {
  let repository: ServerConfigurationRepository;
  beforeEach(async () => {
    repository = await openedRepository(await engine.fresh());
  });
  afterEach(() => repository.close());

  const add = (codes: readonly string[], subject: typeof OTHER | typeof GROUP) =>
    repository.change((change) =>
      addServiceRights(change, { client: REGISTER, serviceCodes: codes, subjects: [subject] }, NOW),
    );
  const remove = (codes: readonly string[], subject: typeof OTHER | typeof GROUP) =>
    repository.change((change) =>
      deleteServiceRights(
        change,
        { client: REGISTER, serviceCodes: codes, subjects: [subject] },
        { withEndpoints: true },
      ),
    );
  const held = async () =>
    (await rightsOf(repository.reader, REGISTER)).map(({ serviceCode, serviceVersion, subject, endpoint, givenAt }) => [
      [serviceCode, serviceVersion].join(' ').trim(),
      subject.type === 'SUBSYSTEM' ? subject.subsystemCode : subject.type,
      endpoint.path,
      givenAt.toISOString().slice(0, 10),
    ]);
  const DECLARED_RIGHTS = [
    ['person', 'taxes', '**', '2026-03-02'],
    ['birth v1', 'other', '**', '2026-03-02'],
  ];

  it('are given to a service in all its versions, and let a call through', async () => {
    await add(['birth', 'person'], GROUP);
    expect(await held()).to.deep.equal([
      ...DECLARED_RIGHTS,
      ['birth v1', 'LOCALGROUP', '**', '2026-06-01'],
      ['birth v2', 'LOCALGROUP', '**', '2026-06-01'],
      ['person', 'LOCALGROUP', '**', '2026-06-01'],
    ]);
    const snapshot = new ServerConfigurationSnapshot(await repository.load());
    const id = { ...REGISTER, type: 'SERVICE', serviceCode: 'birth', serviceVersion: 'v2' } as const;
    const { right } = snapshot.authorizeSoap(TOWN, id, { isInGlobalGroup: () => false });
    expect(right.subject).to.deep.equal(GROUP);
  });

  it('are given for the versions that are missing, and refused where none is', async () => {
    expect((await add(['birth'], OTHER)).map(({ serviceVersion }) => serviceVersion)).to.deep.equal(['v2']);
    expect(await codeOf(add(['birth'], OTHER))).to.equal('duplicate_accessright');
    expect(await codeOf(add(['person', 'nothing'], OTHER))).to.equal('service_not_found');
    expect(await held()).to.have.length(3);
  });

  it('to a service are taken away with those to its endpoints, unless a file declares them', async () => {
    const target = { serviceCode: 'person', endpoint: ENDPOINT };
    const subjects = [OTHER, GROUP];
    const wanted = { client: REGISTER, targets: [target], subjects };
    await repository.change((change) => addRights(change, wanted, NOW));
    expect(await codeOf(repository.change((change) => addRights(change, wanted, NOW)))).to.equal(
      'duplicate_accessright',
    );
    expect(await codeOf(remove(['person'], OTHER))).to.equal('accessright_not_found');
    await add(['person'], OTHER);
    expect((await remove(['person'], OTHER)).map(({ endpoint }) => endpoint)).to.deep.equal([WHOLE, ENDPOINT]);
    await repository.change((change) => deleteRights(change, { ...wanted, subjects: [GROUP] }));
    expect(await codeOf(remove(['birth'], OTHER))).to.equal('declared_in_file');
    expect(await held()).to.deep.equal(DECLARED_RIGHTS);
  });

  it('are told of each subject once, since the first of them', async () => {
    await add(['person'], OTHER);
    const subjects = subjectsOf(await rightsOf(repository.reader, REGISTER));
    expect(subjects.map(({ subject, givenAt }) => [subject, givenAt])).to.deep.equal([
      [TOWN, DECLARED_AT],
      [OTHER, DECLARED_AT],
    ]);
  });

  it('are told with what their services are called', async () => {
    await repository.change((change) =>
      change.updateTable('service').set({ title: 'Данни за лице' }).where('service_code', '=', 'person').execute(),
    );
    expect([...(await serviceTitles(repository.reader, REGISTER))]).to.deep.equal([['person', 'Данни за лице']]);
  });

  it('end with the service or the group that they were about', async () => {
    await add(['person'], GROUP);
    await add(['person'], OTHER);
    const [client] = DECLARED.clients;
    if (client === undefined) throw new Error('no client');
    await repository.applyDeclared({ ...DECLARED, clients: [{ ...client, localGroups: [] }] });
    expect(await held()).to.deep.equal([...DECLARED_RIGHTS, ['person', 'other', '**', '2026-06-01']]);
    await repository.applyDeclared({ ...DECLARED, clients: [{ ...client, services: client.services.slice(1) }] });
    await repository.applyDeclared(DECLARED);
    expect((await held()).map(([service, subject]) => [service, subject])).to.have.deep.members([
      ['person', 'taxes'],
      ['birth v1', 'other'],
    ]);
  });
});
