import { expect } from 'chai';
import fc from 'fast-check';
import { eikFault } from '#member-adapters/registers/identifiers/eik.ts';
import { systemClock } from '#config/clock.ts';
import { characterCheck, eikCheck, inLatin, lookAlikeCheck } from './code-checks.ts';

describe('The checks of a code', () => {
  for (const [code, outcome] of [
    ['000696327', 'ok'],
    ['131063188', 'ok'],
    ['100000086', 'ok'],
    ['100000550', 'ok'],
    ['0006963270018', 'ok'],
    ['0006963270125', 'ok'],
    ['000696328', 'failed'],
    ['0006963270019', 'failed'],
    ['0006963280018', 'failed'],
    ['0521010080', 'warning'],
    ['12345678', undefined],
    ['GOV', undefined],
    ['', undefined],
  ] as const) {
    it(`tell of ${code === '' ? 'nothing' : code} as an ЕИК: ${outcome ?? 'nothing'}`, () => {
      expect(eikCheck(code)?.outcome).to.equal(outcome);
    });
  }

  it('judge an ЕИК as the registers of members do', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
    fc.assert(
      fc.property(fc.oneof(digits(9), digits(13)), (code) => {
        const isRight = eikFault(code, systemClock.now()) === undefined;
        return eikCheck(code)?.outcome === (isRight ? 'ok' : 'failed');
      }),
    );
  });

  for (const [code, latin, outcome] of [
    ['САС', 'CAC', 'warning'],
    ['SОFIA', 'SOFIA', 'warning'],
    ['tах', 'tax', 'warning'],
    ['данъци', undefined, 'ok'],
    ['taxДанъци', undefined, 'warning'],
    ['tax-1', undefined, 'ok'],
  ] as const) {
    it(`tell of ${code}, letter by letter: ${latin ?? 'nothing to replace'}`, () => {
      expect([inLatin(code), lookAlikeCheck(code).outcome]).to.deep.equal([latin, outcome]);
    });
  }

  for (const [code, outcome] of [
    ['ss-1', 'ok'],
    ['данъци', 'warning'],
    ['a b', 'warning'],
    ['a:b', 'failed'],
    ['', 'failed'],
    ['x'.repeat(256), 'failed'],
    ['a\u200bb', 'failed'],
  ] as const) {
    it(`say ${outcome} of the characters of ${JSON.stringify(code.slice(0, 9))}`, () => {
      expect(characterCheck(code, 'value').outcome).to.equal(outcome);
    });
  }
});
