import { Command } from 'commander';
import { readYamlFile } from '#config/yaml-file.ts';
import { settingsSchema } from '#member-adapters/registers/civil-registration/settings.ts';
import { startCivilRegistration } from '#member-adapters/registers/civil-registration/start.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { runProgram } from './run-program.ts';

/** `drum register …`: one command for each register of this project. */
export function registerCommand(io: Io): Command {
  const command = new Command('register').description('Run a register: a provider whose services others call');
  const civilRegistration = new DrumCommand('civil-registration')
    .description('Civil registration (ГРАО) with invented persons: person data, identifier validity, permanent address')
    .needs('--config <file>', 'YAML of the register')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, async () => {
        const { value: settings, folder } = await readYamlFile(config, settingsSchema);
        const register = await startCivilRegistration({ settings, folder });
        const { url, persons } = register;
        return {
          ready: { register: 'civil-registration', url, persons, demo: true },
          stop: () => register.stop(),
        };
      });
    });
  return command.addCommand(civilRegistration);
}
