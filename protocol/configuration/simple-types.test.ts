import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { formatDateTime, parseBase64, parseBoolean, parseDateTime, parseInteger } from './simple-types.ts';

describe('Simple types of configuration files', () => {
  it('read base64 with white space in it, and only in its canonical form', () => {
    expect(parseBase64(' AQID\n BAU= \t')).to.deep.equal(Buffer.from([1, 2, 3, 4, 5]));
    expect(parseBase64('')).to.deep.equal(Buffer.alloc(0));
    for (const text of ['AQI', 'AQIDBAV=', 'AQ==AQ==', 'AQ=', '=', 'AQID-', 'AQ_/', 'AQ\u00a0ID', 'AR==']) {
      expect(parseBase64(text), text).to.equal(undefined);
    }
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseBase64(Buffer.from(bytes).toString('base64'))).to.deep.equal(Buffer.from(bytes));
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('read whole numbers that are exact, and truth in the four spellings of XML Schema', () => {
    expect(['0', ' 42 ', '+7', '-3', '007'].map(parseInteger)).to.deep.equal([0, 42, 7, -3, 7]);
    for (const text of ['', '1.0', '1e3', '0x10', '9007199254740993', '1 2', '--1']) {
      expect(parseInteger(text), text).to.equal(undefined);
    }
    expect(['true', ' 1', 'false', '0\n'].map(parseBoolean)).to.deep.equal([true, true, false, false]);
    for (const text of ['', 'True', 'yes', '2']) expect(parseBoolean(text), text).to.equal(undefined);
  });

  for (const [text, moment] of [
    ['2035-11-11T03:07:40Z', '2035-11-11T03:07:40.000Z'],
    ['2026-05-20T17:42:55.123Z', '2026-05-20T17:42:55.123Z'],
    ['2026-05-20T17:42:55.1239999Z', '2026-05-20T17:42:55.123Z'],
    ['2026-05-20T17:42:55.1+03:00', '2026-05-20T14:42:55.100Z'],
    ['2026-05-20T17:42-05:30', '2026-05-20T23:12:00.000Z'],
    ['2024-02-29t00:00:00z', '2024-02-29T00:00:00.000Z'],
  ] as const) {
    it(`read ${text} as ${moment}`, () => {
      expect(parseDateTime(text, 'required')?.toISOString()).to.equal(moment);
    });
  }

  it('refuse days and hours that do not exist, and what is no date', () => {
    for (const text of [
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00:00+25:00',
      '2026-01-01',
      '2026-01-01 00:00:00Z',
      '26-01-01T00:00:00Z',
      'tomorrow',
      '',
    ]) {
      expect(parseDateTime(text, 'required'), text).to.equal(undefined);
    }
  });

  it('need a time zone only where it is required', () => {
    expect(parseDateTime('2026-01-01T00:00:00', 'required')).to.equal(undefined);
    expect(parseDateTime('2026-01-01T00:00:00', 'optional')?.toISOString()).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('write a moment with no more digits than it needs, and read it back', () => {
    expect(formatDateTime(new Date('2036-11-19T23:33:52Z'))).to.equal('2036-11-19T23:33:52Z');
    expect(formatDateTime(new Date('2036-11-19T23:33:50.120Z'))).to.equal('2036-11-19T23:33:50.12Z');
    const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseDateTime(formatDateTime(date), 'required')).to.deep.equal(date);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
