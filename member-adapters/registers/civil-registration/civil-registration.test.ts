import { expect } from 'chai';
import { EXPLAINED, RegisterUnderTest, withoutHeaders } from '../../../test/civil-registration.ts';
import { composeEgn } from '../identifiers/egn.ts';
import { errorForm } from './openapi.ts';
import { OPERATION_FORMS, OPERATION_NAMES, DEMO_NOTICE } from './operations.ts';
import { generatePopulation } from './population/generate.ts';

const DEMO = { demo: true, notice: DEMO_NOTICE };
const IVAN = { identifierType: 'EGN', identifier: '3523126407' };
/** Of a person whom the register does not hold. */
const NOBODY = composeEgn('1869-12-31', 998);

describe('register of civil registration', () => {
  const register = new RegisterUnderTest();
  before(() => register.start());
  after(async () => {
    await register.stop();
    register.remove();
  });

  const ask = async (operation: string, body: unknown, headers?: Readonly<Record<string, string>>) => {
    const response = await register.post(`/${operation}`, body, headers);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  /** A refusal, in the form that the description promises. */
  const refusal = async (operation: string, body: unknown, headers?: Readonly<Record<string, string>>) => {
    const answer = await ask(operation, body, headers);
    return { status: answer.status, ...errorForm.parse(answer.body) };
  };

  it('tells the data of a person', async () => {
    expect(await ask('person-data', IVAN)).to.deep.equal({
      status: 200,
      body: {
        found: true,
        ...DEMO,
        personNames: { firstName: 'Иван', surName: 'Петров', familyName: 'Демов' },
        latinNames: { firstName: 'Ivan', surName: 'Petrov', familyName: 'Demov' },
        gender: { genderCode: 1, genderName: 'Мъж' },
        egn: '3523126407',
        birthDate: '1835-03-12',
        placeBirth: 'гр. София',
        nationality: { nationalityCode: 'BG', nationalityName: 'България' },
      },
    });
  });

  it('tells whether an identifier belongs to a person', async () => {
    expect(await ask('identifier-validity', { identifierType: 'EGN', identifier: '0121301516' })).to.deep.equal({
      status: 200,
      body: {
        found: true,
        ...DEMO,
        firstName: 'Елена',
        surName: 'Стоянова',
        familyName: 'Демова',
        birthDate: '1801-01-30',
      },
    });
  });

  const inSofia = {
    districtCode: 'SOF',
    districtName: 'София (столица)',
    municipalityCode: 'SOF46',
    municipalityName: 'Столична',
    settlementCode: '68134',
    settlementName: 'гр. София',
    cityAreaCode: '68134-01',
    cityArea: 'Средец',
    locationCode: '38171',
    locationName: 'ул. Гео Милев',
    buildingNumber: '12',
    entrance: 'Б',
    floor: '3',
    apartment: '8',
    fromDate: '1862-09-01',
  };
  const dates: [string, string | undefined, Record<string, unknown> | undefined][] = [
    ['today', undefined, inSofia],
    ['on a day of the register’s time', '1870-02-03', inSofia],
    ['on the day of the move', '1862-09-01', inSofia],
    ['today by the asker’s calendar', '2026-11-22', inSofia],
    ['on the day before the move', '1862-08-31', undefined],
  ];
  for (const [title, searchDate, expected] of dates) {
    it(`tells the permanent address ${title}`, async () => {
      const { status, body } = await ask('permanent-address', {
        ...IVAN,
        ...(searchDate === undefined ? {} : { searchDate }),
      });
      expect(status).to.equal(200);
      if (expected !== undefined) expect(body).to.deep.equal({ found: true, ...DEMO, ...expected });
      else
        expect(body).to.include({ settlementCode: '10447', fromDate: '1835-03-20' }).and.not.have.property('cityArea');
    });
  }

  it('says that it knows nobody, or no address, without calling it an error', async () => {
    for (const operation of OPERATION_NAMES) {
      const body = { identifierType: 'EGN', identifier: NOBODY };
      expect(await ask(operation, body), operation).to.deep.equal({ status: 200, body: { found: false, ...DEMO } });
      const typeOfAnother = { identifierType: 'LNCh', identifier: '1000000012' };
      expect(await ask(operation, typeOfAnother), operation).to.deep.equal({
        status: 200,
        body: { found: false, ...DEMO },
      });
    }
    expect(await ask('permanent-address', { ...IVAN, searchDate: '1835-03-19' })).to.deep.equal({
      status: 200,
      body: { found: false, ...DEMO },
    });
  });

  it('answers for everybody, foreigners and the dead too, in the form that it describes', async () => {
    const population = generatePopulation('drum', 10_000);
    const some = population.filter(
      ({ deathDate, alias, secondNationality, identifierType }, index) =>
        index % 101 === 0 ||
        ((alias ?? secondNationality) !== undefined && index % 7 === 0) ||
        (identifierType === 'LNCh' && index % 9 === 0) ||
        (deathDate !== undefined && index % 41 === 0),
    );
    const bodies: Record<string, unknown>[] = [];
    for (const { identifierType, identifier } of some) {
      const answers = OPERATION_NAMES.map(async (operation) => {
        const { body } = await ask(operation, { identifierType, identifier });
        const parsed = OPERATION_FORMS[operation].answer.safeParse(body);
        return parsed.success ? body : { operation, identifier, body, error: parsed.error.message };
      });
      bodies.push(...(await Promise.all(answers)));
    }
    expect(bodies.filter(({ found }) => found !== true)).to.deep.equal([]);
    const fields = new Set(bodies.flatMap((body) => Object.keys(body)));
    for (const field of ['alias', 'foreignNames', 'lnch', 'egn', 'deathDate', 'cityArea', 'apartment']) {
      expect(fields.has(field), field).to.equal(true);
    }
  });

  for (const name of [
    'X-Road-Client',
    'X-Road-Id',
    'X-Road-Issue',
    'X-Drum-Purpose',
    'X-Drum-Legal-Basis',
    'X-Road-UserId',
  ]) {
    it(`refuses a query without ${name}, and names it`, async () => {
      for (const operation of OPERATION_NAMES) {
        const refused = await refusal(operation, IVAN, withoutHeaders(name));
        expect(refused, operation).to.include({ status: 400, type: 'register.query_context_missing' });
        expect(refused.missing).to.deep.equal([name]);
        expect(refused.message).to.include(name);
        expect(refused.messageBg).to.include(name);
      }
    });
  }

  it('answers an automated query in the name of a responsible person', async () => {
    const headers = { ...withoutHeaders('X-Road-UserId'), 'X-Drum-Responsible-Person': 'p.head@sofia.example' };
    expect(await ask('person-data', IVAN, headers)).to.have.property('status', 200);
  });

  it('refuses a legal basis that nobody approved, or approved for another operation, with those that are', async () => {
    const approved = [
      { code: 'ZEU-2-1', text: 'чл. 2, ал. 1 от Закона за електронното управление' },
      { code: 'ZGR-106-1-2', text: 'чл. 106, ал. 1, т. 2 от Закона за гражданската регистрация' },
    ];
    for (const basis of ['CURIOSITY', 'APK-36', 'zeu-2-1', 'ZEU-2-1,CURIOSITY', 'constructor']) {
      const refused = await refusal('person-data', IVAN, { ...EXPLAINED, 'X-Drum-Legal-Basis': basis });
      expect(refused, basis).to.include({ status: 403, type: 'register.legal_basis_not_approved' });
      expect(refused.approved).to.deep.equal(approved);
      expect(refused.message).to.include('ZEU-2-1, ZGR-106-1-2');
    }
    expect(
      await ask('identifier-validity', IVAN, {
        ...EXPLAINED,
        'X-Drum-Legal-Basis': 'APK-36;протокол 5'.replace('протокол', 'p.'),
      }),
    ).to.have.property('status', 200);
  });

  const identifiers: [string, string, string, string][] = [
    ['an ЕГН with a wrong check digit', 'EGN', '3523126408', 'its check digit is wrong'],
    ['an ЕГН of 30 February', 'EGN', '0002302000', 'its first six digits are no date of birth'],
    ['an ЕГН of the year 2096', 'EGN', '9642296244', 'its date of birth lies in the future'],
    ['nine digits', 'EGN', '352312640', 'it must have exactly ten digits'],
    ['letters', 'LNCh', 'ABCDEFGHIJ', 'it must have exactly ten digits'],
    ['an ЛНЧ with a wrong check digit', 'LNCh', '1000000013', 'its check digit is wrong'],
    ['an ЕГН called ЛНЧ', 'LNCh', '3523126407', 'its check digit is wrong'],
  ];
  for (const [title, identifierType, identifier, rule] of identifiers) {
    it(`refuses ${title}`, async () => {
      const refused = await refusal('identifier-validity', { identifierType, identifier });
      expect(refused).to.include({ status: 400, type: 'register.invalid_identifier' });
      expect(refused.message).to.equal(`The ${identifierType} cannot exist: ${rule}.`);
      expect(JSON.stringify(refused)).not.to.include(identifier);
    });
  }

  const forms: [string, unknown, string, string][] = [
    ['no identifier', { identifierType: 'EGN' }, 'identifier', 'is required'],
    ['no type', { identifier: '3523126407' }, 'identifierType', 'is required'],
    ['a number for the identifier', { identifierType: 'EGN', identifier: 3523126407 }, 'identifier', 'must be text'],
    ['another type', { identifierType: 'egn', identifier: '3523126407' }, 'identifierType', 'must be one of EGN, LNCh'],
    ['an unknown field', { ...IVAN, name: 'x' }, 'name', 'is not a field of this operation'],
    [
      'a field of another operation',
      { ...IVAN, searchDate: '1870-01-01' },
      'searchDate',
      'is not a field of this operation',
    ],
    [
      '__proto__',
      '{"identifierType":"EGN","identifier":"3523126407","__proto__":{}}',
      '__proto__',
      'is not a field of this operation',
    ],
    ['a field named like a personal number', { ...IVAN, '3727246413': 1 }, '…', 'is not a field of this operation'],
  ];
  for (const [title, body, field, rule] of forms) {
    it(`refuses a body with ${title}, and names field and rule`, async () => {
      const refused = await refusal('person-data', body);
      expect(refused).to.include({ status: 400, type: 'register.invalid_field' });
      expect(refused.fields?.map((entry) => [entry.field, entry.rule])).to.deep.equal([[field, rule]]);
      expect(refused.message).to.equal(`The query breaks its form: ${field} ${rule}.`);
    });
  }

  for (const searchDate of ['1870-02-30', '03.02.1870', '1870-2-3', '', '9999-99-99', 'x'.repeat(1000)]) {
    it(`refuses the date ${searchDate.slice(0, 12) || '(empty)'}`, async () => {
      const refused = await refusal('permanent-address', { ...IVAN, searchDate });
      expect(refused.fields?.map((entry) => [entry.field, entry.rule])).to.deep.equal([
        ['searchDate', 'must be a date that exists, as YYYY-MM-DD'],
      ]);
    });
  }

  for (const [title, body] of [
    ['half an object', '{"identifierType":'],
    ['an array', '[]'],
    ['nothing', ''],
    ['an identifier twice', '{"identifierType":"EGN","identifier":"3523126407","identifier":"3727246413"}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ] as const) {
    it(`refuses a body of ${title}`, async () => {
      expect(await refusal('person-data', body)).to.include({ status: 400, type: 'register.invalid_json' });
    });
  }

  it('asks first why, then what: a query that explains nothing is told that', async () => {
    expect(await refusal('person-data', '{', { 'Content-Type': 'application/json' })).to.include({
      type: 'register.query_context_missing',
    });
  });
});
