import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { boundaryOf, parseContentType } from './content-type.ts';

function read(text: string) {
  const parsed = parseContentType(text);
  return parsed && [parsed.type, Object.fromEntries(parsed.parameters)];
}

describe('a content type', () => {
  const accepted: [string, string, Record<string, string>][] = [
    ['text/xml', 'text/xml', {}],
    [' Text/XML ;charset=UTF-8', 'text/xml', { charset: 'UTF-8' }],
    ['text/xml;', 'text/xml', {}],
    ['signature/bdoc-1.0/ts', 'signature/bdoc-1.0/ts', {}],
    ['multipart/mixed; charset=UTF-8; boundary=xtopA', 'multipart/mixed', { charset: 'UTF-8', boundary: 'xtopA' }],
    ['multipart/mixed; Boundary="a b;c\\"d"', 'multipart/mixed', { boundary: 'a b;c"d' }],
    [
      'multipart/related; type="application/ocsp-response"; a=/=?',
      'multipart/related',
      { type: 'application/ocsp-response', a: '/=?' },
    ],
  ];
  for (const [text, type, parameters] of accepted) {
    it(`${text}: is read`, () => {
      expect(read(text)).to.deep.equal([type, parameters]);
    });
  }

  for (const text of [
    '',
    'text',
    'text/',
    '/xml',
    'text xml',
    'text/xml x',
    'a/b; c',
    'a/b; c=',
    'a/b; c="d',
    'a/b; c=d; C=e',
  ]) {
    it(`"${text}": is none`, () => {
      expect(read(text)).to.equal(undefined);
    });
  }

  it('has a boundary, where it is multipart', () => {
    const boundary = (text: string) => refusal(() => boundaryOf(parseContentType(text) ?? expect.fail('unread')));
    expect(boundary(`multipart/mixed; boundary="${'a'.repeat(70)}"`)).to.equal('accepted');
    expect(boundary('multipart/mixed')).to.equal(
      'invalid_content_type: Multipart content type is missing required boundary',
    );
    for (const bad of ['"a "', `"${'a'.repeat(71)}"`, '"a{b"', '""', '"é"']) {
      expect(boundary(`multipart/mixed; boundary=${bad}`), bad).to.equal(
        'invalid_content_type: Multipart content type has an invalid boundary',
      );
    }
  });

  it('is read or not, whatever the text', () => {
    const piece = fc.oneof(fc.constantFrom('a/b', ';', '=', '"', '\\', ' ', 'boundary', 'x'), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const parsed = parseContentType(pieces.join(''));
        if (parsed !== undefined)
          expect(refusal(() => boundaryOf(parsed))).to.match(/^(accepted$|invalid_content_type: )/);
      }),
      { numRuns: fuzzRuns(500) },
    );
  });
});
