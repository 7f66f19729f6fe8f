import { join } from 'node:path';
import type { Command } from 'commander';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { readCentralServerFile } from '#central-server/file.ts';
import { startCentralServer } from '#central-server/program.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { openLoggedInToken } from './open-token.ts';
import { runProgram } from './run-program.ts';

/** `drum central-server --config FILE.yaml`: runs until it is told to stop. */
export function centralServerCommand(io: Io): Command {
  return new DrumCommand('central-server')
    .description('Run a central server: it keeps the member catalogue and publishes global configuration')
    .needs('--config <file>', 'its configuration (YAML)')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, async () => {
        const file = await readCentralServerFile(config);
        const log = createLog('central-server');
        const token = await openLoggedInToken(join(file.data, 'token'), file.pin);
        const server = await startCentralServer(file, token, clockOf(file), log);
        return {
          ready: { instance: file.instance, port: server.port, anchors: server.anchors },
          stop: () => server.stop(),
        };
      });
    });
}
