import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/fuzz.ts';
import { composeEgn, decodeEgn, egnCheckDigit, isCalendarDate } from './egn.ts';
import { eikFault } from './eik.ts';
import { lnchCheckDigit, lnchFault } from './lnch.ts';
import { personalIdentifierFault, withoutPersonalIdentifiers } from './personal-identifier.ts';

const AT = new Date('2026-11-22T10:00:00Z');
const runs = { numRuns: fuzzRuns(300) };
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
const birthDates = fc
  .date({ min: new Date('1800-01-01T00:00:00Z'), max: new Date('2026-11-21T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const LAST_DIGITS = '0123456789'.match(/./g) ?? [];
/** Another digit in one place. */
const changed = (text: string, index: number, add: number) =>
  text.slice(0, index) + String((Number(text.charAt(index)) + add) % 10) + text.slice(index + 1);

describe('ЕГН', () => {
  const valid: [string, string, 'male' | 'female'][] = [
    ['0521010080', '1805-01-01', 'male'],
    ['0132311007', '1801-12-31', 'male'],
    ['6422296247', '1864-02-29', 'male'],
    ['3523126407', '1835-03-12', 'male'],
    ['3727246413', '1837-07-24', 'female'],
    ['0121301516', '1801-01-30', 'female'],
    ['6931056442', '1869-11-05', 'male'],
  ];
  for (const [egn, birthDate, sex] of valid) {
    it(`reads ${egn} as ${birthDate}, ${sex}`, () => {
      expect(decodeEgn(egn, AT)).to.deep.equal({ birthDate, sex });
    });

    it(`refuses ${egn} with any other last digit`, () => {
      for (let add = 1; add < 10; add += 1) {
        expect(decodeEgn(changed(egn, 9, add), AT)).to.deep.equal({ fault: 'check-digit' });
      }
    });
  }

  it('writes a remainder of 10 as 0', () => {
    expect(egnCheckDigit('052101008')).to.equal(0);
  });

  it('refuses 9642296244, 29 February 2096, as long as that lies in the future', () => {
    expect(decodeEgn('9642296244', AT)).to.deep.equal({ fault: 'future' });
    expect(decodeEgn('9642296244', new Date('2096-02-29T12:00:00Z'))).to.deep.equal({
      birthDate: '2096-02-29',
      sex: 'male',
    });
  });

  it('begins a day when it begins in Sofia', () => {
    const egn = composeEgn('2026-11-22', 0);
    expect(decodeEgn(egn, new Date('2026-11-21T21:59:59Z'))).to.deep.equal({ fault: 'future' });
    expect(decodeEgn(egn, new Date('2026-11-21T22:00:00Z'))).to.include({ birthDate: '2026-11-22' });
  });

  it('refuses dates that do not exist: 30 February, 29 February of a common year, day 0, the months between centuries', () => {
    for (const text of ['000230200', '012229100', '350100640', '350132640', '350001640']) {
      expect(decodeEgn(text + String(egnCheckDigit(text)), AT), text).to.deep.equal({ fault: 'date' });
    }
    for (const month of [13, 20, 33, 40, 53, 99]) {
      const text = `35${month}10640`;
      expect(decodeEgn(text + String(egnCheckDigit(text)), AT), text).to.deep.equal({ fault: 'date' });
    }
    expect(decodeEgn('0002302000', AT)).to.deep.equal({ fault: 'date' });
  });

  it('takes the missing days of April 1916 for days', () => {
    expect(decodeEgn(composeEgn('1916-04-05', 100), AT)).to.include({ birthDate: '1916-04-05' });
  });

  it('refuses what is not ten ASCII digits', () => {
    for (const text of [
      '',
      '352312640',
      '35231264070',
      '352312640x',
      ' 523126407',
      '3523126407\n',
      '٣٥٢٣١٢٦٤٠٧',
      '-523126407',
      '1e10000000',
    ]) {
      expect(decodeEgn(text, AT), JSON.stringify(text)).to.deep.equal({ fault: 'form' });
    }
  });

  it('reads back what it composes', () => {
    fc.assert(
      fc.property(birthDates, fc.integer({ min: 0, max: 999 }), (birthDate, sequence) => {
        expect(decodeEgn(composeEgn(birthDate, sequence), AT)).to.deep.equal({
          birthDate,
          sex: sequence % 2 === 0 ? 'male' : 'female',
        });
      }),
      runs,
    );
  });

  it('notices any one digit changed before the last, unless a remainder of 10 hides it', () => {
    fc.assert(
      fc.property(
        birthDates,
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (birthDate, sequence, index, add) => {
          const egn = composeEgn(birthDate, sequence);
          const other = changed(egn, index, add);
          const hidden = egnCheckDigit(other) === Number(egn.charAt(9));
          if (hidden) expect(egn.charAt(9)).to.equal('0');
          else expect(decodeEgn(other, AT)).to.have.property('fault');
        },
      ),
      runs,
    );
  });

  it('composes nothing that it could not read', () => {
    expect(() => composeEgn('1799-12-31', 0)).to.throw(RangeError, '1800 to 2099');
    expect(() => composeEgn('2100-01-01', 0)).to.throw(RangeError, '1800 to 2099');
    expect(() => composeEgn('1835-03-12', 1000)).to.throw(RangeError, 'between 0 and 999');
  });
});

describe('ЛНЧ', () => {
  for (const lnch of ['1000000012', '1000123458', '1234567893']) {
    it(`accepts ${lnch} and refuses it with any other last digit`, () => {
      expect(lnchFault(lnch)).to.equal(undefined);
      for (let add = 1; add < 10; add += 1) expect(lnchFault(changed(lnch, 9, add))).to.equal('check-digit');
    });
  }

  it('refuses what is not ten ASCII digits', () => {
    for (const text of ['', '100000001', '10000000120', '100000001x', '1000000012\n']) {
      expect(lnchFault(text), JSON.stringify(text)).to.equal('form');
    }
  });

  it('accepts nine digits with exactly one last digit', () => {
    fc.assert(
      fc.property(digits(9), (nine) => {
        const accepted = LAST_DIGITS.filter((last) => lnchFault(nine + last) === undefined);
        expect(accepted).to.deep.equal([String(lnchCheckDigit(nine))]);
      }),
      runs,
    );
  });
});

describe('ЕИК', () => {
  const vectors = {
    'nine digits': ['000696327', '131063188', '831661388', '131134023', '000695235', '121082521', '000695349'],
    'nine digits, first pass 10': ['100000086'],
    'nine digits, both passes 10': ['100000550'],
    'nine digits, synthetic': ['999000017', '999000024', '999000031', '999000049', '999000056'],
    'thirteen digits': ['0006963270018', '0006963270022', '0006963270125'],
  };
  for (const [kind, numbers] of Object.entries(vectors)) {
    for (const eik of numbers) {
      it(`accepts ${eik} (${kind}) and refuses it with any other last digit`, () => {
        expect(eikFault(eik, AT)).to.equal(undefined);
        for (let add = 1; add < 10; add += 1) {
          expect(eikFault(changed(eik, eik.length - 1, add), AT)).to.equal('check-digit');
        }
      });
    }
  }

  it('refuses a branch whose main number is wrong', () => {
    expect(eikFault('0006963280018', AT)).to.equal('check-digit');
  });

  it('judges ten digits as a person’s ЕГН or ЛНЧ', () => {
    expect(eikFault('3523126407', AT)).to.equal(undefined);
    expect(eikFault('1000000012', AT)).to.equal(undefined);
    expect(eikFault('3523126408', AT)).to.equal('check-digit');
  });

  it('refuses other lengths and signs', () => {
    for (const text of ['', '00069632', '00069632700', '00069632700181', 'BG0696327', '000696327 ']) {
      expect(eikFault(text, AT), JSON.stringify(text)).to.equal('form');
    }
  });

  it('accepts eight digits with exactly one last digit, and twelve likewise where the nine hold', () => {
    fc.assert(
      fc.property(digits(8), digits(3), (eight, branch) => {
        const nine = LAST_DIGITS.map((digit) => eight + digit).filter((eik) => eikFault(eik, AT) === undefined);
        expect(nine).to.have.length(1);
        const thirteen = LAST_DIGITS.filter((digit) => eikFault(`${nine[0] ?? ''}${branch}${digit}`, AT) === undefined);
        expect(thirteen).to.have.length(1);
      }),
      runs,
    );
  });
});

describe('personal identifiers', () => {
  it('are judged by their type, never by guess', () => {
    expect(personalIdentifierFault('EGN', '3523126407', AT)).to.equal(undefined);
    expect(personalIdentifierFault('LNCh', '3523126407', AT)).to.equal('check-digit');
    expect(personalIdentifierFault('LNCh', '1000000012', AT)).to.equal(undefined);
    expect(personalIdentifierFault('EGN', '1000000012', AT)).to.equal('date');
  });

  it('never make a judge throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits(10), digits(9), digits(13)), (text) => {
        for (const fault of [decodeEgn(text, AT), lnchFault(text), eikFault(text, AT), isCalendarDate(text)]) {
          if (typeof fault === 'string') expect(fault).to.be.oneOf(['form', 'date', 'future', 'check-digit']);
        }
      }),
      runs,
    );
  });

  const hide = (text: string, known?: string) =>
    withoutPersonalIdentifiers(
      text,
      AT,
      (type) => `<${type}>`,
      known === undefined ? undefined : { type: 'EGN', identifier: known },
    );

  it('are taken out of free text, and other numbers stay', () => {
    expect(hide('BG3523126407, PNO-3727246413; преписка 2026-1234567890/22.11.2026')).to.equal(
      'BG<EGN>, PNO-<EGN>; преписка 2026-1234567890/22.11.2026',
    );
    expect(hide('лице 1000000012')).to.equal('лице <LNCh>');
    expect(hide('13106318800 000696327 СОА26-УР66-1234/22.11.2026')).to.equal(
      '13106318800 000696327 СОА26-УР66-1234/22.11.2026',
    );
  });

  it('are taken out wherever they stand once the query names them, a wrong one too', () => {
    expect(hide('x3523126408y 993523126408', '3523126408')).to.equal('x<EGN>y 99<EGN>');
  });

  it('are taken out once: a pseudonym that looks like one stays as it is', () => {
    const text = 'лице 3523126408, 3727246413';
    const replaced = (known?: string) =>
      withoutPersonalIdentifiers(
        text,
        AT,
        () => '[a3523126407]',
        known === undefined ? undefined : { type: 'EGN', identifier: known },
      );
    expect(replaced('3523126408')).to.equal('лице [a3523126407], [a3523126407]');
    expect(replaced()).to.equal('лице 3523126408, [a3523126407]');
  });
});
