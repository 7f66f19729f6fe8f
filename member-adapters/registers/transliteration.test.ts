import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { transliterate } from './transliteration.ts';

describe('transliteration', () => {
  const vectors: [string, string][] = [
    ['Велико Търново', 'Veliko Tarnovo'],
    ['София', 'Sofia'],
    ['Щъркелово гнездо', 'Shtarkelovo gnezdo'],
    ['Кьосев', 'Kyosev'],
    ['ЮЛИЯ ДИМИТРОВА', 'YULIA DIMITROVA'],
    ['Джордж Йорданов Цанков', 'Dzhordzh Yordanov Tsankov'],
    ['България', 'Bulgaria'],
    ['БЪЛГАРИЯ', 'BULGARIA'],
    ['Илия Илиев', 'Ilia Iliev'],
    ['Ивайло Щерев-Юруков', 'Ivaylo Shterev-Yurukov'],
    ['Я', 'Ya'],
    ['ул. „Шипка“ № 5, ап. 3', 'ul. „Shipka“ № 5, ap. 3'],
  ];
  for (const [bulgarian, latin] of vectors) {
    it(`writes ${bulgarian} as ${latin}`, () => {
      expect(transliterate(bulgarian)).to.equal(latin);
    });
  }

  it('leaves no Bulgarian letter and touches nothing else', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[А-ЪЬЮЯа-ъьюяA-Za-z0-9 .\-]*$/), (text) => {
        expect(transliterate(text)).not.to.match(/[А-ЪЬЮЯа-ъьюя]/);
        expect(transliterate(transliterate(text))).to.equal(transliterate(text));
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});
