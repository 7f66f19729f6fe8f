import { expect } from 'chai';
import { fixedClock } from '#config/clock.ts';
import { keepAnswer, closeUnregistered, type SubsystemAnswer } from '#central-server/service-catalogue/keeping.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { Administered, told, type Operator } from '../admin-api/administered.ts';

const NAME = 'A subsystem';
const NOW = new Date('2026-11-20T10:20:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

const PERSON = {
  ...{ serviceCode: 'person', type: 'OPENAPI' as const, operations: [{ name: 'GET /a' }] },
  description: {
    digest: 'd1',
    content: {
      ...{ title: 'Население', text: 'Данни за лица', contact: 'grao@example.bg', sample: '{}' },
      operations: [{ name: 'POST /person', summary: 'Данни за лице' }],
    },
  },
};
const SOAP = { serviceCode: 'get', serviceVersion: 'v1', type: 'SOAP' as const, operations: [] };
const BASIS = { id: 'zgr-106', act: 'Закон', article: 'чл. 106', text: 'x', valid_from: '1999-07-31' };

interface Found {
  readonly items: {
    readonly name: string;
    readonly subsystems: {
      readonly subsystem_code: string;
      readonly services: { service_code: string; id: string }[];
    }[];
  }[];
}

describeOnBothEngines('The catalogue of services by API', (engine) => {
  let central: Administered;
  let officer: Operator;
  let reader: Operator;
  let key: string;

  before(async () => {
    const options = await engine.fresh();
    const source = '{ securityServer: "http://127.0.0.1:1", client: TEST/GOV/1/sub }';
    central = await Administered.start(engine.folder(), {
      more: `serviceCatalogue: ${source}\n`,
      clock: fixedClock(later(3)),
      ...(options.engine === 'postgresql' ? { postgres: options.url } : {}),
    });
    const { reader: catalogue } = central.repository;
    key = (await catalogue.selectFrom('server_client').select('client_key').executeTakeFirstOrThrow()).client_key;
    officer = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    reader = await central.operator('reader', ['XROAD_SECURITY_OFFICER']);
    await officer.api('POST', '/drum/legal-bases', BASIS);
    await keep({ services: [PERSON, SOAP] }, NOW);
  });
  after(() => central.stop());

  const keep = (answer: SubsystemAnswer, now: Date): Promise<void> =>
    central.repository.reader.transaction().execute((change) => keepAnswer(change, { key, name: NAME }, answer, now));

  const found = async (query: string): Promise<string[]> => {
    const { body } = await reader.api('GET', `/drum/catalogue?${query}`);
    return (body as Found).items.flatMap(({ subsystems }) =>
      subsystems.flatMap(({ subsystem_code: code, services }) => [
        code,
        ...services.map(({ service_code }) => `${code}/${service_code}`),
      ]),
    );
  };

  const idOf = async (code: string): Promise<string> => {
    const { body } = await reader.api('GET', '/drum/catalogue?with_gone=true');
    const services = (body as Found).items.flatMap(({ subsystems }) => subsystems.flatMap(({ services: all }) => all));
    return services.find(({ service_code }) => service_code === code)?.id ?? '';
  };

  const changes = async (since: string): Promise<string[]> => {
    const { body } = await reader.api('GET', `/drum/catalogue/changes?since=${since}`);
    return (body as { items: { kind: string; service_code: string }[] }).items.map(
      ({ kind, service_code }) => `${kind} ${service_code}`,
    );
  };

  it('counts what it finds, on each page and behind the last', async () => {
    const counted = async (query: string): Promise<unknown[]> => {
      const { body } = await reader.api('GET', `/drum/catalogue?limit=1&${query}`);
      const { items, paging_metadata: paging } = body as Found & { paging_metadata: { total_items: number } };
      return [items.length, paging.total_items];
    };
    expect(await counted('q=first')).to.deep.equal([1, 1]);
    expect(await counted('q=first&offset=7')).to.deep.equal([0, 1]);
    expect(await counted('q=nothing')).to.deep.equal([0, 0]);
    expect(await counted('offset=7')).to.deep.equal([0, (await counted('')).at(1)]);
  });

  it('tells members, subsystems and services, and finds them by their words', async () => {
    expect(await found('')).to.deep.equal(['management', 'sub', 'sub/get', 'sub/person']);
    expect(await found('services_only=true')).to.deep.equal(['sub', 'sub/get', 'sub/person']);
    expect(await found('q=НАСЕЛЕНИЕ')).to.deep.equal(['sub', 'sub/person']);
    expect(await found('q=данни за лице')).to.deep.equal(['sub', 'sub/person']);
    expect(await found('q=first')).to.deep.equal(['management', 'sub', 'sub/get', 'sub/person']);
    expect(await found('q=nothing')).to.deep.equal([]);
    expect(await found('member_class=MUN')).to.deep.equal([]);
    expect(await found('availability=answering')).to.deep.equal(['sub', 'sub/get', 'sub/person']);
    expect(await found('availability=silent')).to.deep.equal([]);
    expect(told(await reader.api('GET', '/drum/catalogue?limit=101'))).to.deep.equal([400, 'validation_failure']);
    expect(told(await reader.api('GET', '/drum/catalogue?sort=nothing'))).to.deep.equal([
      400,
      'invalid_sort_properties',
    ]);
  });

  it('keeps what is known where a subsystem or a description does not answer, and counts the samples', async () => {
    await keep({ problem: 'network_error' }, later(1));
    await keep({ services: [{ ...PERSON, description: { problem: 'timeout' } }, SOAP] }, later(1));
    const { body } = await reader.api('GET', `/drum/catalogue/services/${await idOf('person')}`);
    const { collected, asked, days } = body as {
      collected: object;
      asked: object;
      days: { day: string; asked: number; answered: number }[];
    };
    expect(collected).to.deep.include({ title: 'Население', problem: 'timeout' });
    expect(asked).to.deep.include({ asked: 3, answered: 2 });
    expect(days.length).to.equal(30);
    expect(days.at(-1)).to.deep.equal({ day: '2026-11-20', asked: 3, answered: 2 });
    expect(await found('availability=reduced')).to.deep.equal(['sub', 'sub/get', 'sub/person']);
    expect(await changes('0')).to.deep.equal(['added person', 'added get']);
  });

  it('says what has changed since a revision or a time', async () => {
    await keep(
      { services: [{ ...PERSON, description: { ...PERSON.description, content: { operations: [] } } }] },
      later(2),
    );
    expect(await changes('2')).to.deep.equal(['changed person', 'gone get']);
    expect(await found('')).to.deep.equal(['management', 'sub', 'sub/person']);
    expect(await found('with_gone=true')).to.deep.equal(['management', 'sub', 'sub/get', 'sub/person']);
    await keep({ services: [{ ...PERSON, description: { digest: 'd1' } }, SOAP] }, later(3));
    expect(await changes('4')).to.deep.equal(['returned get']);
    expect(await changes(later(2.5).toISOString())).to.deep.equal(['returned get']);
    const { body } = await reader.api('GET', '/drum/catalogue/changes?since=0&limit=2');
    expect(body).to.deep.include({ revision: 2, complete: true, more: true });
    expect(told(await reader.api('GET', '/drum/catalogue/changes?since=yesterday'))).to.deep.equal([
      400,
      'validation_failure',
    ]);
    await central.repository.reader.deleteFrom('catalogue_change').where('revision', '<=', 3).execute();
    expect((await reader.api('GET', '/drum/catalogue/changes?since=2')).body).to.deep.include({ complete: false });
    expect((await reader.api('GET', '/drum/catalogue/changes?since=3')).body).to.deep.include({ complete: true });
  });

  it('takes the integrator’s words, which go before and are found, and lets two editors not undo each other', async () => {
    const id = await idOf('person');
    const path = `/drum/catalogue/services/${id}`;
    const seen = (await officer.api('GET', path)).headers.etag as string;
    // A new count of answers is nobody's edit.
    await keep({ services: [{ ...PERSON, description: { digest: 'd1' } }, SOAP] }, later(3));
    const words = { description_bg: 'Справка за адрес', contact: 'МЕУ', note: 'x', legal_bases: ['zgr-106'] };
    const edited = await officer.api('PUT', path, words, { 'if-match': seen });
    expect(edited.status).to.equal(200);
    expect(edited.body).to.deep.include({
      own: words,
      legal_bases: [{ id: 'zgr-106', act: 'Закон', article: 'чл. 106' }],
    });
    expect(told(await officer.api('PUT', path, words, { 'if-match': seen }))).to.deep.equal([412, 'changed_meanwhile']);
    expect(await found('q=справка')).to.deep.equal(['sub', 'sub/person']);
    expect(await found('legal_basis=zgr-106')).to.deep.equal(['sub', 'sub/person']);
    expect(await changes('5')).to.deep.equal(['edited person']);
    expect((await central.events()).at(-2)).to.deep.include({ event: 'Edit catalogue service', outcome: 'success' });
    // Collecting leaves them as they are.
    await keep({ services: [PERSON, SOAP] }, later(3));
    expect(await found('q=справка')).to.deep.equal(['sub', 'sub/person']);
  });

  for (const [what, words] of [
    ['an unknown legal basis', { legal_bases: ['nothing'] }],
    ['a legal basis twice', { legal_bases: ['zgr-106', 'zgr-106'] }],
    ['control characters', { description_en: 'a\u0007' }],
    ['what turns the direction of text', { contact: 'a\u202eb' }],
    ['a text that is too long', { sample: 'x'.repeat(4_001) }],
    ['a field that is unknown', { title: 'x' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const path = `/drum/catalogue/services/${await idOf('person')}`;
      expect(told(await officer.api('PUT', path, words))).to.deep.equal([400, 'validation_failure']);
    });
  }

  it('is edited by those alone who may, and nothing is edited that is not there', async () => {
    const path = `/drum/catalogue/services/${await idOf('person')}`;
    expect(told(await reader.api('PUT', path, {}))).to.deep.equal([403, 'permission_missing']);
    expect(told(await officer.api('PUT', '/drum/catalogue/services/nothing', {}))).to.deep.equal([
      404,
      'catalogue_service_not_found',
    ]);
    expect(told(await reader.api('PUT', '/drum/catalogue/settings', { public: true }))).to.deep.equal([
      403,
      'permission_missing',
    ]);
  });

  it('is shown to everybody where the integrator says so, and asked for on demand', async () => {
    expect((await reader.api('GET', '/drum/catalogue/settings')).body).to.deep.equal({
      ...{ public: false, collected: true, security_server: 'http://127.0.0.1:1', client: 'TEST/GOV/1/sub' },
      interval_minutes: 60,
    });
    const changed = await officer.api('PUT', '/drum/catalogue/settings', { public: true });
    expect([changed.status, (changed.body as { public: boolean }).public]).to.deep.equal([200, true]);
    expect((await officer.api('POST', '/drum/catalogue/refresh')).status).to.equal(202);
  });

  it('closes what belongs to subsystems that are registered nowhere any more', async () => {
    await central.repository.reader.deleteFrom('server_client').execute();
    await central.repository.reader.transaction().execute((change) => closeUnregistered(change, later(4)));
    expect(await found('services_only=true')).to.deep.equal([]);
    expect((await changes('7')).sort()).to.deep.equal(['gone get', 'gone person']);
  });
});
