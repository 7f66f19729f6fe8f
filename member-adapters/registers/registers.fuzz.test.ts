import { expect } from 'chai';
import fc from 'fast-check';
import { readYaml } from '#config/yaml-file.ts';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileHeader, hostileText } from '../../test/hostile-input.ts';
import { hostileJson, hostileYaml } from '../../test/hostile-json.ts';
import { OPERATION_FORMS } from './civil-registration/operations.ts';
import { settingsSchema } from './civil-registration/settings.ts';
import { composeEgn, decodeEgn } from './identifiers/egn.ts';
import { eikFault } from './identifiers/eik.ts';
import { personalIdentifierFault } from './identifiers/personal-identifier.ts';
import { expectIdentifier, readQuery, type PersonQuery } from './query-body.ts';
import { readQueryContext } from './query-context.ts';
import { readStrictJson } from './strict-json.ts';

const AT = new Date('2026-11-22T12:00:00Z');
const egn = composeEgn('1980-01-01', 12);
const query = { identifierType: 'EGN', identifier: egn };
const queryOnDate = { ...query, date: '2026-02-28' };

describe('Queries to a register in hostile input', () => {
  const texts = hostileJson([query, queryOnDate, { a: { b: [{ a: 1 }] } }]).map((text) => Buffer.from(text));
  const bodies = fc.oneof(texts, hostileBytes([Buffer.from(JSON.stringify(query))]));
  itSurvives('strict JSON', bodies, (bytes) => {
    expect(readStrictJson(bytes)).to.deep.equal(JSON.parse(bytes.toString('utf8')));
  });

  const forms = fc.constantFrom(...Object.values(OPERATION_FORMS).map((form) => form.query));
  itSurvives('query about a person', fc.tuple(bodies, forms), ([bytes, form]) => {
    const asked = readQuery<PersonQuery>(bytes, form);
    expectIdentifier(asked, AT);
    expect(asked.identifier).to.match(/^[0-9]{10}$/);
  });

  const numbers = hostileText([egn, '1234567890', '000696327', '0006963270001'], ['0', '9', '-', ' ', '٣', '𝟙', '\n']);
  itSurvives('personal identifiers', numbers, (text) => [
    decodeEgn(text, AT),
    personalIdentifierFault('EGN', text, AT),
    personalIdentifierFault('LNCh', text, AT),
    eikFault(text, AT),
  ]);

  const context = {
    'X-Road-Client': 'BG/MUN/1/permits',
    'X-Road-Id': 'BG-1',
    'X-Road-Issue': 'SOA26-1%2F22',
    'X-Drum-Purpose': 'administrative-service;2107',
    'X-Drum-Legal-Basis': 'ZEU-2-1,ZGR-106-1-2;agreement',
    'X-Road-UserId': '%D0%98',
    'X-Drum-Employee-Names': 'n',
  };
  const names = fc.oneof(fc.constantFrom(...Object.keys(context)), hostileHeader(['x-road-id', '__proto__']));
  const values = hostileHeader(Object.values(context), [
    '%',
    '%D1',
    ';',
    ',',
    '/',
    'other',
    ' ',
    '\t',
    'Ñ',
    '%E2%80%AE',
    '\0',
  ]);
  const headers = fc.tuple(
    fc.shuffledSubarray(Object.entries(context)),
    fc.array(fc.tuple(names, values), { maxLength: 4 }),
  );
  itSurvives('query context', headers, ([whole, more]) => {
    const read = readQueryContext([...whole, ...more].flat());
    if ('refusal' in read) throw read.refusal;
  });

  const settings = {
    data: 'data',
    address: '127.0.0.1',
    port: 8090,
    tls: { certificate: 'c.pem', key: 'k.pem' },
    population: { seed: 's', persons: 10_000 },
    legalBases: { 'ZEU-2-1': 'чл. 2' },
    operations: {
      'person-data': ['ZEU-2-1'],
      'identifier-validity': ['ZEU-2-1'],
      'permanent-address': ['ZEU-2-1'],
    },
    limits: { bodyBytesMax: 8192 },
  };
  itSurvives('settings of a register', hostileYaml([settings, { data: 'd' }]), (text) =>
    readYaml(text, settingsSchema, 'x'),
  );
});
