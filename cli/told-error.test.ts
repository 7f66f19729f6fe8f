import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { asDrumError, drumError, DrumError } from '#protocol/errors.ts';
import { explained, givenBy, nextStep, toldError, wordsOf } from './told-error.ts';

function thrown(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('What a command tells of an error', () => {
  it('is the error itself, where it is one of ours', () => {
    const error = drumError('data_in_use', 'Somebody else');
    expect(toldError(error)).to.equal(error);
    expect(wordsOf(error)).to.equal('data_in_use: Somebody else');
  });

  it('is the path, where the system refused one that nobody asked about in particular', () => {
    const error = thrown(() => readFileSync('/nowhere/file'));
    expect(wordsOf(toldError(error))).to.equal('file_not_found: /nowhere/file does not exist');
    expect(wordsOf(toldError(asDrumError(error).at('--data')))).to.equal(
      'file_not_found: /nowhere/file does not exist',
    );
  });

  it('is a fault of the program, in its own words and without a stack, for all else', () => {
    for (const error of [new TypeError('x is not a function'), asDrumError(new TypeError('x is not a function'))]) {
      const told = toldError(error);
      expect(wordsOf(told)).to.equal('internal_error: x is not a function');
      expect(nextStep(told)).to.deep.equal([
        '  It is a fault of the program: report it with the command as you gave it and this message.',
      ]);
    }
    expect(wordsOf(toldError('text'))).to.equal('internal_error: text');
  });

  it('says by which option, and keeps the words of the case', async () => {
    const missing = () => Promise.reject(new DrumError('malformed_global_conf', 'Nothing', { case: 'not_in_folder' }));
    const error = await givenBy('--configuration', missing).catch((refused: unknown) => refused as DrumError);
    expect(wordsOf(error)).to.equal('malformed_global_conf: --configuration: Nothing');
    const [what, next, ...more] = explained(error);
    expect([what, more]).to.deep.equal(['  The folder that was named holds no global configuration.', []]);
    expect(next).to.match(/^ {2}Name the folder that a server keeps it in /);
    expect(explained({ code: 'no_such_code' })).to.deep.equal([]);
  });
});
