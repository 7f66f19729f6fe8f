import { readFileSync } from 'node:fs';
import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import { loadConfiguration } from '#protocol/configuration/load.ts';
import { vectorFiles } from '../lab.ts';
import { vectorsPath } from '../vectors.ts';

/** The configuration in a folder of the vectors. */
export function vectorConfiguration(folder: string): GlobalConfiguration {
  return loadConfiguration(
    new Map(
      vectorFiles(folder, '').flatMap((file) =>
        file.includes('.') || file === 'instance-identifier'
          ? [[file, readFileSync(vectorsPath(folder, file))] as const]
          : [],
      ),
    ),
  );
}

export const LAB_CONFIGURATION = 'lab/globalconf-downloaded/v6';
