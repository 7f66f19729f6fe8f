import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { readXml } from '../xml/document.ts';
import { restErrorAnswer } from './error-body.ts';

const RUNS = { numRuns: fuzzRuns(300) };

describe('an error told to an information system', () => {
  const error = { code: 'server.clientproxy.network_error', message: 'No "way" & <none>', detail: 'd-1' };

  it('is JSON by default', () => {
    const answer = restErrorAnswer(error, undefined);
    expect(answer.status).to.equal(500);
    expect(answer.contentType).to.equal('application/json');
    expect(answer.headers).to.deep.equal([['X-Road-Error', 'server.clientproxy.network_error']]);
    expect(answer.body.toString()).to.equal(
      '{"type":"server.clientproxy.network_error","message":"No \\"way\\" & <none>","detail":"d-1"}',
    );
  });

  it('is XML where the caller accepts XML', () => {
    const answer = restErrorAnswer(error, 'text/html, Application/XML;q=0.1, application/json');
    expect(answer.contentType).to.equal('application/xml;charset=utf-8');
    expect(answer.body.toString()).to.equal(
      '<?xml version="1.0" encoding="UTF-8" standalone="no"?><error><type>server.clientproxy.network_error</type>' +
        '<message>No "way" &amp; &lt;none&gt;</message><detail>d-1</detail></error>',
    );
  });

  const accepts: [string | string[], string][] = [
    ['text/xml', 'text/xml;charset=utf-8'],
    ['text/*', 'text/xml;charset=utf-8'],
    ['application/xml', 'application/xml;charset=utf-8'],
    ['application/json, text/xml', 'text/xml;charset=utf-8'],
    [['application/json', ' application/xml ;q=0'], 'application/xml;charset=utf-8'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['toString', 'application/json'],
    ['', 'application/json'],
  ];
  for (const [accept, contentType] of accepts) {
    it(`is ${contentType} for Accept: ${JSON.stringify(accept)}`, () => {
      expect(restErrorAnswer(error, accept).contentType).to.equal(contentType);
    });
  }

  it("is a 400 where the caller is at fault, or an old server's fault in capitals, as in X-Road", () => {
    expect(restErrorAnswer({ ...error, code: 'client.bad_request' }, undefined).status).to.equal(400);
    expect(restErrorAnswer({ ...error, code: 'Server.ServerProxy.X' }, undefined).status).to.equal(400);
  });

  it('can quote anything without breaking its own form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (code, message) => {
        const answer = restErrorAnswer({ code, message, detail: message }, 'text/xml');
        expect(readXml(answer.body).children.map((child) => child.name)).to.deep.equal(['type', 'message', 'detail']);
        expect(answer.headers[0]?.[1]).to.match(/^[!-~]*$/);
        const json = restErrorAnswer({ code, message, detail: message }, undefined).body;
        expect(JSON.parse(json.toString())).to.have.property('message', message);
      }),
      RUNS,
    );
  });
});
