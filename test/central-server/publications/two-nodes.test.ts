import { expect } from 'chai';
import { until } from '../../country/poll.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { PublishedCountry, SERVER, SERVER_ADDRESS, SERVER_ID } from './published-country.ts';

const MS_MAX = 120_000;
const OTHER = { ...SERVER, serverCode: 'ss3' };

interface Preview {
  readonly hash: string;
  readonly hold: { readonly held: boolean; readonly waiting?: { readonly reasons: readonly { server: string }[] } };
}

describe('Two central servers over one database', function () {
  this.timeout(MS_MAX);
  const folders = temporaryFolders();
  let a: PublishedCountry;
  let b: PublishedCountry;

  before(async () => {
    const postgres = await freshPostgresDatabase();
    a = await PublishedCountry.start(folders(), { postgres, node: 'a' });
    b = await PublishedCountry.start(folders(), { postgres, node: 'b' });
    await a.logIn();
    await b.logIn(false);
  });
  after(async () => {
    await b.stop();
    await a.stop();
  });

  const numbers = async (): Promise<number[]> => {
    const { body } = await a.operator.api('GET', '/drum/configuration/publications');
    return (body as { items: { number: number }[] }).items.map(({ number }) => number);
  };
  const preview = async (at: PublishedCountry): Promise<Preview> =>
    (await at.operator.api('GET', '/drum/configuration/preview')).body as Preview;
  const seen = async (query: string): Promise<{ contact: string; seen?: { node: string; known_by: string } }[]> => {
    const { body } = await a.operator.api('GET', `/drum/servers/seen?${query}`);
    return (body as { items: { contact: string; seen?: { node: string; known_by: string } }[] }).items;
  };
  const certificatesAt = async (at: PublishedCountry): Promise<number> =>
    (await at.shared()).securityServers.find(({ serverCode }) => serverCode === 'ss2')?.authenticationCertificateHashes
      .length ?? 0;

  it('keep what both publish once, and each its own address in private parameters', async () => {
    const before = (await numbers())[0] ?? 0;
    await a.addMember('2');
    await until('both publish it', async () => (await b.members()).length === 2 && (await a.members()).length === 2);
    const number = await until('both keep it', async () => {
      const { body } = await b.operator.api('GET', `/drum/configuration/publications/${before + 1}`);
      const { parts = [] } = body as { parts?: { name: string; node?: string }[] };
      const nodes = parts.filter(({ name }) => name === 'private-params.xml').map(({ node }) => node);
      return new Set(nodes).size === 2 && before + 1;
    });
    expect((await numbers())[0]).to.equal(number);
  });

  it('know of servers that the other has served, and tell apart by their names those that share an address', async () => {
    await a.register();
    await a.register(OTHER);
    await until('both are published', async () => (await a.shared()).securityServers.length === 3);
    await b.fetchFrom(SERVER_ADDRESS);
    await b.fetchFrom(SERVER_ADDRESS, { ...SERVER, serverCode: 'nobody' });
    await b.fetchFrom('127.0.0.1', OTHER);
    await b.fetchFrom(SERVER_ADDRESS, SERVER);
    const [known] = await until('it is seen', async () => {
      const found = await seen('seen_within_minutes=1');
      return found.length > 0 && found;
    });
    expect(known?.seen).to.deep.include({ node: 'b', known_by: 'ADDRESS_AND_NAME' });
    const [unknown] = await seen('q=ss3');
    expect(unknown).to.deep.include({ contact: 'UNKNOWN', shares_address: true });
    expect(await seen('seen_within_minutes=1')).to.have.length(1);
  });

  it('are held together, and go on together when it is confirmed at one of them', async () => {
    const path = `/security-servers/${SERVER_ID}/authentication-certificates`;
    const { body } = await a.operator.api('GET', path);
    const [certificate] = body as { id: number }[];
    expect((await a.operator.api('DELETE', `${path}/${certificate?.id ?? 0}`)).status).to.equal(204);
    const { hash } = await until('it is held', async () => {
      const next = await preview(b);
      return next.hold.waiting?.reasons[0]?.server === SERVER_ID && next;
    });
    expect(await preview(a)).to.have.property('hash', hash);
    const directories = [await a.fetchFrom('127.0.0.1'), await b.fetchFrom('127.0.0.1')];
    await until('both sign anew', async () => {
      const next = [await a.fetchFrom('127.0.0.1'), await b.fetchFrom('127.0.0.1')];
      return next.every(({ expiresAt }, index) => expiresAt > (directories[index]?.expiresAt ?? expiresAt));
    });
    expect([await certificatesAt(a), await certificatesAt(b)]).to.deep.equal([1, 1]);
    expect((await b.operator.api('POST', '/drum/configuration/publications', { hash })).status).to.equal(204);
    await until('both publish it', async () => (await certificatesAt(a)) + (await certificatesAt(b)) === 0);
    await until('the hold is over', async () => !(await preview(a)).hold.held);
  });

  it('tell how publication goes at each', async () => {
    const { body } = await b.operator.api('GET', '/drum/overview');
    const { nodes } = (body as { publication: { nodes: { node: string; state: string; publication: number }[] } })
      .publication;
    expect(nodes.map(({ node, state }) => [node, state])).to.have.deep.members([
      ['a', 'OK'],
      ['b', 'OK'],
    ]);
    expect(nodes[0]?.publication).to.equal(nodes[1]?.publication);
  });
});
