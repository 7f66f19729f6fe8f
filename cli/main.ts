import { Command, CommanderError } from 'commander';
import { asDrumError, errorEntry } from '#protocol/errors.ts';
import { commandsFor } from './commands.ts';
import type { Io } from './io.ts';

/** What cannot be judged or was asked for wrongly. */
const EXIT_USAGE = 2;

const TERMINAL: Pick<Io, 'out' | 'err'> = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** Runs `drum` with these arguments and returns its exit code: 0 holds, 1 does not hold, 2 could not be judged. */
export async function main(args: readonly string[], terminal = TERMINAL): Promise<number> {
  let code = 0;
  const io: Io = {
    ...terminal,
    exit: (asked) => {
      code = asked;
    },
  };
  try {
    const drum = await program(io, args);
    await drum.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    io.err(explain(error));
    return EXIT_USAGE;
  }
}

async function program(io: Io, args: readonly string[]): Promise<Command> {
  const drum = new Command('drum')
    .description('Secure data exchange between the registers of a state, wire-compatible with X-Road 7')
    .showHelpAfterError('(add --help for what there is)')
    .showSuggestionAfterError(true);
  for (const command of await commandsFor(io, args)) drum.addCommand(command);
  for (const command of [drum, ...descendants(drum)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        io.out(text);
      },
      writeErr: (text) => {
        io.err(text);
      },
    });
  }
  return drum;
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

/** What a person reads: what happened, its code, and what to do next. No stack. */
function explain(error: unknown): string {
  const known = asDrumError(error);
  const entry = errorEntry(known.code);
  const next = entry === undefined ? '' : `\n${entry.next.en}`;
  const cause = error === known ? '' : `\n${error instanceof Error ? error.message : String(error)}`;
  return `${known.code}: ${known.message}${cause}${next}\n`;
}
