import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { readEnvelope } from './envelope.ts';
import { withRequestHash } from './request-hash.ts';

const S = 'xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"';
const X = 'xmlns:x="http://x-road.eu/xsd/xroad.xsd"';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const HASH = (name: string, attributes = '') =>
  `<${name}${attributes} algorithmId="http://www.w3.org/2001/04/xmlenc#sha512">H==</${name}>`;
const BODY = '<S:Body><r/></S:Body></S:Envelope>';
const envelope = (header: string) => `<S:Envelope ${S} ${X}><S:Header>${header}</S:Header>${BODY}`;

function withHash(text: string | Buffer): string {
  const bytes = Buffer.from(text);
  const written = withRequestHash(bytes, readEnvelope(bytes), 'H==').toString();
  // What was written is well-formed, and has the hash once.
  const { header } = readEnvelope(Buffer.from(written));
  expect(header?.children.filter(({ name }) => name === 'requestHash').map((each) => each.text)).to.deep.equal(['H==']);
  return written;
}

describe("the request's hash in a SOAP response", () => {
  it('stands behind the id, indented as the first field', () => {
    const fields = (more: string) => `\n\t<x:client/>\n\t<x:id>7</x:id>${more}\n\t<x:issue/>\n`;
    expect(withHash(envelope(fields('')))).to.equal(
      `${DECLARATION}${envelope(fields(`\n\t${HASH('x:requestHash')}`))}\n`,
    );
  });

  it('replaces every one that the service put there', () => {
    const old = '<x:requestHash>old</x:requestHash>';
    const header = `${old}<x:id>7</x:id> <x:requestHash/>${old}`;
    expect(withHash(envelope(header))).to.equal(
      `${DECLARATION}${envelope(`<x:id>7</x:id>${HASH('x:requestHash')} `)}\n`,
    );
  });

  it('has the prefix and the attributes of the id', () => {
    const id = '<id  xmlns="http://x-road.eu/xsd/xroad.xsd" a=">"\n>7</id>';
    expect(withHash(envelope(id))).to.include(
      `${id}${HASH('requestHash', '  xmlns="http://x-road.eu/xsd/xroad.xsd" a=">"')}`,
    );
    expect(withHash(envelope('<x:id algorithmId="a"/>'))).to.include(`<x:id algorithmId="a"/>${HASH('x:requestHash')}`);
  });

  it('is not led astray by what only looks like the header', () => {
    const seeming = '<x:id>no</x:id>';
    const decoys = [
      `<!-- <S:Header>${seeming}</S:Header> -->`,
      `<?pi <S:Header>${seeming}</S:Header>?>`,
      `<y:Header xmlns:y="urn:other">${seeming}<x:client/></y:Header>`,
    ].join('');
    const inside = `<![CDATA[${seeming}]]><x:issue a="${seeming.replaceAll('<', '&lt;')}"><x:id>deep</x:id></x:issue>`;
    const text = `<S:Envelope ${S} ${X}>${decoys}<S:Header>${inside}<x:id>7</x:id></S:Header>${BODY}`;
    expect(withHash(text)).to.equal(
      `${DECLARATION}${text.replace('<x:id>7</x:id>', `<x:id>7</x:id>${HASH('x:requestHash')}`)}\n`,
    );
  });

  it('makes UTF-8 of whatever encoding the service wrote in', () => {
    const text = envelope('<x:id>Ä</x:id>');
    const latin = Buffer.from(`<?xml version='1.0' encoding='ISO-8859-1'?>${text}`, 'latin1');
    expect(withHash(latin)).to.equal(withHash(text));
    expect(withHash(Buffer.from(`\ufeff${text}`, 'utf16le'))).to.equal(withHash(text));
    expect(withHash(`\ufeff${text}`)).to.equal(withHash(text));
  });

  it('needs a header with an id', () => {
    const without = (text: string) =>
      refusal(() => withRequestHash(Buffer.from(text), readEnvelope(Buffer.from(text)), ''));
    expect(without(`<S:Envelope ${S}>${BODY}`)).to.equal('missing_header: Malformed SOAP message: header missing');
    expect(without(envelope('<id/>'))).to.equal("missing_header_field: Required field 'id' is missing");
  });

  it('is found again, and all else as it was, whatever fields there are', () => {
    const piece = fc.constantFrom(
      '<x:a/>',
      '<x:b>t</x:b>',
      ' ',
      '<!-- <x:id/> -->',
      '<y z="\'>">u<x:id/></y>',
      '<![CDATA[</S:Header>]]>',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const text = (added: string) => envelope(`${before.join('')}<x:id>7</x:id>${added}${after.join('')}`);
        const written = withHash(text(''));
        const indentation = /^\s*/.exec(before.join(''))?.[0] ?? '';
        const isIndented =
          before.length + after.length > 0 && written.includes(`${indentation}${HASH('x:requestHash')}`);
        expect(written.replace(HASH('x:requestHash'), '').replace(/\s/g, '')).to.equal(
          `${DECLARATION}${text('')}`.replace(/\s/g, ''),
        );
        if (indentation !== '') expect(isIndented).to.equal(true);
      }),
      { numRuns: fuzzRuns(200) },
    );
  });
});
