import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { decodeEgn } from '../../identifiers/egn.ts';
import { lnchFault } from '../../identifiers/lnch.ts';
import { transliterate } from '../../transliteration.ts';
import { inflect } from './family-names.ts';
import { generatePopulation } from './generate.ts';
import { PLACES, placeByEkatte } from './places.ts';
import { Random } from './random.ts';

const AT = new Date('2026-11-22T10:00:00Z');
const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe('synthetic population', () => {
  const population = generatePopulation('drum', 10_000);
  const citizens = population.filter(({ identifierType }) => identifierType === 'EGN');
  const foreigners = population.filter(({ identifierType }) => identifierType === 'LNCh');

  it('has as many persons as asked, each with an own identifier', () => {
    expect(population).to.have.length(10_000);
    expect(new Set(population.map(({ identifier }) => identifier))).to.have.property('size', 10_000);
    expect(generatePopulation('drum', 101)).to.have.length(101);
  });

  it('is the same for the same seed on every machine, and another for another', () => {
    expect(digest(generatePopulation('drum', 10_000))).to.equal(digest(population));
    expect(digest(generatePopulation('other', 1_000))).not.to.equal(digest(generatePopulation('drum', 1_000)));
    expect(new Random('drum').below(1_000_000)).to.equal(678_825);
  });

  it('carries only valid ЕГН of births from 1800 to 1869, which nobody was ever given, with the person’s date and sex', () => {
    for (const { identifier, birthDate, sex } of citizens) {
      expect(decodeEgn(identifier, AT), identifier).to.deep.equal({ birthDate, sex });
      expect(birthDate >= '1800-01-01' && birthDate <= '1869-12-31', identifier).to.equal(true);
    }
  });

  it('has foreigners, with valid ЛНЧ that cannot be taken for an ЕГН', () => {
    expect(foreigners).to.have.length(200);
    for (const { identifier, nationality } of foreigners) {
      expect(lnchFault(identifier), identifier).to.equal(undefined);
      expect(decodeEgn(identifier, AT), identifier).to.deep.equal({ fault: 'date' });
      expect(nationality.code).not.to.equal('BG');
    }
  });

  it('begins with the four demo persons, whatever the seed', () => {
    const names = (seed: string) =>
      generatePopulation(seed, 100)
        .slice(0, 4)
        .map(({ identifier, names: { first, sur, family }, birthDate }) =>
          [identifier, first, sur, family, birthDate].join(' '),
        );
    expect(names('drum')).to.deep.equal([
      '0121301516 Елена Стоянова Демова 1801-01-30',
      '3523126407 Иван Петров Демов 1835-03-12',
      '3727246413 Мария Георгиева Демова 1837-07-24',
      '6931056442 Петър Иванов Демов 1869-11-05',
    ]);
    expect(generatePopulation('other', 100).slice(0, 4)).to.deep.equal(population.slice(0, 4));
  });

  it('has families that hold together', () => {
    const of = (index: number | undefined) => (index === undefined ? undefined : population[index]);
    let children = 0;
    population.forEach((person, index) => {
      const spouse = of(person.spouse);
      if (spouse !== undefined) {
        expect(spouse.spouse, person.identifier).to.equal(index);
        expect(spouse.sex).not.to.equal(person.sex);
      }
      const father = of(person.father);
      const mother = of(person.mother);
      if (father === undefined || mother === undefined) return;
      children += 1;
      expect([father.sex, mother.sex, of(father.spouse)]).to.deep.equal(['male', 'female', mother]);
      const motherAge = Number(person.birthDate.slice(0, 4)) - Number(mother.birthDate.slice(0, 4));
      expect(motherAge, person.identifier).to.be.within(18, 45);
      expect(father.birthDate < person.birthDate).to.equal(true);
      for (const parent of [father, mother]) {
        if (parent.deathDate !== undefined) expect(parent.deathDate > person.birthDate).to.equal(true);
      }
      // A daughter's family name may change with her marriage; a son keeps his father's.
      if (person.sex === 'male') expect(person.names.family).to.equal(father.names.family);
      expect((person.names.sur ?? '').slice(0, 3)).to.equal(father.names.first.slice(0, 3));
    });
    expect(children).to.be.greaterThan(3_000);
  });

  it('gives names the form of their bearer’s sex', () => {
    for (const { sex, names } of citizens) {
      for (const name of [names.sur ?? '', names.family ?? '']) {
        if (/(ов|ев|ски)$/.test(name)) expect(sex, name).to.equal('male');
        if (/(ова|ева|ска)$/.test(name)) expect(sex, name).to.equal('female');
      }
    }
    expect(inflect('Златарски', 'female')).to.equal('Златарска');
    expect(citizens.filter(({ names }) => names.family?.includes('-'))).not.to.have.length(0);
    expect(citizens.filter(({ names }) => !/(ов|ова|ев|ева|ски|ска)$/.test(names.family ?? ''))).not.to.have.length(0);
  });

  it('writes Latin names as the law transliterates them, foreigners’ as in their documents', () => {
    for (const { names, latinNames } of citizens) {
      expect(latinNames.first).to.equal(transliterate(names.first));
      expect(latinNames.family).to.equal(transliterate(names.family ?? ''));
    }
    expect(foreigners.some(({ latinNames }) => latinNames.family === 'Müller')).to.equal(true);
  });

  it('has deaths, on days that exist after all that the person did', () => {
    const dead = population.filter(({ deathDate }) => deathDate !== undefined);
    expect(dead.length).to.be.within(300, 2_000);
    for (const { deathDate = '', birthDate, residences, identifier } of dead) {
      expect(deathDate > birthDate && deathDate <= '1875-12-31', identifier).to.equal(true);
      expect(
        residences.every(({ from }) => from <= deathDate),
        identifier,
      ).to.equal(true);
    }
  });

  it('gives everybody an address history in order, with codes of ЕКАТТЕ', () => {
    const disordered = population.filter(({ residences, birthDate }) => {
      const days = [birthDate, ...residences.map(({ from }) => from), '1875-12-31'];
      return residences.length === 0 || days.some((day, index) => day < (days[index - 1] ?? ''));
    });
    expect(disordered).to.deep.equal([]);
    const homes = population.flatMap(({ residences }) => residences.map(({ home }) => home));
    const uncoded = homes.filter(
      ({ place, location, cityArea }) =>
        !/^[0-9]{5}$/.test(place.ekatte) ||
        !/^[0-9]{5}$/.test(location.code) ||
        cityArea < (place.cityAreas.length > 0 ? 1 : 0) ||
        cityArea > place.cityAreas.length,
    );
    expect(uncoded).to.deep.equal([]);
    expect(population.filter(({ residences }) => residences.length > 1).length).to.be.greaterThan(1_000);
  });

  it('refuses a size out of bounds', () => {
    for (const size of [0, 99, 200_001, 100.5, Number.NaN]) {
      expect(() => generatePopulation('drum', size)).to.throw(RangeError, 'between 100 and 200000');
    }
  });
});

describe('places', () => {
  it('have each code once, in all 28 districts', () => {
    expect(new Set(PLACES.map(({ ekatte }) => ekatte))).to.have.property('size', PLACES.length);
    expect(new Set(PLACES.map(({ district }) => district.code))).to.have.property('size', 28);
    expect(PLACES.filter(({ municipality, district }) => !municipality.code.startsWith(district.code))).to.deep.equal(
      [],
    );
  });

  it('have the codes that НСИ gives them', () => {
    const code = (ekatte: string) => {
      const { kind, name, municipality, district } = placeByEkatte(ekatte);
      return [kind, name, municipality.code, district.name].join(' ');
    };
    expect(code('68134')).to.equal('гр. София SOF46 София (столица)');
    expect(code('10447')).to.equal('гр. Велико Търново VTR04 Велико Търново');
    expect(code('80323')).to.equal('с. Челопеч SFO58 София');
    expect(placeByEkatte('68134').cityAreas).to.have.length(24);
    expect(() => placeByEkatte('00000')).to.throw(RangeError, '00000');
  });
});
