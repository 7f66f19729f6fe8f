import { expect } from 'chai';
import { dayOf, formatDay, formatMinute, minuteOf } from '../../web/design/calendar.ts';
import { csvOf } from '../../web/design/csv.ts';
import { differencesOf } from '../../web/design/differences.ts';
import {
  daysUntil,
  formatFingerprint,
  formatFours,
  formatNumber,
  formatProse,
  formatProvision,
  formatRelative,
  spanOf,
  formatTime,
  formatUtc,
} from '../../web/design/formats.ts';
import { faultOf, isEik, looksLikeEik } from '../../web/design/identifiers.ts';
import { matches } from '../../web/design/transliteration.ts';
import { curlOf, hurlOf, requestOf } from '../../web/api/request.ts';

const DAY_MS = 86_400_000;
const AT = new Date(2026, 10, 3, 16, 5, 6);
const after = (milliseconds: number): Date => new Date(AT.getTime() + milliseconds);

describe('What the screens write', () => {
  it('times: absolute, relative, UTC', () => {
    expect(formatTime(AT, 'bg')).to.equal('03.11.2026 16:05:06');
    expect(formatTime(AT, 'en')).to.equal('3 Nov 2026 16:05:06');
    expect(formatProse(AT, 'bg')).to.equal('3 ноември 2026 г., 16:05 ч.');
    expect(formatRelative(AT, after(38_000), 'bg')).to.equal('преди 38 секунди');
    expect(formatRelative(after(6 * 86_400_000), AT, 'bg')).to.equal('след 6 дни');
    expect(formatRelative(AT, after(26 * 3_600_000), 'en')).to.equal('26 hours ago');
    expect(formatRelative(AT, after(119_000), 'en')).to.equal('1 minute ago');
    expect(formatRelative(AT, after(9_000), 'bg')).to.equal('току-що');
    expect(formatRelative(after(5_000), AT, 'en')).to.equal('in 5 seconds');
    expect(formatRelative(after(100 * DAY_MS), AT, 'bg')).to.equal('след 3 месеца');
    expect(formatRelative(after(7_304 * DAY_MS), AT, 'bg')).to.equal('след 19 години');
    expect([91, 400, 12_085].map(spanOf)).to.deep.equal([
      { count: 91, unit: 'day' },
      { count: 13, unit: 'month' },
      { count: 33, unit: 'year' },
    ]);
    expect(formatUtc(new Date('2026-11-03T14:05:06.789Z'))).to.equal('2026-11-03 14:05:06 UTC');
    expect([daysUntil(after(86_400_000 * 6 + 5), AT), daysUntil(after(-5), AT)]).to.deep.equal([6, -1]);
  });

  it('days and minutes, as somebody types them too', () => {
    for (const typed of ['3.11.2026', '03.11.2026 г.', '03/11/2026', '3 Nov 2026', '3 November 2026', '2026-11-03'])
      expect(dayOf(typed), typed).to.equal('2026-11-03');
    for (const typed of ['31.11.2026', '3.11', '3 Foo 2026', '3.11.26', ''])
      expect(dayOf(typed), typed).to.equal(undefined);
    expect([minuteOf('3.11.2026 6:05'), minuteOf('3 Nov 2026'), minuteOf('3.11.2026 24:00')]).to.deep.equal([
      ...['2026-11-03T06:05', '2026-11-03T00:00', undefined],
    ]);
    expect([formatDay('2026-11-03', 'bg'), formatMinute('2026-11-03T06:05', 'en')]).to.deep.equal([
      ...['03.11.2026', '3 Nov 2026 06:05'],
    ]);
  });

  it('provisions, whose numbers stay with what they number', () => {
    expect(formatProvision('чл. 106, ал. 1, т. 2 и чл. 5')).to.equal(
      'чл.\u00a0106, ал.\u00a01, т.\u00a02 и чл.\u00a05',
    );
    expect(formatProvision('параграф т. нар. 3')).to.equal('параграф т. нар. 3');
  });

  it('numbers and fingerprints', () => {
    expect(formatNumber(1234, 'bg')).to.equal('1234');
    expect(formatNumber(12_345.6, 'bg')).to.equal('12\u00a0345,6');
    expect(formatNumber(-1_234_567, 'en')).to.equal('−1\u00a0234\u00a0567');
    expect(formatFingerprint('9f4a00')).to.equal('9F:4A:00');
    expect(formatFours('9f:4a:00:17:ab')).to.equal('9F4A 0017 AB');
  });

  it('CSV that no spreadsheet takes for a formula', () => {
    const columns = [{ title: 'Име', text: (name: string) => name }];
    expect(csvOf(columns, ['=1+1', 'ГД „Две“', 'a "b"'])).to.equal(
      '\ufeff"Име"\r\n"\'=1+1"\r\n"ГД „Две“"\r\n"a ""b"""',
    );
  });

  it('calls for curl and hurl, of the request itself', () => {
    const request = requestOf('get', '/members/{id}/x', {
      path: { id: 'BG:GOV:1/2' },
      query: { filter: { q: 'а б', types: ['A', 'B'], none: '' } },
    });
    expect(request.url).to.equal('/api/v1/members/BG:GOV:1%2F2/x?q=%D0%B0+%D0%B1&types=A&types=B');
    const call = requestOf('post', '/members', { body: { name: "o'neil" } });
    expect(curlOf(call, 'https://cs')).to.contain(`-d '{"name":"o'\\''neil"}'`).and.to.contain('token=$API_KEY');
    expect(hurlOf(call, 'https://cs')).to.match(/^POST https:\/\/cs\/api\/v1\/members\n/);
  });

  it('differences with their signs', () => {
    expect(differencesOf({ a: 1, b: 'x', c: 'same' }, { b: 'y', c: 'same', d: 'new' })).to.deep.equal([
      { field: 'a', sign: '−', was: '1' },
      { field: 'b', sign: '~', was: 'x', is: 'y' },
      { field: 'd', sign: '+', is: 'new' },
    ]);
  });

  it('identifiers among differences as people know them', () => {
    const id = { type: 'SUBSYSTEM', instance: 'TEST', memberClass: 'GOV', memberCode: '1', subsystemCode: 'a' };
    expect(differencesOf({}, { id })).to.deep.equal([{ field: 'id', sign: '+', is: 'TEST:GOV:1:a' }]);
  });
});

