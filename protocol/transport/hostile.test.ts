import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusalOf } from '../../test/refusal.ts';
import {
  BOUNDARY,
  decode,
  P,
  parts,
  responseOptions,
  soapOptions,
  type Options,
} from '../../test/transport-messages.ts';

describe('any message between security servers', () => {
  const whole = parts(P.ocsp, P.request, P.body, P.result, P.chain, P.signature);
  const ofSoap = parts(P.ocsp, P.soap, ['multipart/mixed; boundary=i', '--i\r\nA: b\r\n\r\nab\r\n--i--'], P.signature);
  const ending = parts(P.response, P.body, P.fault);
  const cases: readonly (readonly [Buffer, Options])[] = [
    [whole, {}],
    [ofSoap, soapOptions],
    [ending, responseOptions],
  ];

  it('is the same message wherever its chunks end', async () => {
    for (const [bytes, change] of cases) {
      const expected = await decode(bytes, change);
      for (let at = 1; at < bytes.length; at += 1) {
        expect(await decode([bytes.subarray(0, at), bytes.subarray(at)], change)).to.deep.equal(expected);
      }
    }
  });

  it('is refused wherever it is cut off', async () => {
    for (const [bytes, change] of cases) {
      // Without the line end behind the closing boundary it is still whole.
      for (let end = 1; end < bytes.length - 2; end += 1) {
        expect(await refusalOf(() => decode(bytes.subarray(0, end), change)), String(end)).to.match(
          /^service_failed\./,
        );
      }
    }
  });

  it('is read or refused with a code, whatever is changed, cut out or put in', async () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat(3),
      fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.constantFrom('\r\n', '--', `--${BOUNDARY}`, ':')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cases),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        async ([original, change], edits) => {
          let bytes = original;
          for (const [position, cut, put] of edits) {
            const at = position % bytes.length;
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + cut)]);
          }
          const outcome = await refusalOf(() => decode(bytes, change));
          expect(outcome).to.match(/^(accepted$|missing_[a-z]+: |service_failed\.invalid_[a-z_]+: )/);
        },
      ),
      { numRuns: fuzzRuns(300) },
    );
  });
});
