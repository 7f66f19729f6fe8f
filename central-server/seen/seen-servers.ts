import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { Asked } from '#distribution/publication/service.ts';
import { DOWNLOADER_HEADER, downloaderOf } from '#protocol/configuration/downloader-name.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import { Addresses, plainAddress, type LookUp } from './addresses.ts';

const WRITE_MS = 3_000;
/** Downloads of different origins that wait to be written; more are passed over. */
const WAITING_MAX = 20_000;
const ROWS_A_STATEMENT = 100;
/** What security servers of the own instance download. */
const DIRECTORY = /^\/V([2-6])\/internalconf$/;

interface Download {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly version: number;
  readonly address: string;
  /** Whom the download names, by its key. */
  readonly named: string | undefined;
  readonly publication: number | undefined;
}

interface SeenServersOptions {
  readonly repository: CatalogueRepository;
  readonly node: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The number of what this node publishes now. */
  readonly publication: () => number | undefined;
  readonly lookUp?: LookUp;
}

/**
 * Which security servers have downloaded configuration from this node, found by their registered addresses, written in batches. An
 * address that several servers have tells nothing of any of them, unless a download names one of these.
 */
export class SeenServers {
  private readonly options: SeenServersOptions;
  private readonly addresses: Addresses;
  private waiting = new Map<string, Download>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(options: SeenServersOptions) {
    this.options = options;
    this.addresses = new Addresses(options.clock, options.lookUp);
  }

  /** Takes note of a file that is downloaded. */
  take({ path, address, headers }: Asked): void {
    const version = DIRECTORY.exec(path)?.[1];
    if (version === undefined || address === undefined) return;
    const name = downloaderOf(headers[DOWNLOADER_HEADER]);
    const named = name && keyOf(name);
    const from = plainAddress(address);
    const key = `${from} ${named ?? ''}`;
    if (!this.waiting.has(key) && this.waiting.size >= WAITING_MAX) return;
    const { clock, publication } = this.options;
    this.waiting.set(key, {
      ...{ at: clock.now().getTime(), version: Number(version), address: from, named },
      publication: publication(),
    });
    this.timer ??= setTimeout(() => void this.write(), WRITE_MS);
  }

  /** Writes what was taken note of. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing;
    const downloads = [...this.waiting.values()];
    this.waiting = new Map();
    this.writing = this.writeAll(downloads).catch((error: unknown) => {
      this.options.log.warn('Downloads of configuration could not be noted', { error });
    });
    await this.writing;
  }

  async stop(): Promise<void> {
    await this.write();
  }

  private async writeAll(downloads: readonly Download[]): Promise<void> {
    if (downloads.length === 0) return;
    const catalogue = this.options.repository.reader;
    const servers = await catalogue.selectFrom('security_server').select(['key', 'address']).execute();
    const at = await this.addresses.serversAt(
      servers.flatMap(({ key, address }) => (address === null ? [] : [{ key, host: address }])),
    );
    const rows = new Map<string, CatalogueTables['server_seen']>();
    for (const download of downloads) {
      const row = rowOf(download, at.get(download.address) ?? [], this.options.node);
      if (row !== undefined && row.at >= (rows.get(row.server_key)?.at ?? 0)) rows.set(row.server_key, row);
    }
    const all = [...rows.values()];
    for (let start = 0; start < all.length; start += ROWS_A_STATEMENT) {
      await catalogue
        .insertInto('server_seen')
        .values(all.slice(start, start + ROWS_A_STATEMENT))
        .onConflict((conflict) =>
          conflict.columns(['server_key', 'node']).doUpdateSet((built) => ({
            at: built.ref('excluded.at'),
            version: built.ref('excluded.version'),
            address: built.ref('excluded.address'),
            known_by: built.ref('excluded.known_by'),
            publication: built.ref('excluded.publication'),
          })),
        )
        .execute();
    }
  }
}

function rowOf(download: Download, here: readonly string[], node: string): CatalogueTables['server_seen'] | undefined {
  const { at, version, address, named, publication = null } = download;
  const [only, another] = here;
  const isNamedHere = named !== undefined && here.includes(named);
  // One that names somebody else is not believed for the server that is here.
  const server = isNamedHere ? named : another === undefined && named === undefined ? only : undefined;
  if (server === undefined) return undefined;
  return {
    ...{ server_key: server, node, at, version, address, publication },
    known_by: another === undefined ? 'ADDRESS' : 'ADDRESS_AND_NAME',
  };
}
