import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { drumError } from '#protocol/errors.ts';
import { failureText } from '#storage/failure.ts';
import type { Transfer } from './transfer.ts';

/** A transfer that takes longer is ended: the next round begins anew. */
const TRANSFER_MS_MAX = 3_600_000;
/** Of what the command says on its error output, for the log. */
const WORDS_CHARACTERS_MAX = 500;

/**
 * Runs the operator's command after archiving, in the folder of the archives and without a shell. Its exit code says whether
 * the archives are safe elsewhere; which of them it moves or removes is its own affair.
 */
export function commandTransfer(words: readonly string[]): Transfer {
  const [program = '', ...args] = words;
  return async (folder, signal) => {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRANSFER_MS_MAX)]),
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-WORDS_CHARACTERS_MAX);
    });
    let code: unknown;
    let killedBy: unknown;
    try {
      [code, killedBy] = (await once(child, 'close')) as unknown[];
    } catch (error) {
      throw transferFailed(`the command could not be run: ${failureText(error)}`, error);
    }
    if (code === 0) return;
    const end = typeof code === 'number' ? `ended with exit code ${code}` : `was ended by ${String(killedBy)}`;
    throw transferFailed(`the command ${end}${said.trim() === '' ? '' : ` and said: ${said.trim()}`}`);
  };
}

const transferFailed = (what: string, cause?: unknown) =>
  drumError('archive_transfer_failed', `Archives could not be transferred: ${what}`, cause);
