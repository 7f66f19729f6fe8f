import { expect } from 'chai';
import { clientsOfServer } from '#central-server/membership/clients.ts';
import { addMember, deleteMember } from '#central-server/membership/members.ts';
import type { PageRequest } from '#central-server/membership/page.ts';
import {
  authenticationCertificates,
  changeServerAddress,
  deleteAuthenticationCertificate,
  deleteServer,
  findServers,
  getServer,
  unregisterClient,
} from '#central-server/membership/security-servers.ts';
import { addSubsystem } from '#central-server/membership/subsystems.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { refusalOf } from '../../refusal.ts';
import { authentication } from '../../management.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import {
  ABSENT_SERVER,
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
  type Country,
} from './country.ts';

const LATER = new Date(AT.getTime() + 1000);

describeOnBothEngines('The security servers of a central server', (engine) => {
  let country: Country;
  beforeEach(async () => {
    country = await openCountry(await engine.fresh());
    await country.change((c) => addMember(c, { id: OWN, name: 'Община Русе' }));
    await country.change((c) => addSubsystem(c, { id: OWN_SUBSYSTEM, name: 'Данъци' }));
    await addOwnServer(country);
  });
  afterEach(() => country.repository.close());

  const own = {
    id: OWN_SERVER,
    ownerName: 'Община Русе',
    address: 'ss.example.bg',
    createdAt: AT,
    updatedAt: AT,
  };

  it('are told with owner, address, maintenance mode and times', async () => {
    const { reader } = country.repository;
    expect(await getServer(reader, OWN_SERVER)).to.deep.equal(own);
    expect(await getServer(reader, DECLARED_SERVER)).to.deep.equal({
      id: DECLARED_SERVER,
      ownerName: 'Агенция',
      address: 'ms.example.bg',
      maintenance: { message: 'until noon' },
      createdAt: APPLIED,
      updatedAt: APPLIED,
    });
  });

  it('are found by code and owner, sorted and paged', async () => {
    const find = async (q?: string, page: Partial<PageRequest> = {}) => {
      const found = await findServers(country.repository.reader, q, { limit: 10, offset: 0, ...page });
      return [...found.items.map(({ id }) => id.serverCode), found.totalItems];
    };
    expect(await find()).to.deep.equal(['MS', 'SS', 2]);
    expect(await find('s', { limit: 1, offset: 1 })).to.deep.equal(['SS', 2]);
    for (const q of ['русе', 'ss', '2']) expect(await find(q), q).to.deep.equal(['SS', 1]);
    expect(await find('Gov')).to.deep.equal(['MS', 'SS', 2]);
    expect(await find('_')).to.deep.equal([0]);
    for (const sort of ['owner_name', 'server_id.member_code', 'server_id.server_code']) {
      expect(await find(undefined, { sort }), sort).to.deep.equal(['MS', 'SS', 2]);
      expect(await find(undefined, { sort, descending: true }), sort).to.deep.equal(['SS', 'MS', 2]);
    }
    expect(await find(undefined, { sort: 'server_id.member_class', descending: true })).to.deep.equal(['MS', 'SS', 2]);
    expect(await refusalOf(() => find(undefined, { sort: 'address' }))).to.match(/^invalid_sort_properties: /);
  });

  it('change their address', async () => {
    const { change } = country;
    const doing = change((c) => changeServerAddress(c, { server: OWN_SERVER, address: '10.0.0.7' }, LATER));
    expect(await doing).to.deep.equal({ before: own, after: { ...own, address: '10.0.0.7', updatedAt: LATER } });
  });

  it('tell their clients, disabled ones too, and let them go', async () => {
    const { change, ask, repository, requests } = country;
    for (const client of [OWN_SUBSYSTEM, DECLARED]) await ask({ kind: 'clientReg', server: OWN_SERVER, client });
    await ask({ kind: 'clientDisable', server: OWN_SERVER, client: OWN_SUBSYSTEM });
    expect(await clientsOfServer(repository.reader, OWN_SERVER)).to.deep.equal([
      { id: DECLARED, memberName: 'Агенция' },
      { id: OWN_SUBSYSTEM, memberName: 'Община Русе', subsystemName: 'Данъци' },
    ]);
    for (const client of [OWN_SUBSYSTEM, DECLARED]) {
      const before = { server: OWN_SERVER, client };
      expect(await change((c) => unregisterClient(c, before, LATER))).to.deep.equal({ before, after: undefined });
    }
    expect(await clientsOfServer(repository.reader, OWN_SERVER)).to.deep.equal([]);
    expect((await requests()).slice(-2)).to.deep.equal(['clientDeletion CENTER', 'clientDeletion CENTER']);
  });

  it('tell their authentication certificates by number, and lose them by it', async () => {
    const { change, ask, refused, repository, requests } = country;
    const [first] = await authenticationCertificates(repository.reader, OWN_SERVER);
    if (first === undefined) throw new Error('no certificate');
    const { number, certificate } = first;
    expect(certificate).to.deep.equal(authentication('2 SS').certificate.der);
    const ofServer = { server: OWN_SERVER, number };
    expect(await change((c) => deleteAuthenticationCertificate(c, ofServer, LATER))).to.deep.equal({
      before: { number, certificate },
      after: undefined,
    });
    expect(await authenticationCertificates(repository.reader, OWN_SERVER)).to.deep.equal([]);
    expect((await requests()).at(-1)).to.equal('authCertDeletion CENTER');
    await ask({ kind: 'authCertReg', server: OWN_SERVER, authenticationCertificate: certificate });
    const again = await authenticationCertificates(repository.reader, OWN_SERVER);
    expect(again.map((one) => one.number)).to.deep.equal([number + 1]);
    const deleting = refused((c) => deleteAuthenticationCertificate(c, ofServer, LATER));
    expect(await deleting).to.equal('ss_auth_certificate_not_found');
  });

  it('take clients and certificates with them, as requests of deletion tell', async () => {
    const { change, ask, repository, requests } = country;
    await ask({ kind: 'clientReg', server: OWN_SERVER, client: DECLARED_SUBSYSTEM });
    expect(await change((c) => deleteServer(c, OWN_SERVER, LATER))).to.deep.equal({ before: own, after: undefined });
    expect((await repository.catalogue()).securityServers.map(({ serverCode }) => serverCode)).to.deep.equal(['MS']);
    for (const table of ['server_client', 'authentication_certificate'] as const) {
      expect(await repository.reader.selectFrom(table).select('declared').execute()).to.deep.equal([{ declared: 1 }]);
    }
    expect((await requests()).slice(-2)).to.deep.equal([
      'clientDeletion CENTER SERVER:BG/GOV/2/SS deletion',
      'authCertDeletion CENTER SERVER:BG/GOV/2/SS deletion',
    ]);
  });

  it('are not deleted while the file declares anything of them', async () => {
    const { change, ask, refused } = country;
    await ask({ kind: 'clientReg', server: OWN_SERVER, client: DECLARED });
    await change((c) =>
      c.updateTable('server_client').set({ declared: 1 }).where('client_key', '=', keyOf(DECLARED)).execute(),
    );
    expect(await refused((c) => deleteServer(c, OWN_SERVER, AT))).to.equal('declared_in_file');
    expect(await refused((c) => deleteMember(c, OWN))).to.equal('declared_in_file');
  });

  it('are refused unknown, of others, and where the file declares them', async () => {
    const { ask, refused, repository } = country;
    const { reader } = repository;
    const number = (await authenticationCertificates(reader, DECLARED_SERVER))[0]?.number ?? 0;
    const cases: Record<string, Parameters<typeof refused>[0][]> = {
      security_server_not_found: [
        (c) => getServer(c, ABSENT_SERVER),
        (c) => changeServerAddress(c, { server: ABSENT_SERVER, address: 'a' }, AT),
        (c) => deleteServer(c, ABSENT_SERVER, AT),
        (c) => clientsOfServer(c, ABSENT_SERVER),
        (c) => authenticationCertificates(c, ABSENT_SERVER),
        (c) => deleteAuthenticationCertificate(c, { server: ABSENT_SERVER, number }, AT),
        (c) => unregisterClient(c, { server: ABSENT_SERVER, client: OWN }, AT),
      ],
      ss_auth_certificate_not_found: [(c) => deleteAuthenticationCertificate(c, { server: OWN_SERVER, number }, AT)],
      member_not_registered_to_security_server: [
        (c) => unregisterClient(c, { server: OWN_SERVER, client: DECLARED }, AT),
      ],
      subsystem_not_registered_to_security_server: [
        (c) => unregisterClient(c, { server: OWN_SERVER, client: ABSENT_SUBSYSTEM }, AT),
      ],
      declared_in_file: [
        (c) => changeServerAddress(c, { server: DECLARED_SERVER, address: 'a' }, AT),
        (c) => deleteServer(c, DECLARED_SERVER, AT),
        (c) => deleteAuthenticationCertificate(c, { server: DECLARED_SERVER, number }, AT),
        (c) => unregisterClient(c, { server: DECLARED_SERVER, client: DECLARED_SUBSYSTEM }, AT),
      ],
      validation_failure: [(c) => changeServerAddress(c, { server: OWN_SERVER, address: '' }, AT)],
    };
    await ask({ kind: 'clientReg', server: DECLARED_SERVER, client: OWN_SUBSYSTEM });
    const before = await repository.catalogue();
    for (const [code, all] of Object.entries(cases)) {
      for (const one of all) expect(await refused(one), String(one)).to.equal(code);
    }
    expect(await repository.catalogue()).to.deep.equal(before);
  });
});
