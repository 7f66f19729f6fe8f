import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { clockOf } from '#config/clock-setting.ts';
import type { Clock } from '#config/clock.ts';

export interface OpenCatalogue {
  readonly file: CentralServerFile;
  readonly repository: CatalogueRepository;
  readonly clock: Clock;
}

/** Works with the catalogue of the central server that a file describes. The server may run: each change is one transaction, whoever makes it. */
export async function withCatalogue<T>(path: string, work: (open: OpenCatalogue) => Promise<T>): Promise<T> {
  const file = await readCentralServerFile(path);
  const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
  try {
    return await work({ file, repository, clock: clockOf(file) });
  } finally {
    await repository.close();
  }
}
