import { expect } from 'chai';
import fc from 'fast-check';
import { isDay, isInForce, readLegalBases, writeLegalBases, type LegalBases } from './legal-bases.ts';
import { refusal } from '../../test/refusal.ts';

const LISTED: LegalBases = {
  bases: [
    {
      id: 'zgr-106-1-2',
      act: 'Закон за гражданската регистрация',
      article: 'чл. 106, ал. 1, т. 2',
      text: 'Данните се предоставят на <държавни> органи & общини.',
      url: 'https://lex.example/zgr',
      validFrom: '1999-07-31',
    },
    { id: 'old', act: 'Act', article: '1', text: 'x', validFrom: '2000-01-01', validTo: '2020-12-31' },
  ],
  purposes: [{ id: 'parking', bg: 'Карта за паркиране', en: 'Parking permit', validFrom: '2026-01-01' }],
};

describe('the part with legal bases', () => {
  it('reads as it was written', () => {
    expect(readLegalBases(writeLegalBases(LISTED))).to.deep.equal(LISTED);
  });

  it('may be empty', () => {
    const none = { bases: [], purposes: [] };
    expect(readLegalBases(writeLegalBases(none))).to.deep.equal(none);
  });

  const changed = (from: string, to: string) => Buffer.from(writeLegalBases(LISTED).toString().replace(from, to));
  for (const [name, xml] of [
    ['another namespace', changed('urn:drum:legal-bases:1', 'urn:other')],
    ['an unknown element', changed('<id>old</id>', '<id>old</id><more/>')],
    ['no id', changed('<id>old</id>', '')],
    ['a day that is none', changed('2020-12-31', '2020-02-30')],
    ['two of one id', changed('<id>old</id>', '<id>zgr-106-1-2</id>')],
    ['a document type declaration', changed('<drum:', '<!DOCTYPE x><drum:')],
  ] as const) {
    it(`is refused with ${name}`, () => {
      expect(refusal(() => readLegalBases(xml))).to.match(/^malformed_global_conf: /);
    });
  }

  it('says what is in force on a day, its ends included', () => {
    const held = { validFrom: '2026-01-01', validTo: '2026-12-31' };
    const days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'];
    expect(days.map((day) => isInForce(held, day))).to.deep.equal([false, true, true, false]);
    expect(isInForce({ validFrom: '2026-01-01' }, '2999-01-01')).to.equal(true);
  });

  it('knows the days of the calendar', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }), (date) =>
        isDay(date.toISOString().slice(0, 10)),
      ),
    );
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '', '2026-01-01T00:00'].map(isDay)).to.deep.equal(
      Array<boolean>(5).fill(false),
    );
  });
});
