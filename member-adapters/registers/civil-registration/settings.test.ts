import { expect } from 'chai';
import { readYaml } from '#config/yaml-file.ts';
import { DrumError } from '#protocol/errors.ts';
import { settingsSchema } from './settings.ts';
import { startCivilRegistration } from './start.ts';

const read = (text: string) => readYaml(text, settingsSchema, 'register.yaml');

describe('settings of the register', () => {
  it('need only a folder; all else has a default', () => {
    expect(read('data: here')).to.deep.include({
      data: 'here',
      address: '127.0.0.1',
      port: 8090,
      population: { seed: 'drum', persons: 10_000 },
      limits: {
        connectionsMax: 1_024,
        bodyBytesMax: 8_192,
        headerBytesMax: 16_384,
        requestSecondsMax: 30,
        headerSecondsMax: 10,
        idleSecondsMax: 60,
        stopSecondsMax: 10,
      },
    });
  });

  it('take the register owner’s legal bases, by operation', () => {
    const { operations, legalBases } = read(
      `
      data: here
      legalBases: { A-1: Наредба 1, чл. 5 }
      operations: { person-data: [A-1], identifier-validity: [A-1], permanent-address: [A-1] }
    `.replace('Наредба 1, чл. 5', '"Наредба 1, чл. 5"'),
    );
    expect(legalBases).to.deep.equal({ 'A-1': 'Наредба 1, чл. 5' });
    expect(operations['person-data']).to.deep.equal(['A-1']);
  });

  const faults: [string, string, string][] = [
    ['no folder', 'port: 1', 'register.yaml: data: '],
    ['an unknown field', 'data: a\nprot: 1', 'Unrecognized key: "prot"'],
    ['a port out of range', 'data: a\nport: 70000', 'port: Too big'],
    ['too few persons', 'data: a\npopulation: { persons: 99 }', 'population.persons: Too small'],
    ['an unknown limit', 'data: a\nlimits: { bodyBytes: 1 }', 'limits: Unrecognized key: "bodyBytes"'],
    ['a limit of nothing', 'data: a\nlimits: { connectionsMax: 0 }', 'limits.connectionsMax: Too small'],
    [
      'an operation that nobody may call',
      'data: a\noperations: { person-data: [], identifier-validity: [ZEU-2-1], permanent-address: [ZEU-2-1] }',
      'operations.person-data: must approve at least one legal basis',
    ],
    [
      'an operation without approvals',
      'data: a\noperations: { identifier-validity: [ZEU-2-1], permanent-address: [ZEU-2-1] }',
      'operations.person-data: ',
    ],
    [
      'a basis that is not described',
      'data: a\noperations: { person-data: [X-1], identifier-validity: [ZEU-2-1], permanent-address: [ZEU-2-1] }',
      'operations.person-data.0: X-1 is not among legalBases (ZEU-2-1, ',
    ],
    ['a code of another form', 'data: a\nlegalBases: { "чл. 2": x }', 'legalBases'],
    ['no YAML', 'data: [', 'register.yaml: '],
  ];
  for (const [title, text, message] of faults) {
    it(`are refused with ${title}, naming the field and the rule`, () => {
      expect(() => read(text))
        .to.throw(DrumError, message)
        .with.property('code', 'malformed_server_conf');
    });
  }

  it('are held to the same rules when a program starts the register', async () => {
    const failure = await startCivilRegistration({ settings: { data: '', port: -1 }, folder: '/' }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(DrumError).with.property('code', 'malformed_server_conf');
    expect((failure as Error).message).to.match(/^civil-registration: data: .*; port: /);
  });
});
