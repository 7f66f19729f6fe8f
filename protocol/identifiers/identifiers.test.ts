import { expect } from 'chai';
import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz.ts';
import { refusal } from '../../test/refusal.ts';
import { readXml } from '../xml/document.ts';
import { forbiddenComponents, isComponentAllowed } from './characters.ts';
import { clientOfService, memberOf, sameIdentifier, sameMember } from './compare.ts';
import { COMPONENTS, identifierOf, type IdentifierType } from './components.ts';
import type { Identifier } from './identifier.ts';
import {
  formatRestClient,
  formatRestServer,
  formatRestService,
  parseRepresentedParty,
  parseRestClientHeader,
  parseRestServerHeader,
  parseRestServiceHeader,
} from './rest.ts';
import { formatEncodedId, keyOf, parseEncodedId, parseKey } from './text.ts';
import {
  clientIdFromXml,
  groupIdFromXml,
  IDENTIFIERS_NAMESPACE,
  identifierFromXml,
  identifierToXml,
  serverIdFromXml,
  serviceIdFromXml,
} from './xml.ts';

const TYPES = Object.keys(COMPONENTS) as IdentifierType[];
const RUNS = { numRuns: fuzzRuns(300) };

/** Components from the whole of Unicode, with the characters that delimit and escape much more often. */
const component = fc
  .array(
    fc.oneof(fc.constantFrom('/', '%', ':', '.', '25', '2F', 'a', 'Ж', ' ', '&'), fc.string({ unit: 'grapheme' })),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');
const xmlComponent = component.filter(
  (text) => !/[^\u0009\u000a\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text),
);

function anyId(of: fc.Arbitrary<string>, types: readonly IdentifierType[] = TYPES): fc.Arbitrary<Identifier> {
  return fc
    .constantFrom(...types)
    .chain((type) =>
      fc
        .tuple(...COMPONENTS[type].map(({ optional }) => (optional === true ? fc.option(of, { nil: undefined }) : of)))
        .map((values) => identifierOf(type, values) ?? expect.fail(`no ${type} of ${JSON.stringify(values)}`)),
    );
}

const subsystem = {
  type: 'SUBSYSTEM',
  instance: 'BG',
  memberClass: 'GOV',
  memberCode: '1',
  subsystemCode: 's',
} as const;
const member = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' } as const;
const service = { ...subsystem, type: 'SERVICE', serviceCode: 'getX', serviceVersion: 'v1' } as const;
const server = { ...member, type: 'SERVER', serverCode: 'ss1' } as const;

describe('identifiers as text', () => {
  it('print as X-Road prints them in logs', () => {
    expect(keyOf(member)).to.equal('MEMBER:BG/GOV/1');
    expect(keyOf(subsystem)).to.equal('SUBSYSTEM:BG/GOV/1/s');
    expect(keyOf(service)).to.equal('SERVICE:BG/GOV/1/s/getX/v1');
    expect(keyOf(server)).to.equal('SERVER:BG/GOV/1/ss1');
    expect(keyOf({ type: 'GLOBALGROUP', instance: 'BG', groupCode: 'all' })).to.equal('GLOBALGROUP:BG/all');
    expect(keyOf({ type: 'LOCALGROUP', groupCode: 'mine' })).to.equal('LOCALGROUP:mine');
  });

  it('keep a slash inside a component apart from the one between components', () => {
    const one = { ...subsystem, memberCode: 'a/b', subsystemCode: 'c' };
    const other = { ...subsystem, memberCode: 'a', subsystemCode: 'b/c' };
    expect(keyOf(one)).to.equal('SUBSYSTEM:BG/GOV/a%2Fb/c');
    expect(sameIdentifier(one, other)).to.equal(false);
  });

  it("keep a member's versioned service apart from a subsystem's service", () => {
    const ofMember = { ...member, type: 'SERVICE', serviceCode: 's', serviceVersion: 'getX' } as const;
    const ofSubsystem = { ...subsystem, type: 'SERVICE', serviceCode: 'getX' } as const;
    expect(keyOf(ofMember)).to.equal('SERVICE:BG/GOV/1//s/getX');
    expect(keyOf(ofSubsystem)).to.equal('SERVICE:BG/GOV/1/s/getX');
  });

  it('are read back unchanged, whatever they hold', () => {
    fc.assert(
      fc.property(anyId(component), (id) => {
        expect(parseKey(keyOf(id))).to.deep.equal(id);
      }),
      RUNS,
    );
  });

  it('differ wherever the identifiers differ', () => {
    fc.assert(
      fc.property(anyId(component), anyId(component), (a, b) => {
        expect(sameIdentifier(a, b)).to.equal(JSON.stringify(a) === JSON.stringify(b));
      }),
      RUNS,
    );
  });

  for (const text of [
    '',
    'MEMBER',
    'MEMBER:',
    'MEMBER:a/b',
    'MEMBER:a/b/c/d',
    'MEMBER:a//c',
    'member:a/b/c',
    'X:a/b/c',
  ]) {
    it(`are refused from "${text}"`, () => {
      expect(refusal(() => parseKey(text))).to.equal(`invalid_request: Not an identifier: ${text}`);
    });
  }

  for (const text of ['MEMBER:a/b/%41', 'MEMBER:a/b/%2f', 'MEMBER:a/b/%']) {
    it(`are refused where an escape is not ours: "${text}"`, () => {
      expect(refusal(() => parseKey(text))).to.equal(`invalid_request: Not an identifier: ${text}`);
    });
  }
});

describe('identifiers in the encoded form of the admin APIs', () => {
  it('print with colons, with the kind on request', () => {
    expect(formatEncodedId(subsystem)).to.equal('BG:GOV:1:s');
    expect(formatEncodedId(server, { withType: true })).to.equal('SERVER:BG:GOV:1:ss1');
  });

  it('are a member of three parts and a subsystem of four, unless another kind is asked for', () => {
    expect(parseEncodedId('BG:GOV:1')).to.deep.equal(member);
    expect(parseEncodedId('BG:GOV:1:s')).to.deep.equal(subsystem);
    expect(parseEncodedId('SUBSYSTEM:BG:GOV:1:s')).to.deep.equal(subsystem);
    expect(parseEncodedId('BG:GOV:1:ss1', 'SERVER')).to.deep.equal(server);
    expect(parseEncodedId('SERVER:BG:GOV:1:ss1', 'SERVER')).to.deep.equal(server);
    expect(parseEncodedId('BG:all', 'GLOBALGROUP')).to.deep.equal({
      type: 'GLOBALGROUP',
      instance: 'BG',
      groupCode: 'all',
    });
  });

  it('are read back unchanged', () => {
    const id = anyId(component.map((text) => text.replaceAll(':', ';')));
    fc.assert(
      fc.property(id, (one) => {
        expect(parseEncodedId(formatEncodedId(one), one.type)).to.deep.equal(one);
        expect(parseEncodedId(formatEncodedId(one, { withType: true }), one.type)).to.deep.equal(one);
      }),
      RUNS,
    );
  });

  it('cannot carry a colon', () => {
    expect(refusal(() => formatEncodedId({ ...member, memberCode: 'a:b' }))).to.equal(
      'invalid_request: An identifier with a colon has no encoded form',
    );
  });

  for (const text of ['', 'BG', 'BG:GOV', 'BG:GOV:', 'BG:GOV:1:s:x', 'SERVER:BG:GOV:1:s']) {
    it(`are refused from "${text}"`, () => {
      expect(refusal(() => parseEncodedId(text))).to.equal(`invalid_request: Not an identifier: ${text}`);
    });
  }
});

describe('identifiers in REST headers', () => {
  it('leave what a path segment may hold and encode the rest as UTF-8', () => {
    const id = { ...subsystem, memberCode: "a/b c%-._~!$&'()*+,;=:@", subsystemCode: 'друм"' };
    const text = "BG/GOV/a%2Fb%20c%25-._~!$&'()*+,;=:@/%D0%B4%D1%80%D1%83%D0%BC%22";
    expect(formatRestClient(id)).to.equal(text);
    expect(parseRestClientHeader(text)).to.deep.equal(id);
  });

  it('name a service without its version', () => {
    expect(formatRestService(service)).to.equal('BG/GOV/1/s/getX');
  });

  it('are read back unchanged, whatever they hold', () => {
    fc.assert(
      fc.property(anyId(component, ['MEMBER', 'SUBSYSTEM', 'SERVER']), component, (id, code) => {
        if (id.type === 'SERVER') expect(parseRestServerHeader(formatRestServer(id))).to.deep.equal(id);
        if (id.type === 'MEMBER') expect(parseRestClientHeader(formatRestClient(id))).to.deep.equal(id);
        if (id.type === 'SUBSYSTEM') {
          expect(parseRestClientHeader(formatRestClient(id))).to.deep.equal(id);
          const provided = { ...id, type: 'SERVICE', serviceCode: code } as const;
          expect(parseRestServiceHeader(formatRestService(provided))).to.deep.equal(provided);
        }
      }),
      RUNS,
    );
  });

  it('never crash a parser, whatever the header holds', () => {
    const part = fc.oneof(fc.constantFrom('/', '%', '%2F', '%C3', '%zz', 'a'), fc.string({ unit: 'binary' }));
    const value = fc.array(part, { maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(value, (text) => {
        expect(refusal(() => parseRestClientHeader(text))).to.match(/^(accepted|invalid_client_identifier: )/);
        expect(refusal(() => parseRestServiceHeader(text))).to.match(/^(accepted|invalid_message: )/);
        expect(refusal(() => parseRestServerHeader(text))).to.match(/^(accepted|invalid_security_server: )/);
        expect(refusal(() => parseRepresentedParty(text))).to.match(/^(accepted|bad_request: )/);
        expect(refusal(() => parseKey(text))).to.match(/^(accepted|invalid_request: )/);
        expect(refusal(() => parseEncodedId(text))).to.match(/^(accepted|invalid_request: )/);
      }),
      RUNS,
    );
  });

  const refused: [string, string][] = [
    ['two segments', 'BG/GOV'],
    ['five segments', 'BG/GOV/1/s/x'],
    ['an empty segment', 'BG//1/s'],
    ['an empty subsystem', 'BG/GOV/1/'],
    ['nothing', ''],
    ['a space', 'BG/GOV/1 2'],
    ['a half escape', 'BG/GOV/1%2'],
    ['an escape that is not hexadecimal', 'BG/GOV/%zz'],
    ['bytes that are no UTF-8', 'BG/GOV/%C3'],
    ['a letter that is not encoded', 'BG/GOV/друм'],
  ];
  for (const [what, value] of refused) {
    it(`refuse a client of ${what}`, () => {
      expect(refusal(() => parseRestClientHeader(value))).to.equal(
        'invalid_client_identifier: Invalid client identifier',
      );
    });
  }

  it('refuse a service of four or six segments and a server of three', () => {
    const service = 'invalid_message: Invalid service identifier';
    expect(refusal(() => parseRestServiceHeader('BG/GOV/1/x'))).to.equal(service);
    expect(refusal(() => parseRestServiceHeader('BG/GOV/1/s/x/v1'))).to.equal(service);
    expect(refusal(() => parseRestServerHeader('BG/GOV/1'))).to.equal(
      'invalid_security_server: Invalid security server identifier',
    );
  });

  it('represent a party by code, or by class and code', () => {
    expect(parseRepresentedParty('BG%2F1')).to.deep.equal({ partyCode: 'BG/1' });
    expect(parseRepresentedParty('COM/1')).to.deep.equal({ partyClass: 'COM', partyCode: '1' });
    expect(refusal(() => parseRepresentedParty('a/b/c'))).to.equal('bad_request: Invalid represented party');
    expect(refusal(() => parseRepresentedParty('/b'))).to.equal('bad_request: Invalid represented party');
  });
});

describe('identifiers in XML', () => {
  const document = (element: string) =>
    readXml(Buffer.from(`<r xmlns:id="${IDENTIFIERS_NAMESPACE}" xmlns:x="x">${element}</r>`)).children[0] ??
    expect.fail('no element');

  it('are written with the components in the order of the schema', () => {
    expect(identifierToXml('xroad:service', service)).to.equal(
      '<xroad:service id:objectType="SERVICE"><id:xRoadInstance>BG</id:xRoadInstance>' +
        '<id:memberClass>GOV</id:memberClass><id:memberCode>1</id:memberCode><id:subsystemCode>s</id:subsystemCode>' +
        '<id:serviceCode>getX</id:serviceCode><id:serviceVersion>v1</id:serviceVersion></xroad:service>',
    );
  });

  it('are read back unchanged, whatever they hold', () => {
    fc.assert(
      fc.property(anyId(xmlComponent), (id) => {
        expect(identifierFromXml(document(identifierToXml('x:any', id)), TYPES)).to.deep.equal(id);
      }),
      RUNS,
    );
  });

  it('are read by kind', () => {
    expect(clientIdFromXml(document(identifierToXml('x:c', member)))).to.deep.equal(member);
    expect(serviceIdFromXml(document(identifierToXml('x:s', service)))).to.deep.equal(service);
    expect(serverIdFromXml(document(identifierToXml('x:s', server)))).to.deep.equal(server);
    const group = { type: 'GLOBALGROUP', instance: 'BG', groupCode: 'all' } as const;
    expect(groupIdFromXml(document(identifierToXml('x:g', group)))).to.deep.equal(group);
    expect(refusal(() => clientIdFromXml(document(identifierToXml('x:c', server))))).to.equal(
      'invalid_xml: Element c has objectType SERVER, where MEMBER or SUBSYSTEM is expected',
    );
  });

  const parts =
    '<id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>1</id:memberCode>';
  const refused: [string, string, string][] = [
    ['no objectType', `<c>${parts}</c>`, 'invalid_xml: Element c has no objectType'],
    [
      'an objectType of no namespace',
      `<c objectType="MEMBER">${parts}</c>`,
      'invalid_xml: Element c has no objectType',
    ],
    [
      'an unknown objectType',
      `<c id:objectType="toString">${parts}</c>`,
      'invalid_xml: Element c has an unknown objectType',
    ],
    [
      'a subsystem without its code',
      `<c id:objectType="SUBSYSTEM">${parts}</c>`,
      'invalid_client_identifier: A subsystem identifier has no subsystem code',
    ],
    [
      'a member with a subsystem code',
      `<c id:objectType="MEMBER">${parts}<id:subsystemCode>s</id:subsystemCode></c>`,
      'invalid_client_identifier: A member identifier has a subsystem code',
    ],
    [
      'a component of another kind',
      `<c id:objectType="MEMBER">${parts}<id:serverCode>s</id:serverCode></c>`,
      'invalid_xml: An identifier of type MEMBER has an element serverCode',
    ],
    [
      'a component of no namespace',
      `<c id:objectType="MEMBER">${parts.replaceAll('id:memberCode', 'memberCode')}</c>`,
      'invalid_xml: An identifier of type MEMBER has an element memberCode',
    ],
    [
      'a component twice',
      `<c id:objectType="MEMBER">${parts}<id:memberCode>2</id:memberCode></c>`,
      'invalid_xml: An identifier has more than one memberCode',
    ],
    [
      'an empty component',
      `<c id:objectType="MEMBER">${parts.replace('>1<', '><')}</c>`,
      'invalid_xml: Element c lacks a part of its identifier',
    ],
    [
      'a component missing',
      '<c id:objectType="MEMBER"><id:memberCode>2</id:memberCode></c>',
      'invalid_xml: Element c lacks a part of its identifier',
    ],
  ];
  for (const [what, xml, expected] of refused) {
    it(`refuse ${what}`, () => {
      expect(refusal(() => clientIdFromXml(document(xml)))).to.equal(expected);
    });
  }

  it('refuse with the code that the reader of a document asks for', () => {
    expect(refusal(() => clientIdFromXml(document('<c/>'), 'malformed_global_conf'))).to.equal(
      'malformed_global_conf: Element c has no objectType',
    );
  });
});

describe('identifiers compared', () => {
  it('are the same member whatever the subsystem, and case matters', () => {
    expect(sameMember(subsystem, memberOf(subsystem))).to.equal(true);
    expect(sameMember(subsystem, server)).to.equal(true);
    expect(sameMember(subsystem, { ...member, memberCode: '2' })).to.equal(false);
    expect(sameIdentifier(member, { ...member, memberClass: 'gov' })).to.equal(false);
    expect(sameIdentifier(member, subsystem)).to.equal(false);
  });

  it("lead from a service to its provider and from anything of a member's to the member", () => {
    expect(clientOfService(service)).to.deep.equal(subsystem);
    expect(clientOfService({ ...member, type: 'SERVICE', serviceCode: 'x' })).to.deep.equal(member);
    expect(memberOf(server)).to.deep.equal(member);
  });
});

describe('the character rules of identifiers', () => {
  it('strict: letters, digits and a few marks', () => {
    expect(isComponentAllowed("AZaz09'()+,-.=?", 'strict')).to.equal(true);
    for (const bad of ['', ' ', '_', 'а', 'a/b', 'a:b', 'a\n', '*', '%', '&']) {
      expect(isComponentAllowed(bad, 'strict'), JSON.stringify(bad)).to.equal(false);
    }
  });

  it('legacy: all but delimiters, controls and invisible spaces', () => {
    expect(isComponentAllowed('Община _*&"', 'legacy')).to.equal(true);
    expect(isComponentAllowed('', 'legacy')).to.equal(false);
    for (const bad of [':', ';', '/', '\\', '%', '\u0000', '\u001f', '\u007f', '\u009f', '\ufeff', '\u200b']) {
      expect(isComponentAllowed(`a${bad}`, 'legacy'), JSON.stringify(bad)).to.equal(false);
    }
  });

  it('name the components that they forbid', () => {
    const id = { ...subsystem, memberCode: 'a_b', subsystemCode: 'c:d' };
    expect(forbiddenComponents(id, 'strict')).to.deep.equal(['memberCode', 'subsystemCode']);
    expect(forbiddenComponents(id, 'legacy')).to.deep.equal(['subsystemCode']);
  });
});
