import { expect } from 'chai';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import type { Catalogue, RegisteredServer } from '#central-server/catalogue/catalogue.ts';
import type { ManagementRequests } from '#central-server/management/requests.ts';
import { fixedClock } from '#config/clock.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { ClientId, MemberId, ServerId } from '#protocol/identifiers/identifier.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { AT, authentication, CLIENT, MANAGEMENT, OWNER, SERVER } from '../management.ts';
import { refusalOf } from '../refusal.ts';
import { describeOnBothEngines } from './engines.ts';

const certificate = authentication().certificate.der;
const other = authentication('SS2').certificate.der;
const clientMember: MemberId = { ...OWNER, memberCode: '2' };
const managementServer: ServerId = { ...SERVER, memberCode: '9', serverCode: 'MS' };

/** What the file declares: three members, and the server of the management services. */
const declared: Catalogue = {
  settings: { ocspFreshnessSeconds: 3600, timeStampingIntervalSeconds: 60, managementServiceProvider: MANAGEMENT },
  memberClasses: [{ code: 'GOV', description: '' }],
  members: [
    { code: '1', subsystems: [] },
    { code: '2', subsystems: [{ subsystemCode: 'declared', name: 'Declared' }] },
    { code: '9', subsystems: [{ subsystemCode: 'MANAGEMENT' }] },
  ].map(({ code, subsystems }) => ({
    memberClass: { code: 'GOV', description: '' },
    memberCode: code,
    name: `Member ${code}`,
    subsystems,
  })),
  securityServers: [
    {
      owner: { ...OWNER, memberCode: '9' },
      serverCode: 'MS',
      address: 'ms.example.bg',
      authenticationCertificates: [authentication('MS').certificate.der],
      clients: [MANAGEMENT],
    },
  ],
  globalGroups: [],
  certificationServices: [],
  timeStampingServices: [],
  trustedAnchors: [],
};

const register: ManagementRequest = {
  kind: 'authCertReg',
  server: SERVER,
  address: 'ss1.example.bg',
  authenticationCertificate: certificate,
};
const registerClient = (client: ClientId = CLIENT, subsystemName?: string): ManagementRequest => ({
  kind: 'clientReg',
  server: SERVER,
  client,
  ...(subsystemName === undefined ? {} : { subsystemName }),
});
const about = (
  kind: 'clientDeletion' | 'ownerChange' | 'clientDisable' | 'clientEnable',
  client: ClientId = CLIENT,
  server = SERVER,
) => ({ kind, server, client }) as ManagementRequest;

const BY = { by: 'officer' };

