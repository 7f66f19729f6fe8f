import { expect } from 'chai';
import { allLegalBases } from '#central-server/legal-bases/legal-bases.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { Administered, codeOf, told, type Operator } from '../admin-api/administered.ts';

const CONTENT = {
  act: 'Закон за гражданската регистрация',
  article: 'чл. 106, ал. 1, т. 2',
  text: 'Данни се предоставят на\nдържавни органи.',
  url: 'https://lex.example/zgr',
  valid_from: '1999-07-31',
};
const BASIS = { id: 'zgr-106-1-2', ...CONTENT };
const OLD = {
  id: 'old',
  act: 'Отменен закон',
  article: 'чл. 1',
  text: 'x',
  valid_from: '2000-01-01',
  valid_to: '2020-12-31',
};
const PURPOSE_CONTENT = { bg: 'Карта за паркиране', en: 'Parking permit', valid_from: '2026-01-01' };
const PURPOSE = { id: 'parking', ...PURPOSE_CONTENT };

describeOnBothEngines('The list of legal bases and purposes', (engine) => {
  let central: Administered;
  let officer: Operator;
  let reader: Operator;

  before(async () => {
    const options = await engine.fresh();
    central = await Administered.start(
      engine.folder(),
      options.engine === 'postgresql' ? { postgres: options.url } : {},
    );
    officer = await central.operator('officer', ['XROAD_REGISTRATION_OFFICER']);
    reader = await central.operator('reader', ['XROAD_SYSTEM_ADMINISTRATOR']);
    await officer.api('POST', '/drum/legal-bases', OLD);
  });
  after(() => central.stop());

  const found = async (query: string): Promise<string[]> => {
    const { body } = await reader.api('GET', `/drum/legal-bases?${query}`);
    return (body as { items: { id: string }[] }).items.map(({ id }) => id);
  };

  it('takes an entry, tells it, and publishes', async () => {
    const before = central.changes;
    const added = await officer.api('POST', '/drum/legal-bases', BASIS);
    expect([added.status, added.body]).to.deep.equal([201, BASIS]);
    expect((await reader.api('GET', '/drum/legal-bases/zgr-106-1-2')).body).to.deep.equal(BASIS);
    expect(central.changes).to.equal(before + 1);
    expect(told(await officer.api('POST', '/drum/legal-bases', BASIS))).to.deep.equal([409, 'legal_basis_exists']);
    expect(central.changes).to.equal(before + 1);
  });

  it('is found by words, whatever their letter case, and by the day on which it is in force', async () => {
    expect(await found('q=ГРАЖДАНСКАТА')).to.deep.equal(['zgr-106-1-2']);
    expect(await found('q=ал. 1, т')).to.deep.equal(['zgr-106-1-2']);
    expect(await found('on=2020-12-31')).to.deep.equal(['old', 'zgr-106-1-2']);
    expect(await found('on=2021-01-01')).to.deep.equal(['zgr-106-1-2']);
    expect(await found('on=1990-01-01')).to.deep.equal([]);
  });

  it('is sorted and paged', async () => {
    expect(await found('sort=valid_from&desc=true&limit=1')).to.deep.equal(['old']);
    const { body } = await reader.api('GET', '/drum/legal-bases?sort=act&limit=1&offset=1');
    expect(body).to.deep.include({ paging_metadata: { total_items: 2, items: 1, limit: 1, offset: 1 } });
    const refused = await reader.api('GET', '/drum/legal-bases?sort=nothing');
    expect(told(refused)).to.deep.equal([400, 'invalid_sort_properties']);
  });

  it('can be given an end', async () => {
    const ended = await officer.api('PUT', '/drum/legal-bases/zgr-106-1-2', { ...CONTENT, valid_to: '2026-12-31' });
    expect([ended.status, ended.body]).to.deep.equal([200, { ...BASIS, valid_to: '2026-12-31' }]);
    const absent = await officer.api('PUT', '/drum/legal-bases/absent', CONTENT);
    expect(told(absent)).to.deep.equal([404, 'legal_basis_not_found']);
  });

  for (const [rule, wrong] of [
    ['an id with capital letters', { ...BASIS, id: 'ZGR' }],
    ['an id with a slash', { ...BASIS, id: 'a/b' }],
    ['no act', { ...BASIS, id: 'x', act: '' }],
    ['a text of control characters', { ...BASIS, id: 'x', text: 'a\u0007b' }],
    ['a text that is too long', { ...BASIS, id: 'x', text: 'я'.repeat(4_001) }],
    ['an address that is none', { ...BASIS, id: 'x', url: 'javascript:alert(1)' }],
    ['a day that is none', { ...BASIS, id: 'x', valid_from: '2026-02-30' }],
    ['an end before its beginning', { ...BASIS, id: 'x', valid_to: '1990-01-01' }],
    ['a field that is unknown', { ...BASIS, id: 'x', more: 1 }],
    ['no id', CONTENT],
  ] as const) {
    it(`refuses ${rule}`, async () => {
      expect(told(await officer.api('POST', '/drum/legal-bases', wrong))).to.deep.equal([400, 'validation_failure']);
    });
  }

  it('keeps purposes too', async () => {
    expect((await officer.api('POST', '/drum/purposes', PURPOSE)).body).to.deep.equal(PURPOSE);
    expect(codeOf(await officer.api('POST', '/drum/purposes', PURPOSE))).to.equal('purpose_exists');
    const changed = await officer.api('PUT', '/drum/purposes/parking', { ...PURPOSE_CONTENT, en: 'Permit' });
    expect(changed.body).to.deep.equal({ ...PURPOSE, en: 'Permit' });
    const { body } = await reader.api('GET', '/drum/purposes?q=permit&on=2026-06-01&sort=bg');
    expect(body).to.deep.include({ items: [{ ...PURPOSE, en: 'Permit' }] });
    expect((await officer.api('DELETE', '/drum/purposes/parking')).status).to.equal(204);
    expect(told(await reader.api('GET', '/drum/purposes/parking'))).to.deep.equal([404, 'purpose_not_found']);
  });

  it('is told whole to whatever publishes it, with what is not in force any more', async () => {
    await officer.api('POST', '/drum/purposes', PURPOSE);
    const { bases, purposes } = await allLegalBases(central.repository.reader);
    expect(bases.map(({ id, validTo }) => [id, validTo])).to.deep.equal([
      ['old', '2020-12-31'],
      ['zgr-106-1-2', '2026-12-31'],
    ]);
    expect(purposes).to.deep.equal([
      { id: 'parking', bg: 'Карта за паркиране', en: 'Parking permit', validFrom: '2026-01-01' },
    ]);
  });

  it('is deleted, with all that stood there in the audit log', async () => {
    expect((await officer.api('DELETE', '/drum/legal-bases/old')).status).to.equal(204);
    expect(told(await officer.api('DELETE', '/drum/legal-bases/old'))).to.deep.equal([404, 'legal_basis_not_found']);
    const events = (await central.events()).slice(-2).map(({ event, outcome }) => `${event} ${outcome}`);
    expect(events).to.deep.equal(['Delete legal basis success', 'Delete legal basis failure']);
  });
});
