import type { Command } from 'commander';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { ownFolder, type Ownership } from '#config/ownership.ts';
import { requireWhole } from '#central-server/backup/machine.ts';
import { readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { startCentralServer } from '#central-server/program.ts';
import { openCentralTokens } from './central-tokens.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
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
          return await withTokens(file, ownership);
        } catch (error) {
          ownership.release();
          throw error;
        }
      });
    });
}

async function withTokens(file: CentralServerFile, ownership: Ownership): Promise<RunningProgram> {
  const clock = clockOf(file);
  const log = createLog('central-server');
  const tokens = await openCentralTokens(file, clock, log);
  const letGo = async (): Promise<void> => {
    await tokens.close();
    ownership.release();
  };
  try {
    const server = await startCentralServer(file, tokens, clock, log);
    return {
      ready: {
        ...(file.instance === undefined ? {} : { instance: file.instance }),
        ...{ port: server.port, anchors: server.anchors },
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
