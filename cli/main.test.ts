import { expect } from 'chai';
import { drum as run } from '../test/command-line/drum.ts';

describe('the drum command', () => {
  for (const [args, message] of [
    [['verfy'], "error: unknown command 'verfy'\n(Did you mean verify?)"],
    [['verify', 'x', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
    [['verify', 'x'], "error: required option '--configuration <folder>' not specified"],
    [['verify'], "error: missing required argument 'file'"],
    [['archive', 'verify'], "error: missing required argument 'files'"],
    [['configuration', 'fetch', '--anchr', 'x'], "error: unknown option '--anchr'\n(Did you mean --anchor?)"],
    [['security-server', '--config'], "error: option '--config <file>' argument missing"],
    [['central-server', 'x'], "error: too many arguments for 'central-server'"],
    [
      ['register', 'civil-registratoin'],
      "error: unknown command 'civil-registratoin'\n(Did you mean civil-registration?)",
    ],
    [['sandbox', '--frsh'], "error: unknown option '--frsh'\n(Did you mean --fresh?)"],
  ] as const) {
    it(`refuses "${args.join(' ')}" with exit code 2 and says what was meant`, async () => {
      const { code, err } = await run(...args);
      expect(err).to.contain(message);
      expect(code).to.equal(2);
    });
  }

  for (const args of [
    [],
    ['verify'],
    ['archive', 'verify'],
    ['configuration', 'fetch'],
    ['security-server'],
    ['central-server'],
    ['register', 'civil-registration'],
    ['authority'],
    ['sandbox'],
  ]) {
    it(`explains itself: ${['drum', ...args].join(' ')} --help`, async () => {
      const { code, out } = await run(...args, '--help');
      expect(out).to.contain(`Usage: ${['drum', ...args].join(' ')}`);
      expect(code).to.equal(0);
    });
  }

  it('says what happened to which file, by which option, and what to do next, and nothing more', async () => {
    const { code, out, err } = await run('security-server', '--config', '/nowhere/server.yaml');
    expect(err).to.equal(
      'file_not_found: --config: The file /nowhere/server.yaml does not exist\n' +
        '  Correct the path, or put there what is missing; a path inside a YAML starts from the folder of that YAML.\n',
    );
    expect([code, out]).to.deep.equal([2, '']);
  });
});