describe('What the screens check while somebody types', () => {
  it('characters of identifiers, and Cyrillic that looks like Latin', () => {
    expect(faultOf("grao-nbd'()+,.=?1")).to.equal(undefined);
    expect(faultOf('')).to.deep.equal({ rule: 'empty' });
    expect(faultOf('x'.repeat(256))).to.deep.equal({ rule: 'too_long' });
    const fault = { rule: 'characters', latin: undefined };
    expect(faultOf('a b:c')).to.deep.equal({ ...fault, lookAlikes: [], foreign: [' ', ':'] });
    // Two of them are Cyrillic.
    expect(faultOf('SСЕ')).to.deep.equal({ ...fault, lookAlikes: ['С', 'Е'], foreign: [], latin: 'SCE' });
    expect(faultOf('АB 1')).to.deep.equal({ ...fault, lookAlikes: ['А'], foreign: [' '], latin: 'AB1' });
    expect(faultOf('СЖ')).to.deep.equal({ ...fault, lookAlikes: ['С'], foreign: ['Ж'] });
    expect(faultOf(' ')).to.deep.equal({ ...fault, lookAlikes: [], foreign: [' '] });
  });

  it('the check digits of an ЕИК', () => {
    for (const eik of ['131134023', '000696327', '831661388']) expect(isEik(eik), eik).to.equal(true);
    for (const eik of ['131134024', '000696328', '12345678', '1311340230000']) expect(isEik(eik), eik).to.equal(false);
    expect([looksLikeEik('123456789'), looksLikeEik('1234567')]).to.deep.equal([true, false]);
  });

  it('words of the palette in either alphabet', () => {
    expect(matches('Сертификати', 'sertifikati')).to.equal(true);
    expect(matches('Добавяне на участник', 'доб уч')).to.equal(true);
    expect(matches('Заявки', 'rvki')).to.equal(false);
  });
});
