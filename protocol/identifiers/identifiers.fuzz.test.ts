import { expect } from 'chai';
import fc from 'fast-check';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileHeader, hostileText } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { readXml } from '../xml/document.ts';
import { COMPONENTS, type IdentifierType } from './components.ts';
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
import { keyOf, parseEncodedId, parseKey } from './text.ts';
import { identifierFromXml, identifierToXml, IDENTIFIERS_NAMESPACE } from './xml.ts';

const TYPES = Object.keys(COMPONENTS) as IdentifierType[];
const member = { instance: 'BG', memberClass: 'GOV', memberCode: '1%/2' } as const;
const identifiers: readonly Identifier[] = [
  { type: 'MEMBER', ...member },
  { type: 'SUBSYSTEM', ...member, subsystemCode: 'Община' },
  { type: 'SERVICE', ...member, subsystemCode: 's', serviceCode: 'find', serviceVersion: 'v1' },
  { type: 'SERVICE', ...member, serviceCode: 'find', serviceVersion: 'v1' },
  { type: 'SERVER', ...member, serverCode: 'ss1' },
  { type: 'GLOBALGROUP', instance: 'BG', groupCode: 'all' },
  { type: 'LOCALGROUP', groupCode: 'some' },
];
const rest = ['BG/GOV/1', 'BG/GOV/1/s', 'BG/GOV/1/%D0%9E%2F', 'BG/GOV/1/s/find', 'GOV/1', '1'];
const tokens = [
  '/',
  '//',
  '%',
  '%2',
  '%2F',
  '%25',
  '%00',
  '%ff',
  '%ED%A0%80',
  ':',
  '\ud800',
  '',
  'SERVICE:',
  '__proto__',
  '.',
];
const xml = (id: Identifier): string =>
  identifierToXml('x', id).replace('<x', `<x xmlns:id="${IDENTIFIERS_NAMESPACE}"`);

describe('Identifiers in hostile input', () => {
  const keys = hostileText(identifiers.map(keyOf), tokens);
  itSurvives('identifier key', keys, (text) => {
    const id = parseKey(text);
    expect(parseKey(keyOf(id))).to.deep.equal(id);
  });

  const encoded = fc.tuple(
    hostileText(
      ['BG:GOV:1', 'SUBSYSTEM:BG:GOV:1:s', 'BG:GOV:1:s:find:v1', 'SERVER:BG:GOV:1:ss1', 'LOCALGROUP:g'],
      tokens,
    ),
    fc.subarray(TYPES),
  );
  itSurvives('identifier in encoded form', encoded, ([text, types]) => parseEncodedId(text, ...types));

  const header = hostileHeader(rest, tokens);
  itSurvives('client identifier in a REST header', header, (value) => {
    const id = parseRestClientHeader(value);
    expect(parseRestClientHeader(formatRestClient(id))).to.deep.equal(id);
  });
  itSurvives('service identifier in a REST header', header, (value) => {
    const id = parseRestServiceHeader(value);
    expect(parseRestServiceHeader(formatRestService(id))).to.deep.equal(id);
  });
  itSurvives('server identifier in a REST header', header, (value) => {
    const id = parseRestServerHeader(value);
    expect(parseRestServerHeader(formatRestServer(id))).to.deep.equal(id);
  });
  itSurvives('represented party in a REST header', header, parseRepresentedParty);

  const documents = fc.tuple(hostileXml(identifiers.map(xml)), fc.subarray(TYPES, { minLength: 1 }));
  itSurvives('identifier in XML', documents, ([bytes, types]) => {
    const id: Identifier = identifierFromXml(readXml(bytes), types);
    expect(identifierFromXml(readXml(Buffer.from(xml(id))), types)).to.deep.equal(id);
  });
});
