import type { Io } from './io.ts';

/** Exit code where what was found out could not be said. */
const EXIT_UNSAID = 2;

/**
 * The standard streams of this process, for a command. Whoever reads standard output may stop reading (`drum … | head -1`):
 * what is written after that is nobody's loss, the exit code still tells the result, and `unread` tells a command that goes
 * on by itself. Any other failure, such as a full disk behind `>`, loses a result and is said. A log that nobody reads any
 * more (standard error) must not end a program.
 */
export function standardStreams(): Pick<Io, 'out' | 'err' | 'unread'> {
  const unread = new AbortController();
  let isOpen = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isOpen) return;
    isOpen = false;
    unread.abort();
    if (error.code === 'EPIPE') return;
    process.stderr.write(`Standard output cannot be written (${error.code ?? 'unknown reason'})\n`);
    process.once('exit', () => {
      process.exitCode = EXIT_UNSAID;
    });
  });
  process.stderr.on('error', () => undefined);
  return {
    out: (text) => {
      if (isOpen) process.stdout.write(text);
    },
    err: (text) => void process.stderr.write(text),
    unread: unread.signal,
  };
}
