import { expect } from 'chai';
import { knownContentType } from './content-type.ts';

describe('The type of a body that the validator is told', () => {
  for (const [header, known] of [
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8; a=1', 'application/json'],
    ['multipart/form-data; boundary=b; a=1', 'multipart/form-data; boundary=b'],
    ['multipart/form-data;a=1;Boundary="b c"', 'multipart/form-data; boundary="b c"'],
    ['multipart/form-data', 'multipart/form-data'],
    ['Application/octet-stream; a=1', 'application/octet-stream'],
    ['application/json-patch+json', 'application/x-unknown'],
    ['text/x-12345', 'application/x-unknown'],
    ['', 'application/x-unknown'],
  ] as const) {
    it(`is ${known} for ${header === '' ? 'none' : header}`, () => {
      expect(knownContentType(header)).to.equal(known);
    });
  }
});
