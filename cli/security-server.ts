import type { Command } from 'commander';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { readSecurityServerFile } from '#security-server/file.ts';
import { startSecurityServer } from '#security-server/program.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { runProgram } from './run-program.ts';

/** `drum security-server --config FILE.yaml`: runs until it is told to stop. */
export function securityServerCommand(io: Io): Command {
  return new DrumCommand('security-server')
    .description('Run a security server: it exchanges signed messages for its clients and keeps their log')
    .needs('--config <file>', 'its configuration (YAML)')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, async () => {
        const file = await readSecurityServerFile(config);
        const log = createLog(`security-server ${file.serverId.serverCode}`);
        for (const warning of file.warnings) log.warn(warning);
        const server = await startSecurityServer(file, clockOf(file), log);
        const { state, steps } = await server.health();
        const missing = steps.filter(({ ok }) => !ok).map(({ name, detail }) => ({ name, detail }));
        return {
          ready: { server: keyOf(file.serverId), address: file.address, health: state, missing },
          stop: () => server.stop(),
        };
      });
    });
}
