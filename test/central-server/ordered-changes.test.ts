import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import pg from 'pg';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { addMember } from '#central-server/membership/members.ts';
import { fixedClock } from '#config/clock.ts';
import type { ManagementRequests } from '#central-server/management/requests.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { authentication } from '../management.ts';
import { freshPostgresDatabase } from '../postgres.ts';
import { refusalOf } from '../refusal.ts';
import { AT, openCountry, OWN, OWN_SERVER } from './membership/country.ts';

type Work = (requests: ManagementRequests) => Promise<unknown>;

const BY = { by: 'somebody' };
const NONE = { authCertReg: false, clientReg: false, ownerChange: false };

describe('Two central servers that change one catalogue (PostgreSQL)', () => {
  let url: string;
  let watcher: pg.Client;
  let one: CatalogueRepository;
  let other: CatalogueRepository;
  let registration: ManagementRequest;

  beforeEach(async () => {
    url = await freshPostgresDatabase();
    ({ repository: one } = await openCountry({ engine: 'postgresql', url }));
    other = await CatalogueRepository.open({ engine: 'postgresql', url }, 'BG');
    await one.change((c) => addMember(c, { id: OWN, name: 'Община Русе' }));
    const { der } = authentication('ordered').certificate;
    registration = { kind: 'authCertReg', server: OWN_SERVER, address: 'a.example', authenticationCertificate: der };
    watcher = new pg.Client({ connectionString: url });
    await watcher.connect();
  });
  afterEach(async () => {
    await watcher.end();
    await one.close();
    await other.close();
  });

  const requestsOf = (repository: CatalogueRepository) => repository.managementRequests(fixedClock(AT), NONE);

  /** Waits until somebody in the database waits for somebody else. */
  async function untilOneWaits(): Promise<void> {
    for (;;) {
      const found = await watcher.query('select 1 from pg_locks where not granted');
      if (found.rowCount !== 0) return;
      await delay(20);
    }
  }

  /** What becomes of `second`, which the other server begins before what `first` has done is on the disk. */
  async function overlapping(first: Work, second: Work): Promise<string | undefined> {
    let refusal: Promise<string> | undefined;
    await one.change(async (change) => {
      await first(requestsOf(one).within(change));
      refusal = refusalOf(() => second(requestsOf(other)));
      await untilOneWaits();
    });
    return (await refusal)?.split(': ')[0];
  }

  it('takes one of two requests for the same', async () => {
    const add: Work = (requests) => requests.add(registration);
    expect(await overlapping(add, add)).to.equal('management_request_exists');
    expect(await requestsOf(one).list(10)).to.have.lengthOf(1);
  });

  it('decides a request once', async () => {
    const id = await requestsOf(one).add(registration);
    const decided = await overlapping(
      (requests) => requests.approve(id, BY),
      (requests) => requests.decline(id, BY),
    );
    expect(decided).to.equal('management_request_invalid_state');
    expect((await requestsOf(one).list(10)).map(({ status }) => status)).to.deep.equal(['APPROVED']);
  });
});
