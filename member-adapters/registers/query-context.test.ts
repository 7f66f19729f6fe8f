import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { readQueryContext } from './query-context.ts';

const WHOLE: Readonly<Record<string, string>> = {
  'X-Road-Client': 'BG/MUN/000696327/permits',
  'X-Road-Id': 'BG-0b5f6b6e',
  'X-Road-Issue': 'SOA26-UR66-1234/22.11.2026',
  'X-Drum-Purpose': 'administrative-service;2107',
  'X-Drum-Legal-Basis': 'ZEU-2-1,ZGR-106-1-2;sharing agreement 7',
  'X-Road-UserId': 'i.ivanova@sofia.example',
};
const raw = (headers: Readonly<Record<string, string>>) => Object.entries(headers).flat();
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(WHOLE).filter(([name]) => !names.includes(name)));
const encoded = (text: string) => encodeURIComponent(text);

function refusalOf(headers: readonly string[]) {
  const read = readQueryContext(headers);
  if (!('refusal' in read)) throw new Error('was accepted');
  return read.refusal;
}
function contextOf(headers: Readonly<Record<string, string>>) {
  const read = readQueryContext(raw(headers));
  if ('refusal' in read) throw read.refusal;
  return read.context;
}

describe('query context', () => {
  it('is read from the headers, whatever the case of their names', () => {
    const whole = {
      client: 'BG/MUN/000696327/permits',
      messageId: 'BG-0b5f6b6e',
      caseNumber: 'SOA26-UR66-1234/22.11.2026',
      purpose: { code: 'administrative-service', text: '2107' },
      legalBasis: { codes: ['ZEU-2-1', 'ZGR-106-1-2'], text: 'sharing agreement 7' },
      official: 'i.ivanova@sofia.example',
    };
    expect(contextOf(WHOLE)).to.deep.equal(whole);
    const lower = Object.fromEntries(Object.entries(WHOLE).map(([name, value]) => [name.toLowerCase(), value]));
    expect(contextOf(lower)).to.deep.equal(whole);
  });

  it('may name a responsible person in place of an official, or both, and who the official is', () => {
    const { official, ...automated } = contextOf({
      ...without('X-Road-UserId'),
      'X-Drum-Responsible-Person': 'p.head',
    });
    expect(official).to.equal(undefined);
    expect(automated.responsiblePerson).to.equal('p.head');
    const named = contextOf({
      ...WHOLE,
      'X-Drum-Employee-Names': encoded('Ирина Иванова'),
      'X-Drum-Employee-Position': encoded('главен експерт'),
      'X-Drum-Responsible-Person': 'p.head',
    });
    expect(named).to.include({
      employeeNames: 'Ирина Иванова',
      employeePosition: 'главен експерт',
      responsiblePerson: 'p.head',
      official: 'i.ivanova@sofia.example',
    });
  });

  for (const name of Object.keys(WHOLE)) {
    it(`is refused without ${name}, absent, empty or blank, with the name of what is missing`, () => {
      for (const headers of [without(name), { ...WHOLE, [name]: '' }, { ...WHOLE, [name]: '  ' }]) {
        const refusal = refusalOf(raw(headers));
        expect(refusal).to.include({ status: 400, code: 'query_context_missing' });
        expect(refusal.extra).to.deep.equal({ missing: [name] });
        expect(refusal.text.en).to.match(new RegExp(`^The query does not say .+ \\(${name}.*\\)\\.$`));
        expect(refusal.text.bg).to.match(new RegExp(`^В справката липсва: .+ \\(${name}.*\\)\\.$`));
      }
    });
  }

  it('is refused with all that is missing at once', () => {
    const refusal = refusalOf([]);
    expect(refusal.extra).to.deep.equal({ missing: Object.keys(WHOLE).toSorted(byPlace) });
    expect(refusal.text.en).to.include('the case number (X-Road-Issue)');
    expect(refusal.text.en).to.include('X-Drum-Responsible-Person');
  });

  it('keeps what could be read of a refused query', () => {
    expect(readQueryContext(raw(without('X-Road-Issue'))).known).to.deep.include({
      client: 'BG/MUN/000696327/permits',
      caseNumber: undefined,
      official: 'i.ivanova@sofia.example',
    });
  });

  it('reads percent-encoded UTF-8 and raw UTF-8 alike', () => {
    const text = 'СОА26-УР66-1234/22.11.2026 100 %';
    expect(contextOf({ ...WHOLE, 'X-Road-Issue': encoded(text) }).caseNumber).to.equal(text);
    // As Node.js gives a header's bytes.
    const bytes = Buffer.from('СОА26-УР66-1234').toString('latin1');
    expect(contextOf({ ...WHOLE, 'X-Road-Issue': bytes }).caseNumber).to.equal('СОА26-УР66-1234');
  });

  it('lets an encoded semicolon or comma be part of a text', () => {
    expect(contextOf({ ...WHOLE, 'X-Drum-Purpose': 'other;a%3Bb; c' }).purpose).to.deep.equal({
      code: 'other',
      text: 'a;b; c',
    });
    expect(
      contextOf({ ...WHOLE, 'X-Drum-Legal-Basis': ' ZEU-2-1 , ZEU-2-1 ; чл. 5'.replace('чл', '%D1%87%D0%BB') })
        .legalBasis,
    ).to.deep.equal({
      codes: ['ZEU-2-1'],
      text: 'чл. 5',
    });
  });

  const malformed: [string, string, string, string][] = [
    ['a client that is no identifier', 'X-Road-Client', 'BG/MUN', 'must be INSTANCE/CLASS/MEMBER'],
    ['a client of five parts', 'X-Road-Client', 'BG/MUN/1/a/b', 'must be INSTANCE/CLASS/MEMBER'],
    ['a client with an empty part', 'X-Road-Client', 'BG//1', 'must be INSTANCE/CLASS/MEMBER'],
    ['a broken percent sign', 'X-Road-Issue', '100%', '% itself as %25'],
    ['percent-encoded bytes that are no UTF-8', 'X-Road-Issue', '%FF', '% itself as %25'],
    ['raw bytes that are no UTF-8', 'X-Road-Issue', '\u00ff', 'must be UTF-8'],
    ['256 characters', 'X-Road-Issue', 'x'.repeat(256), 'must have 1 to 255 characters'],
    ['an encoded line break', 'X-Road-UserId', 'a%0D%0Ab', 'no control characters'],
    ['an encoded NUL', 'X-Road-UserId', 'a%00', 'no control characters'],
    ['text that turns its direction', 'X-Drum-Employee-Names', encoded('a\u202eb'), 'no control characters'],
    ['an encoded blank', 'X-Road-Issue', '%20', 'must have 1 to 255 characters'],
    [
      'a purpose that is not on the list',
      'X-Drum-Purpose',
      'curiosity',
      'one of administrative-service, inspection, other',
    ],
    ['a purpose named like a property of objects', 'X-Drum-Purpose', 'constructor', 'one of administrative-service'],
    ['another purpose that is not described', 'X-Drum-Purpose', 'other', 'must describe another purpose'],
    ['no code of a legal basis', 'X-Drum-Legal-Basis', ',;text', '1 to 8 codes'],
    ['nine codes of legal bases', 'X-Drum-Legal-Basis', 'a,b,c,d,e,f,g,h,i', '1 to 8 codes'],
  ];
  for (const [title, name, value, rule] of malformed) {
    it(`is refused for ${title}`, () => {
      const refusal = refusalOf(raw({ ...WHOLE, [name]: value }));
      expect(refusal).to.include({ status: 400, code: 'query_context_malformed' });
      expect(refusal.text.en).to.include(`${name} `).and.to.include(rule);
      expect(refusal.extra.missing).to.equal(undefined);
      expect((refusal.extra.fields as { field: string }[]).map(({ field }) => field)).to.deep.equal([name]);
    });
  }

  it('is refused when a header stands twice, and tells what is missing beside', () => {
    const refusal = refusalOf([...raw(without('X-Drum-Purpose')), 'x-road-issue', 'another case']);
    expect(refusal.code).to.equal('query_context_malformed');
    expect(refusal.text.en).to.include('X-Road-Issue must stand only once');
    expect(refusal.extra.missing).to.deep.equal(['X-Drum-Purpose']);
  });

  it('gives back any text that was percent-encoded', () => {
    const texts = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/[\p{C}\u2028\u2029]/u.test(text) && text.trim() !== '');
    fc.assert(
      fc.property(texts, (text) => {
        expect(contextOf({ ...WHOLE, 'X-Road-Issue': encoded(text) }).caseNumber).to.equal(text.trim());
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('never fails otherwise than by refusing, whatever the headers', () => {
    const names = fc.constantFrom(...Object.keys(WHOLE), 'X-Drum-Employee-Names', 'Host');
    const pieces = fc.constantFrom(
      '%',
      '%D1%87',
      '%0A',
      '%2',
      ';',
      ',',
      '/',
      'ZEU-2-1',
      'other',
      ' ',
      '\u00d1\u0087',
      '\u00ff',
      '\0',
    );
    const values = fc.oneof(
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { maxLength: 12 }), (headers) => {
        const read = readQueryContext(headers.flat());
        const code = 'refusal' in read ? read.refusal.code : 'none';
        return ['query_context_missing', 'query_context_malformed', 'none'].includes(code);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});

function byPlace(a: string, b: string): number {
  const order = Object.keys(WHOLE);
  return order.indexOf(a) - order.indexOf(b);
}