describeOnBothEngines('Management requests', (engine) => {
  let repository: CatalogueRepository;
  let requests: ManagementRequests;

  async function open(automatic: boolean): Promise<void> {
    repository = await CatalogueRepository.open(await engine.fresh(), 'BG');
    await repository.applyDeclared(declared);
    requests = repository.managementRequests(fixedClock(AT), {
      ...{ authCertReg: automatic, clientReg: automatic, ownerChange: automatic },
    });
  }

  afterEach(async () => {
    await repository.close();
  });

  const server = async (id = SERVER): Promise<RegisteredServer | undefined> =>
    (await repository.catalogue()).securityServers.find(
      ({ owner, serverCode }) => keyOf({ ...owner, type: 'SERVER', serverCode }) === keyOf(id),
    );

  const clients = async (id = SERVER): Promise<string[]> => ((await server(id))?.clients ?? []).map(keyOf);

  const add = (request: ManagementRequest): Promise<string> =>
    refusalOf(async () => {
      await requests.add(request);
    });

  const states = async (): Promise<string[]> =>
    (await requests.list(100)).map(({ id, request, status }) => `${id} ${request.kind} ${status ?? '-'}`);

  describe('that wait for approval', () => {
    beforeEach(() => open(false));

    it('change nothing before they are approved, and then what they ask for', async () => {
      expect(await requests.add(register)).to.equal(1);
      expect(await server()).to.equal(undefined);
      expect(await states()).to.deep.equal(['1 authCertReg WAITING']);
      await requests.approve(1, BY);
      expect(await server()).to.deep.equal({
        owner: OWNER,
        serverCode: 'SS1',
        address: 'ss1.example.bg',
        authenticationCertificates: [certificate],
        clients: [],
      });
      await requests.add(registerClient(CLIENT, 'Система'));
      await requests.approve(2, BY);
      expect(await clients()).to.deep.equal([keyOf(CLIENT)]);
      const [, member] = (await repository.catalogue()).members;
      expect(member?.subsystems).to.deep.equal([
        { subsystemCode: 'declared', name: 'Declared' },
        { subsystemCode: 'is', name: 'Система' },
      ]);
      expect(await states()).to.deep.equal(['2 clientReg APPROVED', '1 authCertReg APPROVED']);
    });

    it('are told with all that they say', async () => {
      const all = [register, { ...registerClient(), subsystemName: 'a' } as ManagementRequest];
      for (const request of all) await requests.add(request);
      const kept = await requests.list(100);
      expect(kept.map(({ request }) => request)).to.deep.equal(all.toReversed());
      expect(kept[0]).to.deep.include({ id: 2, status: 'WAITING', createdAt: AT, decidedAt: undefined });
      expect((await requests.list(1)).map(({ id }) => id)).to.deep.equal([2]);
    });

    it('can be declined, and change nothing', async () => {
      await requests.add(register);
      await requests.decline(1, BY);
      expect(await server()).to.equal(undefined);
      expect((await requests.list(1))[0]).to.deep.include({ status: 'DECLINED', decidedAt: AT });
      expect(await refusalOf(() => requests.approve(1, BY))).to.match(/^management_request_invalid_state: /);
      expect(await refusalOf(() => requests.decline(1, BY))).to.match(/^management_request_invalid_state: /);
      expect(await refusalOf(() => requests.approve(7, BY))).to.match(/^management_request_not_found: /);
      // And may be asked for anew.
      expect(await add(register)).to.equal('accepted');
    });

    it('are not asked for twice', async () => {
      await requests.add(register);
      expect(await add(register)).to.match(/^management_request_exists: Management request 1 /);
      expect(await add({ ...register, server: { ...SERVER, serverCode: 'X' } })).to.match(
        /^management_request_exists: /,
      );
      await requests.add(registerClient());
      expect(await add(registerClient())).to.match(/^management_request_exists: /);
      expect(await add(registerClient({ ...CLIENT, subsystemCode: 'more' }))).to.equal('accepted');
    });

    it('are revoked by a deletion of what they ask for', async () => {
      await requests.add(register);
      await requests.add(registerClient());
      await requests.add({ kind: 'authCertDeletion', server: SERVER, authenticationCertificate: certificate });
      await requests.add(about('clientDeletion'));
      expect(await states()).to.deep.equal([
        '4 clientDeletion -',
        '3 authCertDeletion -',
        '2 clientReg REVOKED',
        '1 authCertReg REVOKED',
      ]);
      expect(await add(about('clientDeletion'))).to.match(/^management_request_client_registration_not_found: /);
      expect(await add({ kind: 'authCertDeletion', server: SERVER, authenticationCertificate: certificate })).to.match(
        /^management_request_invalid_auth_certificate: /,
      );
    });

    it('may be deleted after they were declined', async () => {
      await requests.add(registerClient());
      await requests.decline(1, BY);
      expect(await add(about('clientDeletion'))).to.equal('accepted');
    });

    it('stay waiting when they cannot be approved yet', async () => {
      await requests.add(registerClient());
      expect(await refusalOf(() => requests.approve(1, BY))).to.match(/^management_request_server_not_found: /);
      await requests.add({ ...register, server: { ...SERVER, memberCode: '7' } });
      expect(await refusalOf(() => requests.approve(2, BY))).to.match(/^management_request_member_not_found: /);
      expect(await states()).to.deep.equal(['2 authCertReg WAITING', '1 clientReg WAITING']);
    });

    it('as a trial are judged, and nothing is kept of them', async () => {
      expect(await requests.add({ ...register, dryRun: true })).to.equal(0);
      expect(await states()).to.deep.equal([]);
      await requests.add(register);
      expect(await add({ ...register, dryRun: true })).to.match(/^management_request_exists: /);
    });
  });

  describe('that are approved by themselves', () => {
    beforeEach(async () => {
      await open(true);
      await requests.add(register);
      await requests.add(registerClient());
    });

    it('take effect at once', async () => {
      expect(await states()).to.deep.equal(['2 clientReg APPROVED', '1 authCertReg APPROVED']);
      expect(await clients()).to.deep.equal([keyOf(CLIENT)]);
    });

    it('wait when the member is not known', async () => {
      await requests.add(registerClient({ ...CLIENT, memberCode: '7' }));
      await requests.add({
        ...{ kind: 'authCertReg', server: { ...SERVER, memberCode: '7' }, authenticationCertificate: other },
      });
      expect((await states()).slice(0, 2)).to.deep.equal(['4 authCertReg WAITING', '3 clientReg WAITING']);
    });

    it('add a further certificate to a server, and change its address', async () => {
      await requests.add({
        kind: 'authCertReg',
        server: SERVER,
        address: 'new.example.bg',
        authenticationCertificate: other,
      });
      expect(await server()).to.deep.include({
        address: 'new.example.bg',
        authenticationCertificates: [certificate, other],
      });
      await requests.add({ kind: 'authCertDeletion', server: SERVER, authenticationCertificate: certificate });
      expect((await server())?.authenticationCertificates).to.deep.equal([other]);
    });

    it('delete, disable, enable and rename clients', async () => {
      await requests.add(about('clientDisable'));
      expect(await clients()).to.deep.equal([]);
      await requests.add(about('clientEnable'));
      expect(await clients()).to.deep.equal([keyOf(CLIENT)]);
      await requests.add({ kind: 'clientRename', server: SERVER, client: CLIENT, subsystemName: 'Друга' });
      const [, member] = (await repository.catalogue()).members;
      expect(member?.subsystems[1]).to.deep.equal({ subsystemCode: 'is', name: 'Друга' });
      await requests.add(about('clientDeletion'));
      expect(await clients()).to.deep.equal([]);
    });

    it('change address and maintenance mode of a server', async () => {
      await requests.add({ kind: 'addressChange', server: SERVER, address: '10.0.0.7' });
      await requests.add({ kind: 'maintenanceModeEnable', server: SERVER, message: 'until noon' });
      expect(await server()).to.deep.include({ address: '10.0.0.7', maintenance: { message: 'until noon' } });
      expect(await add({ kind: 'maintenanceModeEnable', server: SERVER })).to.match(
        /^management_request_server_already_in_maintenance_mode: /,
      );
      await requests.add({ kind: 'maintenanceModeDisable', server: SERVER });
      expect((await server())?.maintenance).to.equal(undefined);
      expect(await add({ kind: 'maintenanceModeDisable', server: SERVER })).to.match(
        /^management_request_server_not_in_maintenance_mode: /,
      );
    });

    it('give a server to another owner, with all that it has', async () => {
      await requests.add(registerClient(clientMember));
      await requests.add(about('ownerChange', clientMember));
      expect(await server()).to.equal(undefined);
      expect(await server({ ...SERVER, memberCode: '2' })).to.deep.equal({
        owner: clientMember,
        serverCode: 'SS1',
        address: 'ss1.example.bg',
        authenticationCertificates: [certificate],
        clients: [CLIENT, OWNER],
      });
    });

    const refused: Readonly<Record<string, [ManagementRequest, string]>> = {
      'a certificate that is registered': [register, 'management_request_security_server_exists'],
      'a client that is registered': [registerClient(), 'management_request_client_already_registered'],
      'the owner as a client': [registerClient(OWNER), 'management_request_cannot_register_owner'],
      'a subsystem as owner': [about('ownerChange'), 'management_request_owner_must_be_member'],
      'the owner as its successor': [about('ownerChange', OWNER), 'management_request_client_already_owner'],
      'an owner that is no client': [about('ownerChange', clientMember), 'management_request_owner_must_be_client'],
      'the owner of no server': [
        about('ownerChange', clientMember, { ...SERVER, serverCode: 'X' }),
        'management_request_server_not_found',
      ],
      'the certificate of another server': [
        { kind: 'authCertDeletion', server: { ...SERVER, serverCode: 'X' }, authenticationCertificate: certificate },
        'management_request_invalid_auth_certificate',
      ],
      'a client that is none, disabled': [
        about('clientDisable', { ...CLIENT, subsystemCode: 'x' }),
        'management_request_server_client_not_found',
      ],
      'a client that is none, renamed': [
        { kind: 'clientRename', server: SERVER, client: { ...CLIENT, subsystemCode: 'x' }, subsystemName: 'y' },
        'management_request_server_client_not_found',
      ],
      'a member, renamed': [
        { kind: 'clientRename', server: SERVER, client: clientMember, subsystemName: 'y' },
        'management_request_only_subsystem_rename_allowed',
      ],
      'the address of no server': [
        { kind: 'addressChange', server: { ...SERVER, serverCode: 'X' }, address: 'a' },
        'management_request_server_not_found',
      ],
      'the management services, disabled': [
        about('clientDisable', MANAGEMENT, managementServer),
        'mr_forbidden_disable_management_service_client',
      ],
      'maintenance of the management services': [
        { kind: 'maintenanceModeEnable', server: managementServer },
        'mr_forbidden_enable_maintenance_mode_for_management_service',
      ],
      'the address of a declared server': [
        { kind: 'addressChange', server: managementServer, address: 'a' },
        'management_request_declared',
      ],
      'a declared client, deleted': [
        about('clientDeletion', MANAGEMENT, managementServer),
        'management_request_declared',
      ],
    };
    for (const [what, [request, code]] of Object.entries(refused)) {
      it(`refuse ${what}, and change nothing`, async () => {
        const before = await repository.catalogue();
        const kept = await states();
        expect((await add(request)).split(': ')[0]).to.equal(code);
        expect(await repository.catalogue()).to.deep.equal(before);
        expect(await states()).to.deep.equal(kept);
      });
    }

    it('do not change what the file declares when it is applied again, nor does it change what they did', async () => {
      const before = await repository.catalogue();
      expect(await repository.applyDeclared(declared)).to.deep.equal([]);
      expect(await repository.catalogue()).to.deep.equal(before);
    });

    it('give no server a code that its new owner has already', async () => {
      await requests.add(registerClient(clientMember));
      await requests.add({
        ...{ kind: 'authCertReg', server: { ...SERVER, memberCode: '2' }, authenticationCertificate: other },
      });
      expect(await add(about('ownerChange', clientMember))).to.match(/^management_request_server_code_exists: /);
    });
  });
});
