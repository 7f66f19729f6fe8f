import { join } from 'node:path';
import type { Command } from 'commander';
import { readAuthorityFile } from '#certs/authority/file.ts';
import { startAuthority } from '#certs/authority/program.ts';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { runProgram } from './run-program.ts';

/** `drum authority --config FILE.yaml`: runs until it is told to stop. */
export function authorityCommand(io: Io): Command {
  return new DrumCommand('authority')
    .description('Run a certification, OCSP and time-stamping authority for sandboxes and tests: it checks nobody')
    .needs('--config <file>', 'its configuration (YAML)')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, async () => {
        const { options, ...setting } = await readAuthorityFile(config);
        const running = await startAuthority({ ...options, clock: clockOf(setting) }, createLog('authority'));
        const certificates: Record<string, string> = {};
        for (const name of running.authority.certificates.keys()) {
          certificates[name] = join(options.folder, `${name}.pem`);
        }
        return {
          ready: { name: options.name, urls: running.urls, certificates },
          stop: () => running.stop(),
        };
      });
    });
}
