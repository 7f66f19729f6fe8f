import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { until } from '../../country/poll.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { codeOf, told } from '../admin-api/administered.ts';
import { PublishedCountry, SERVER, SERVER_ADDRESS, SERVER_ID } from './published-country.ts';

const MS_MAX = 120_000;

interface Publication {
  readonly number: number;
  readonly hash: string;
  readonly origin: string;
  readonly confirmed_by?: string;
  readonly caused_by: readonly {
    readonly event: string;
    readonly user_name?: string;
    readonly object?: { readonly id?: string; readonly name?: string };
  }[];
}

interface Change {
  readonly kind: string;
  readonly subject: string;
  readonly server?: string;
  readonly cuts_off: readonly string[];
}

interface Preview {
  readonly hash: string;
  readonly total: number;
  readonly servers_cut_off: number;
  readonly changes: readonly Change[];
  readonly hold: Hold;
}

interface Hold {
  readonly held: boolean;
  readonly restored_publication?: number;
  readonly waiting?: { readonly hash: string; readonly reasons: readonly { kind: string; server: string }[] };
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  describe(`Publications on ${engine}`, function () {
    this.timeout(MS_MAX);
    const folders = temporaryFolders();
    let country: PublishedCountry;

    before(async () => {
      const postgres = engine === 'postgresql' ? await freshPostgresDatabase() : undefined;
      country = await PublishedCountry.start(folders(), { postgres });
      await country.logIn();
    });
    after(() => country.stop());

    const get = async <T>(path: string): Promise<T> => {
      const answer = await country.operator.api('GET', path);
      expect([path, answer.status]).to.deep.equal([path, 200]);
      return answer.body as T;
    };
    const publications = async (): Promise<readonly Publication[]> =>
      (await get<{ items: Publication[] }>('/drum/configuration/publications')).items;
    const newest = async (): Promise<Publication> => {
      const [publication] = await publications();
      if (publication === undefined) throw new Error('Nothing is published');
      return publication;
    };
    const preview = (): Promise<Preview> => get<Preview>('/drum/configuration/preview');
    const publishedAfter = (number: number): Promise<Publication> =>
      until('something else is published', async () => {
        const last = await newest();
        return last.number > number && last;
      });
    /** Is seen as live, from its own address. */
    const beSeen = async (): Promise<void> => {
      await country.fetchFrom(SERVER_ADDRESS);
      await until('it is seen', async () => {
        const { items } = await get<{ items: { contact: string }[] }>('/drum/servers/seen?q=ss2&seen_within_minutes=1');
        return items.length === 1;
      });
    };
    const deleteCertificate = async (): Promise<void> => {
      const path = `/security-servers/${SERVER_ID}/authentication-certificates`;
      const [first] = await get<{ id: number }[]>(path);
      const answer = await country.operator.api('DELETE', `${path}/${first?.id ?? 0}`);
      expect(answer.status).to.equal(204);
    };
    const held = (): Promise<Preview> =>
      until('publication is held', async () => {
        const next = await preview();
        return next.hold.waiting !== undefined && next;
      });
    const certificates = async (): Promise<number> =>
      (await country.shared()).securityServers.find(({ serverCode }) => serverCode === 'ss2')
        ?.authenticationCertificateHashes.length ?? 0;

    it('are kept with what caused them, once for each content', async () => {
      const first = await newest();
      await country.addMember('2');
      const second = await publishedAfter(first.number);
      expect(second.number).to.equal(first.number + 1);
      expect(second.caused_by[0]).to.deep.include({ event: 'Add member', user_name: 'integrator' });
      expect(second.caused_by[0]?.object?.id).to.match(/^\w+:\w+:2$/);
      const directory = await country.fetchFrom('127.0.0.1');
      await until('it is signed anew', async () => {
        const next = await country.fetchFrom('127.0.0.1');
        return next.expiresAt > directory.expiresAt && next.parts[0]?.location === directory.parts[0]?.location;
      });
      expect((await newest()).number).to.equal(second.number);
    });

    it('are compared in words and as text, and their parts downloaded as they were', async () => {
      const last = await newest();
      const range = `${last.number - 1}/${last.number}`;
      const { total, changes } = await get<Preview>(`/drum/configuration/comparison/${range}`);
      expect([total, changes[0]?.kind, changes[0]?.subject]).to.deep.equal([1, 'MEMBER_ADDED', 'TEST:GOV:2']);
      const { differences } = await get<{ differences: { sign: string; text: string }[] }>(
        `/drum/configuration/comparison/${range}/text`,
      );
      expect(differences.map(({ sign }) => sign)).to.deep.equal(['+']);
      expect(differences[0]?.text).to.contain('<name>Member 2</name>');
      const { parts } = await country.fetchFrom('127.0.0.1');
      for (const name of ['shared-params.xml', 'private-params.xml']) {
        const location = parts.find((part) => part.location.endsWith(name))?.location ?? '';
        const kept = await country.operator.api(
          'GET',
          `/drum/configuration/publications/${last.number}/parts/6/${name}`,
        );
        expect(kept.body).to.equal((await country.get(location, '127.0.0.1')).toString());
      }
      const none = await country.operator.api('GET', `/drum/configuration/publications/${last.number}/parts/6/x`);
      expect(told(none)).to.deep.equal([404, 'publication_not_found']);
    });

    it('wait when they would cut off a live server, and go on when the change is undone', async () => {
      const { number } = await newest();
      await country.register();
      await publishedAfter(number);
      await beSeen();
      const row = await country.repository.reader
        .selectFrom('authentication_certificate')
        .selectAll()
        .where('server_key', '=', 'SERVER:TEST/GOV/1/ss2')
        .executeTakeFirstOrThrow();
      await deleteCertificate();
      const { hold, changes, servers_cut_off } = await held();
      expect(hold.waiting?.reasons).to.deep.include({
        ...{ kind: 'AUTHENTICATION_CERTIFICATE_REMOVED', server: SERVER_ID },
        subject: (changes[0]?.subject ?? '') as never,
      });
      expect([servers_cut_off, changes[0]?.cuts_off]).to.deep.equal([1, [SERVER_ID]]);
      expect(await certificates()).to.equal(1);
      const overview = await get<{ state: string; parts: { code: string }[] }>('/drum/overview');
      expect(overview.state).to.equal('ATTENTION');
      expect(overview.parts.map(({ code }) => code)).to.include('PUBLICATION_HELD');
      await country.repository.reader.insertInto('authentication_certificate').values(row).execute();
      await until('the hold is over', async () => !(await preview()).hold.held);
    });

    it('go on when exactly what was looked at is confirmed', async () => {
      const { number } = await newest();
      await deleteCertificate();
      const seen = await held();
      await country.addMember('3');
      const path = '/drum/configuration/publications';
      const stale = await country.operator.api('POST', path, { hash: seen.hash });
      expect(told(stale)).to.deep.equal([409, 'publication_changed']);
      expect(await certificates()).to.equal(1);
      const { hash, total } = await preview();
      expect(total).to.be.greaterThan(1);
      expect((await country.operator.api('POST', path, { hash })).status).to.equal(204);
      const published = await publishedAfter(number);
      expect(published).to.deep.include({ hash, confirmed_by: 'integrator', origin: 'CATALOGUE' });
      expect(await certificates()).to.equal(0);
      expect((await preview()).hold).to.deep.equal({ held: false });
    });

    it('do not wait for what the server itself has asked for', async () => {
      const { number } = await newest();
      const certificate = await country.register();
      const before = await publishedAfter(number);
      await beSeen();
      await country.repository
        .managementRequests(systemClock, { authCertReg: true, clientReg: true, ownerChange: true })
        .add({ kind: 'authCertDeletion', server: SERVER, authenticationCertificate: certificate });
      await publishedAfter(before.number);
      expect(await certificates()).to.equal(0);
    });

    it('wait while somebody holds them by hand', async () => {
      const { number } = await newest();
      const answer = await country.operator.api('PUT', '/drum/configuration/hold', { reason: 'a migration' });
      expect([answer.status, (answer.body as Hold).held]).to.deep.equal([200, true]);
      await country.addMember('4');
      const directory = await country.fetchFrom('127.0.0.1');
      await until(
        'it is signed anew',
        async () => (await country.fetchFrom('127.0.0.1')).expiresAt > directory.expiresAt,
      );
      expect(await country.members()).not.to.include('Member 4');
      expect((await country.operator.api('DELETE', '/drum/configuration/hold')).status).to.equal(204);
      await publishedAfter(number);
      expect(await country.members()).to.include('Member 4');
      const again = await country.operator.api('DELETE', '/drum/configuration/hold');
      expect(told(again)).to.deep.equal([409, 'publication_not_held']);
    });

    it('are restored, and stay so until they are released', async () => {
      const last = await newest();
      const first = (await publications()).at(-1);
      const path = `/drum/configuration/publications/${first?.number ?? 0}/restore`;
      const wrong = await country.operator.api('POST', path, { hash: last.hash });
      expect(told(wrong)).to.deep.equal([409, 'publication_changed']);
      expect((await country.operator.api('POST', path, { hash: first?.hash })).status).to.equal(204);
      const restored = await publishedAfter(last.number);
      expect(restored).to.deep.include({ origin: 'RESTORED', of_publication: first?.number, hash: first?.hash });
      expect(await country.members()).to.deep.equal(['First']);
      const { hold, changes } = await preview();
      expect(hold).to.deep.include({ held: true, restored_publication: first?.number });
      expect(changes.map(({ kind }) => kind)).to.include('MEMBER_ADDED');
      await country.operator.api('DELETE', '/drum/configuration/hold');
      await publishedAfter(restored.number);
      expect(await country.members()).to.include('Member 4');
    });

    it('are for those alone who may, and each decision is audited', async () => {
      const missing = await country.operator.api('GET', '/drum/configuration/publications/99999');
      expect(codeOf(missing)).to.equal('publication_not_found');
      const { events } = await get<{ events: { event: string }[] }>('/drum/overview');
      expect(events).to.have.length(5);
      const rows = await country.repository.reader.selectFrom('audit_event').select(['event', 'outcome']).execute();
      for (const event of [
        'Hold configuration publication',
        'Release configuration publication',
        'Restore configuration publication',
        'Confirm configuration publication',
      ]) {
        expect(rows.some((row) => row.event === event && row.outcome === 'success')).to.equal(true);
      }
    });
  });
}

