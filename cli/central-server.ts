import { join } from 'node:path';
import type { Command } from 'commander';
import type { Token } from '#certs/tokens/token.ts';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { ownFolder, type Ownership } from '#config/ownership.ts';
import { requireWhole } from '#central-server/backup/machine.ts';
import { readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { startCentralServer } from '#central-server/program.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { openLoggedInToken } from './open-token.ts';
import { runProgram, type RunningProgram } from './run-program.ts';

/** `drum central-server --config FILE.yaml`: runs until it is told to stop. */
export function centralServerCommand(io: Io): Command {
  return new DrumCommand('central-server')
    .description('Run a central server: it keeps the member catalogue and publishes global configuration')
    .needs('--config <file>', 'its configuration (YAML)')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, async () => {
        const file = await readCentralServerFile(config);
        // What is in the folder is one process' alone, also where the catalogue is not in it.
        const ownership = ownFolder(file.data);
        try {
          await requireWhole(file.data);
          const token = await openLoggedInToken(join(file.data, 'token'), file.pin);
          return await withToken(file, token, ownership);
        } catch (error) {
          ownership.release();
          throw error;
        }
      });
    });
}

async function withToken(file: CentralServerFile, token: Token, ownership: Ownership): Promise<RunningProgram> {
  const letGo = async (): Promise<void> => {
    await token.close();
    ownership.release();
  };
  try {
    const server = await startCentralServer(file, token, clockOf(file), createLog('central-server'));
    return {
      ready: {
        ...{ instance: file.instance, port: server.port, anchors: server.anchors },
        ...(server.adminPort === undefined ? {} : { adminPort: server.adminPort }),
      },
      stop: async () => {
        await server.stop();
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
