import { watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { checkAuditLog } from '#administration/audit-log.ts';
import { administrationTables } from '#administration/accounts/tables.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { usersOf } from '#central-server/admin-api/service.ts';
import { listPublications, partBytes, partsOfPublication } from '#central-server/publication/kept/publications.ts';
import { Certificate } from '#certs/certificate.ts';
import { systemClock } from '#config/clock.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { until } from '../../country/poll.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { ALL_ROLES, FIRST_PASSWORD, PASSWORD, told, type Answer } from '../admin-api/administered.ts';
import { certificatePem } from '../in-folder.ts';
import { Barrier, type Place } from './barrier.ts';
import { Downloads } from './downloads.ts';
import { NodeProcess } from './node-process.ts';

const MS_MAX = 120_000;
/** Of what comes within a second or two on a machine with nothing else to do. */
const WAIT_MS_MAX = 60_000;
const CLIENTS = 2;
const NO_AUTOMATIC_APPROVAL = { authCertReg: false, clientReg: false, ownerChange: false };

interface Told {
  readonly id: number;
  readonly status: string;
}

describe('Two nodes over one database, one of which is killed', function () {
  this.timeout(MS_MAX);
  let repository: CatalogueRepository;
  let barrier: Barrier;
  let a: NodeProcess;
  let b: NodeProcess;
  let downloads: Downloads;
  let headers: Record<string, string>;
  let members = 0;
  /** The newest publication that was found whole. */
  let lookedAt = 0;

  before(async () => {
    const url = await freshPostgresDatabase();
    a = await NodeProcess.prepare(folders(), ['a', 'b'], url);
    b = await NodeProcess.prepare(folders(), ['b', 'a'], url);
    await a.start();
    await b.start();
    repository = await CatalogueRepository.open({ engine: 'postgresql', url }, 'TEST');
    barrier = await Barrier.open(url);
    headers = { authorization: `X-Road-ApiKey token=${await apiKey()}` };
    const anchor = await until(
      'both are named in the anchor',
      () => {
        const anchors = [a.anchor(), b.anchor()];
        const areBoth = anchors.every((each) => readAnchor(each).sources.length === 2);
        return areBoth && anchors[1];
      },
      WAIT_MS_MAX,
    );
    downloads = new Downloads(anchor);
    downloads.start(CLIENTS, folders);
  });
  after(async () => {
    await downloads.stop();
    await barrier.close();
    await repository.close();
    await b.stop();
    await a.stop();
  });
  // After what stops those that write in them.
  const folders = temporaryFolders();

  async function apiKey(): Promise<string> {
    await usersOf(repository, systemClock).add('integrator', FIRST_PASSWORD, ALL_ROLES);
    const operator = a.operator();
    await operator.logIn('integrator', FIRST_PASSWORD);
    await operator.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
    operator.headers = {};
    await operator.logIn('integrator', PASSWORD);
    const { body } = await operator.api('POST', '/api-keys', ALL_ROLES);
    return (body as { key: string }).key;
  }

  const ask = (node: NodeProcess, method: string, path: string, body?: object): Promise<Answer> =>
    node.operator(headers).api(method, path, body);

  async function addMember(node: NodeProcess): Promise<string> {
    members += 1;
    const code = `m${members}`;
    const body = { member_id: { member_class: 'GOV', member_code: code }, member_name: `Member ${code}` };
    expect((await ask(node, 'POST', '/members', body)).status).to.equal(201);
    return code;
  }

  /** The registration of a server of a member that nobody knows yet: its number, and the member's code. */
  async function registration(): Promise<{ readonly id: number; readonly code: string }> {
    members += 1;
    const code = `m${members}`;
    const { der } = Certificate.fromPem(await certificatePem(code));
    const server = { type: 'SERVER', instance: 'TEST', memberClass: 'GOV', memberCode: code, serverCode: 's' } as const;
    const request = { kind: 'authCertReg', server, address: '127.0.0.9', authenticationCertificate: der } as const;
    return { id: await repository.managementRequests(systemClock, NO_AUTOMATIC_APPROVAL).add(request), code };
  }

  /** What there is of a member and its server: everything, or nothing. */
  async function effects(code: string): Promise<Record<string, number>> {
    const { members: all, securityServers } = await repository.catalogue();
    const servers = securityServers.filter(({ owner }) => owner.memberCode === code);
    return {
      members: all.filter(({ memberCode }) => memberCode === code).length,
      servers: servers.length,
      certificates: servers.flatMap((server) => server.authenticationCertificates).length,
      events: await approvals(code),
    };
  }
  const NOTHING = { members: 0, servers: 0, certificates: 0, events: 0 };
  const EVERYTHING = { members: 1, servers: 1, certificates: 1, events: 1 };

  /** Events of approvals that tell of a member. */
  async function approvals(code: string): Promise<number> {
    const rows = await administrationTables(repository.reader)
      .selectFrom('audit_event')
      .select('id')
      .where('event', '=', 'Approve management request')
      .where('outcome', '=', 'success')
      .where('data', 'like', `%"${code}"%`)
      .execute();
    return rows.length;
  }

  async function statusOf(id: number): Promise<string> {
    return ((await ask(b, 'GET', `/management-requests/${id}`)).body as Told).status;
  }

  /** The other node takes a change, and publishes it. */
  async function goesOn(): Promise<void> {
    const code = await addMember(b);
    await until(
      'the other node publishes',
      async () => {
        const { items } = await listPublications(repository.reader, { limit: 1, offset: 0 });
        const [last] = items;
        if (last === undefined) return false;
        const part = { version: 6, name: 'shared-params.xml', node: '', number: last.number } as const;
        const bytes = await partBytes(repository.reader, part);
        return bytes.includes(`<memberCode>${code}</memberCode>`);
      },
      WAIT_MS_MAX,
    );
  }

  /** Audit log and kept publications are whole, and no client has noticed anything. */
  async function isWhole(): Promise<void> {
    expect(await checkAuditLog(administrationTables(repository.reader))).not.to.have.property('brokenAt');
    const { items } = await listPublications(repository.reader, { limit: 1_000, offset: 0 });
    const numbers = items.map(({ number }) => number);
    expect(numbers).to.deep.equal(numbers.map((_, index) => numbers.length - index));
    for (const number of numbers.filter((each) => each > lookedAt)) {
      const parts = await partsOfPublication(repository.reader, number);
      expect(parts.filter(({ name }) => name === 'shared-params.xml')).to.have.length(5);
      expect(parts.filter(({ name }) => name === 'private-params.xml').length).to.be.oneOf([5, 10]);
      // Each part is held against its hash.
      for (const part of parts) await partBytes(repository.reader, { ...part, number });
    }
    lookedAt = numbers[0] ?? 0;
    expect(downloads.failures).to.deep.equal([]);
  }

  /** The node that was killed comes back, and both publish the same. */
  async function comesBack(): Promise<void> {
    await a.start();
    await until(
      'both publish the same',
      async () => {
        const { body } = await ask(a, 'GET', '/drum/overview');
        const { nodes } = (body as { publication: { nodes: { state: string; publication: number }[] } }).publication;
        return nodes.every(({ state, publication }) => state === 'OK' && publication === nodes[0]?.publication);
      },
      WAIT_MS_MAX,
    );
    await addMember(a);
  }

  const atBarrier = async (place: Place, work: () => Promise<unknown>): Promise<void> => {
    await barrier.lower(place);
    const worked = work().catch(() => undefined);
    const waiting = await barrier.waiting('a');
    await a.kill();
    await worked;
    await barrier.raise(place.table, waiting);
  };

  describe('in the middle of an approval', () => {
    const rows: readonly (Place & { readonly moment: string; readonly isDone: boolean })[] = [
      { moment: 'before anything is changed', table: 'administration_head', when: 'before update', isDone: false },
      { moment: 'when the member is being added', table: 'member', when: 'before insert', isDone: false },
      {
        moment: 'when the request is being decided',
        table: 'management_request',
        when: 'before update',
        isDone: false,
      },
      { moment: 'when its event is being written', table: 'audit_event', when: 'before insert', isDone: false },
      { moment: 'when all of it is being kept', table: 'management_request', when: 'commit', isDone: true },
    ];
    for (const { moment, isDone, ...place } of rows) {
      it(`has done ${isDone ? 'all' : 'nothing'} of it: ${moment}`, async () => {
        const { id, code } = await registration();
        await atBarrier(place, () => ask(a, 'POST', `/management-requests/${id}/approval`));
        expect([await statusOf(id), await effects(code)]).to.deep.equal(
          isDone ? ['APPROVED', EVERYTHING] : ['WAITING', NOTHING],
        );
        await goesOn();
        const again = await ask(b, 'POST', `/management-requests/${id}/approval`);
        expect(told(again)).to.deep.equal(isDone ? [400, 'management_request_invalid_state'] : [200, undefined]);
        expect([await statusOf(id), await effects(code)]).to.deep.equal(['APPROVED', EVERYTHING]);
        await comesBack();
        await isWhole();
      });
    }

    for (const afterMs of [3, 15]) {
      it(`has done all or nothing of it: after ${afterMs} ms`, async () => {
        const { id, code } = await registration();
        const approved = ask(a, 'POST', `/management-requests/${id}/approval`).catch(() => undefined);
        await delay(afterMs);
        await a.kill();
        await approved;
        await goesOn();
        const status = await statusOf(id);
        expect(await effects(code)).to.deep.equal(status === 'APPROVED' ? EVERYTHING : NOTHING);
        await comesBack();
        await isWhole();
      });
    }
  });

  describe('in the middle of a publication', () => {
    const rows: readonly (Place & { readonly moment: string })[] = [
      { moment: 'when the publication is being kept', table: 'publication_hold', when: 'before update' },
      {
        ...{ moment: 'when some of its parts are kept', table: 'publication_part', when: 'before insert' },
        row: `new.node = 'a' and new.version = 4`,
      },
      {
        ...{ moment: 'when all of it is being kept', table: 'publication_part', when: 'commit' },
        row: `new.node = 'a'`,
      },
      {
        ...{ moment: 'when it is kept, and nobody was told', table: 'publication_node', when: 'before update' },
        row: `new.node = 'a'`,
      },
    ];
    for (const { moment, ...place } of rows) {
      it(`leaves nothing half done: ${moment}`, async () => {
        await atBarrier(place, () => addMember(a));
        await goesOn();
        await comesBack();
        await isWhole();
      });
    }

    for (const files of [1, 12]) {
      it(`leaves nothing half done: when file ${files} is being written`, async () => {
        let seen = 0;
        const { promise: written, resolve } = Promise.withResolvers<undefined>();
        const watching = watch(a.published, { recursive: true }, (_event, name) => {
          if (name?.endsWith('.new') !== true) return;
          seen += 1;
          if (seen === files) resolve(undefined);
        });
        await addMember(a);
        await written;
        await a.kill();
        watching.close();
        await goesOn();
        await comesBack();
        await isWhole();
      });
    }
  });

  describe('while clients download all the time', () => {
    it('has both give them what they ask for', () => {
      expect([...downloads.given.keys()]).to.have.length(2);
      expect(downloads.commands).to.be.greaterThan(2);
      expect(downloads.failures).to.deep.equal([]);
    });
  });
});
