import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#config/clock.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { DrumProcess } from '../../command-line/drum-process.ts';

/** What a node that is killed meanwhile does to a download: the other is asked then. */
const AWAY = new Set([
  'global_conf_download_url_connection_failure',
  'global_conf_get_version_failed',
  'global_conf_part_download_failure',
]);

/** Between downloads of one client: the machine is there for others too. */
const PAUSE_MS = 20;
const COMMAND_PAUSE_MS = 1_000;

/** Clients that download all the time, each into a folder of its own. */
export class Downloads {
  /** What a client could not have, or not believe. */
  readonly failures: string[] = [];
  /** How often each source has given something. */
  readonly given = new Map<string, number>();
  commands = 0;
  private readonly anchor: Buffer;
  private isOver = false;
  private readonly running: Promise<void>[] = [];

  constructor(anchor: Buffer) {
    this.anchor = anchor;
  }

  /** `clients` of our own, which ask whichever node comes first, and the command. */
  start(clients: number, folder: () => string): void {
    for (let index = 0; index < clients; index += 1) this.running.push(this.client(folder()));
    this.running.push(this.command(folder()));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  private async client(folder: string): Promise<void> {
    const anchor = readAnchor(this.anchor);
    const directory = join(folder, 'globalconf');
    while (!this.isOver) {
      // A new one each time: it would stay with the source that answered.
      const client = new ConfigurationClient({ anchor, directory, clock: systemClock });
      const { error, attempts, download } = await client.fetch();
      if (error !== undefined) this.failures.push(`${error.code}: ${error.message}`);
      for (const { error: refused } of attempts) {
        if (refused !== undefined && !AWAY.has(refused.code)) this.failures.push(`${refused.code}: ${refused.message}`);
      }
      if (download !== undefined) this.given.set(download.url.host, (this.given.get(download.url.host) ?? 0) + 1);
      await delay(PAUSE_MS);
    }
  }

  private async command(folder: string): Promise<void> {
    const anchor = join(folder, 'anchor.xml');
    writeFileSync(anchor, this.anchor);
    while (!this.isOver) {
      const fetching = new DrumProcess('configuration', 'fetch', '--anchor', anchor, '--into', join(folder, 'into'));
      const { code, err } = await fetching.ended();
      if (code !== 0) this.failures.push(`drum configuration fetch: ${String(code)}: ${err}`);
      this.commands += 1;
      await delay(COMMAND_PAUSE_MS);
    }
  }
}
