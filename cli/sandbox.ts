import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { drumError } from '#protocol/errors.ts';
import { buildScreens, isBuilt } from '../web/building/screens.ts';
import type { Io } from './io.ts';
import { DEFAULT_DATA, DEFAULT_FEDERATION_DATA, guide } from './sandbox/guide.ts';
import { NEIGHBOUR, readEcosystem } from './sandbox/ecosystem.ts';
import { startCountries, type Country } from './sandbox/start.ts';

/** `drum sandbox` (`npm start`): a country on one machine. */
export function sandboxCommand(io: Io): Command {
  return new Command('sandbox')
    .description('Run a country on one machine: authority, central server, security servers and a register')
    .option(
      '--data <folder>',
      `where everything is kept (default: ${DEFAULT_DATA}; with --federation ${DEFAULT_FEDERATION_DATA})`,
    )
    .option('--fresh', 'begin anew: what the folder holds is lost', false)
    .option('--ecosystem <file>', 'another country (YAML) than the one that comes along')
    .option('--federation [file]', 'a second country beside it (YAML), and each trusts the other')
    .action(async (options: Options) => {
      const countries = await countriesOf(options);
      const stopped = toldToStop(io);
      const started = performance.now();
      await buildScreensFor(countries, io);
      let died: ((name: string) => void) | undefined;
      const death = new Promise<string>((resolveDeath) => {
        died = resolveDeath;
      });
      let interrupted = false;
      void stopped.then(() => {
        interrupted = true;
      });
      const starting = startCountries(countries, {
        fresh: options.fresh,
        progress: (text) => {
          if (interrupted) throw new Error('Told to stop while starting');
          io.out(`[${seconds(started)}] ${text}\n`);
        },
        onDeath: (name) => died?.(name),
      });
      const sandbox = await starting.catch((error: unknown) => {
        // Ctrl-C reaches the programs too: that they end while they start is then no failure.
        if (interrupted) return undefined;
        throw error;
      });
      if (sandbox === undefined) {
        io.out('\nStopped before everything ran.\n');
        return;
      }
      io.out(`[${seconds(started)}] Ready\n\n${guide(sandbox.list)}`);
      const dead = await Promise.race([stopped, death]);
      io.out(dead === undefined ? '\nStopping…\n' : `\n${dead} has ended by itself; stopping the others.\n`);
      await sandbox.stop();
      io.out(`Stopped. The data is kept in ${rootOf(options)}.\n`);
      if (dead !== undefined) io.exit(1);
    });
}

/** The screens of the central server, where they are not built or older than what they are made of. */
async function buildScreensFor(countries: readonly Country[], io: Io): Promise<void> {
  const isAdministered = countries.some(({ ecosystem }) => 'administration' in ecosystem.centralServer.settings);
  if (!isAdministered || isBuilt()) return;
  io.out('Building the screens …\n');
  try {
    await buildScreens();
  } catch (error) {
    // The country runs without them.
    io.out(`The screens cannot be built: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

interface Options {
  readonly data?: string;
  readonly fresh: boolean;
  readonly ecosystem?: string;
  /** True where no file is named. */
  readonly federation?: string | true;
}

const rootOf = ({ data, federation }: Options): string =>
  resolve(data ?? (federation === undefined ? DEFAULT_DATA : DEFAULT_FEDERATION_DATA));

/** One country; with a federation two, each in a folder of its own. */
async function countriesOf(options: Options): Promise<Country[]> {
  const root = rootOf(options);
  const first = await readEcosystem(options.ecosystem);
  if (options.federation === undefined) return [{ ecosystem: first, root }];
  const second = await readEcosystem(options.federation === true ? NEIGHBOUR : options.federation, '--federation');
  if (first.instance === second.instance)
    throw drumError('malformed_server_conf', `--federation: both countries are instance ${first.instance}`);
  return [first, second].map((ecosystem) => ({
    ecosystem,
    root: join(root, encodeURIComponent(ecosystem.instance.toLowerCase())),
  }));
}

const seconds = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(4)} s`;

/**
 * Resolves at the first Ctrl-C or SIGTERM, of which the second one ends at once; and when whoever reads what the sandbox says
 * has gone (`drum sandbox | head -1`). There SIGPIPE ends any other tool, and a country that runs on unseen would hold its
 * ports against the next one. Once everything has been said, a reader may go: nothing is written that would tell.
 */
function toldToStop(io: Io): Promise<undefined> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        done(undefined);
      });
    }
    io.unread?.addEventListener('abort', () => {
      done(undefined);
    });
  });
}
