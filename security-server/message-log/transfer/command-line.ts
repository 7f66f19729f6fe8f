import { drumError } from '#protocol/errors.ts';

/**
 * The words of a command as a person writes them: parted by blanks, kept together by quotes. Nothing in it is a shell's: `$`, `;`
 * and `>` are characters like others. Throws `malformed_server_conf` for a quote that is not closed.
 */
export function wordsOfCommand(line: string): string[] {
  const words: string[] = [];
  for (const match of line.trim().matchAll(WORD)) {
    const [word] = match;
    if (/^(?:[^"']|"[^"]*"|'[^']*')*$/.test(word)) words.push(word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
    else {
      throw drumError(
        'malformed_server_conf',
        'Parameter message-log.archive-transfer-command: a quote is opened and not closed',
      );
    }
  }
  return words;
}

/** Quoted parts may stand in the middle of a word: `--name="two words"`. */
const WORD = /(?:"[^"]*"|'[^']*'|\S)+/g;
