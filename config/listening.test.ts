import { expect } from 'chai';
import { listenError } from './listening.ts';

const failed = (code?: string, errno?: number): Error => Object.assign(new Error('listen'), { code, errno });

describe('A program that cannot listen', () => {
  for (const [what, error, message] of [
    ['where another one does', failed('EADDRINUSE'), 'Port 80 of a is in use by another program'],
    ['at an address of another machine', failed('EADDRNOTAVAIL'), 'This machine has no address a'],
    ['without the right', failed('EACCES'), 'Listening on port 80 of a is not permitted to the user who runs this'],
    ['at a name that is none', failed('ENOTFOUND'), 'a is no address and no known name of this machine'],
    ['for any other reason', failed('EMFILE', -24), 'Port 80 of a cannot be listened on (EMFILE: too many open files)'],
    ['for no known reason', failed(), 'Port 80 of a cannot be listened on (unknown reason)'],
  ] as const) {
    it(`${what} says so`, () => {
      expect(listenError(error, 'a', 80)).to.include({ code: 'port_not_available', message, cause: error });
    });
  }
});