describe('Publications that are kept in bounds', function () {
  this.timeout(MS_MAX);
  const folders = temporaryFolders();

  it('are the newest, whole, and the others leave nothing behind', async () => {
    const country = await PublishedCountry.start(folders(), { parameters: { 'center.publications-kept': 2 } });
    try {
      await country.logIn();
      const list = async (): Promise<number[]> => {
        const { body } = await country.operator.api('GET', '/drum/configuration/publications?limit=10');
        return (body as { items: Publication[] }).items.map(({ number }) => number);
      };
      for (const code of ['2', '3', '4']) {
        const before = (await list())[0];
        await country.addMember(code);
        await until('it is published', async () => (await list())[0] !== before);
      }
      const [last = 0, oldest = 0, ...more] = await list();
      expect([oldest, more]).to.deep.equal([last - 1, []]);
      const { body } = await country.operator.api(
        'GET',
        `/drum/configuration/publications/${oldest}/parts/2/shared-params.xml`,
      );
      expect(body).to.contain('<name>Member 3</name>').and.not.contain('Member 4');
      const reader = country.repository.reader;
      for (const [table, column] of [
        ['publication_part', 'publication'],
        ['publication_piece', 'last_publication'],
      ] as const) {
        const rows = await reader
          .selectFrom(table as 'publication_part')
          .select(column as 'publication')
          .execute();
        const numbers = rows.map((row) => Object.values(row)[0] ?? 0);
        expect(Math.min(...numbers)).to.equal(oldest);
      }
    } finally {
      await country.stop();
    }
  });

  it('wait over a restart, at another address, with the sources that there are now', async () => {
    const home = folders();
    let country = await PublishedCountry.start(home);
    const preview = async (): Promise<Preview> =>
      (await country.operator.api('GET', '/drum/configuration/preview')).body as Preview;
    try {
      await country.logIn();
      await country.register();
      await until('it is published', async () => (await country.shared()).securityServers.length === 2);
      await country.fetchFrom(SERVER_ADDRESS);
      await until('it is seen', async () => {
        const { body } = await country.operator.api('GET', '/drum/servers/seen?seen_within_minutes=1');
        return (body as { items: unknown[] }).items.length === 1;
      });
      expect((await country.operator.api('DELETE', `/security-servers/${SERVER_ID}`)).status).to.equal(204);
      await until('it is held', async () => (await preview()).hold.held);
      const [before] = (await country.shared()).sources;
      await country.stop();
      country = await PublishedCountry.start(home);
      await country.logIn(false);
      const { hold } = await preview();
      expect(hold.waiting?.reasons.map(({ kind }) => kind)).to.include('SERVER_REMOVED');
      const { securityServers, sources } = await country.shared();
      expect(securityServers).to.have.length(2);
      expect(sources[0]).to.deep.equal(before);
      expect(sources.map(({ address }) => address)).to.include(country.file.publicAddress);
    } finally {
      await country.stop();
    }
  });

  it('do not wait where the operator does not want it', async () => {
    const country = await PublishedCountry.start(folders(), { parameters: { 'center.hold-publication': false } });
    try {
      await country.logIn();
      await country.register();
      await until('it is published', async () => (await country.shared()).securityServers.length === 2);
      await country.fetchFrom(SERVER_ADDRESS);
      await until('it is seen', async () => {
        const { body } = await country.operator.api('GET', '/drum/servers/seen?seen_within_minutes=1');
        return (body as { items: unknown[] }).items.length === 1;
      });
      expect((await country.operator.api('DELETE', `/security-servers/${SERVER_ID}`)).status).to.equal(204);
      await until('it is published', async () => (await country.shared()).securityServers.length === 1);
    } finally {
      await country.stop();
    }
  });
});
