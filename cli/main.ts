import { Command, CommanderError } from 'commander';
import { printed } from './check-lines.ts';
import { commandsFor } from './commands.ts';
import type { Io } from './io.ts';
import { standardStreams } from './standard-streams.ts';
import { nextStep, toldError, wordsOf } from './told-error.ts';

/** What cannot be judged or was asked for wrongly. */
const EXIT_USAGE = 2;

/** Runs `drum` with these arguments and returns its exit code: 0 holds, 1 does not hold, 2 could not be judged. */
export async function main(args: readonly string[], streams: Omit<Io, 'exit'> = standardStreams()): Promise<number> {
  let code = 0;
  const io: Io = {
    ...streams,
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
    const told = toldError(error);
    // What a program said when it did not start may be many lines.
    io.err(printed([...wordsOf(told).split('\n'), ...nextStep(told)]));
    return EXIT_USAGE;
  }
}

async function program(io: Io, args: readonly string[]): Promise<Command> {
  const drum = new Command('drum').description(
    'Secure data exchange between the registers of a state, wire-compatible with X-Road 7',
  );
  // A command and its own commands may have an option of the same name.
  drum.enablePositionalOptions();
  for (const command of await commandsFor(io, args)) drum.addCommand(command);
  for (const command of [drum, ...descendants(drum)]) {
    command
      .exitOverride()
      .showHelpAfterError('(add --help for what there is)')
      .showSuggestionAfterError(true)
      .configureOutput({
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
