import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { Refusal } from './refusal.ts';
import { readStrictJson } from './strict-json.ts';

const read = (text: string | Uint8Array) => readStrictJson(typeof text === 'string' ? Buffer.from(text) : text);

function refusalOf(text: string | Uint8Array): Refusal {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('strict JSON', () => {
  it('reads an object', () => {
    expect(read(' {"a": "б", "c": {"a": 1}, "d": [{"a": 1}, {"a": 2}], "e": "a\\":"} ')).to.deep.equal({
      a: 'б',
      c: { a: 1 },
      d: [{ a: 1 }, { a: 2 }],
      e: 'a":',
    });
  });

  const refused: [string, string | Uint8Array, string][] = [
    ['no bytes', '', 'not JSON'],
    ['half an object', '{"a":1', 'not JSON'],
    ['two objects', '{}{}', 'not JSON'],
    ['a trailing comma', '{"a":1,}', 'not JSON'],
    ['a comment', '{} // x', 'not JSON'],
    ['NaN', '{"a":NaN}', 'not JSON'],
    ['single quotes', "{'a':1}", 'not JSON'],
    ['an array', '[1]', 'not an object'],
    ['null', 'null', 'not an object'],
    ['a text', '"3523126407"', 'not an object'],
    ['a byte order mark', '\ufeff{}', 'not JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'not UTF-8'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'not JSON'],
    ['a field twice', '{"identifier":"1","identifier":"2"}', 'a field stands in it twice'],
    ['a field twice, once escaped', '{"a":1,"\\u0061":2}', 'a field stands in it twice'],
    ['a field twice deeper down', '{"x":{"y":[{"a":1 , "b":{} , "a" :2}]}}', 'a field stands in it twice'],
    ['nine levels', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, 'nested deeper than 8 levels'],
    ['four thousand levels', `{"a":${'['.repeat(4000)}${']'.repeat(4000)}}`, 'nested deeper than 8 levels'],
  ];
  for (const [title, text, why] of refused) {
    it(`refuses ${title}`, () => {
      const refusal = refusalOf(text);
      expect(refusal).to.include({ status: 400, code: 'invalid_json' });
      expect(refusal.message).to.include(why);
    });
  }

  it('does not repeat the body in its refusal', () => {
    expect(refusalOf('{"identifier": 3523126407x}').message).not.to.match(/[0-9]{3}/);
  });

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (value) => {
        const text = JSON.stringify(value);
        expect(read(text)).to.deep.equal(JSON.parse(text));
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('never fails otherwise than by refusing', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', 'a', '1', ' ', '"a":', '\\u00', 'null'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((parts) => Buffer.from(parts.join(''))),
          fc.uint8Array(),
        ),
        (bytes) => {
          try {
            expect(read(bytes)).to.be.an('object');
          } catch (error) {
            expect(error).to.be.instanceOf(Refusal).with.property('code', 'invalid_json');
          }
        },
      ),
      { numRuns: fuzzRuns(500) },
    );
  });
});
