import fc from 'fast-check';
import { DrumError, drumError } from '#protocol/errors.ts';
import { itSurvives } from '../fuzz.ts';

/** Parsers as the long lane must catch them; one is good. A specification of its own, which only the lane's test runs. */
export const MISBEHAVING_PARSERS = import.meta.filename;

const numbers = fc.nat(1_000);
const kept: unknown[] = [];
const MIB = 2 ** 20;

function misbehave(): void {
  itSurvives('that is good', numbers, (number) => {
    if (number % 2 === 0) throw drumError('invalid_xml', 'even');
  });
  itSurvives('that throws something else', numbers, (number) => {
    if (number > 10) throw new SyntaxError('raw');
  });
  itSurvives('that gives a code of its own', numbers, () => {
    throw new DrumError('no_such_code', 'x');
  });
  itSurvives('that puts a code on a mistake', numbers, () => {
    throw drumError('invalid_xml', 'x', new TypeError("Cannot read properties of undefined (reading 'x')"));
  });
  itSurvives('that did not foresee it', numbers, () => {
    throw drumError('internal_error', 'x').withPrefix('server.clientproxy');
  });
  itSurvives('that hangs', numbers, () => {
    for (;;);
  });
  itSurvives('that keeps what it reads', numbers, () => {
    kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  });
  itSurvives('that takes memory outside the heap', numbers, () => {
    kept.push(Buffer.alloc(4 * MIB, 1));
  });
  itSurvives('that ends the process', numbers, () => process.exit(0));
}

if (process.argv.includes(MISBEHAVING_PARSERS)) misbehave();
