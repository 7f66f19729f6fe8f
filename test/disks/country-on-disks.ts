import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Country } from '../country.ts';
import type { Answer } from '../country/ask.ts';
import { loggedMessages, type LoggedMessage } from '../country/logs.ts';
import { until } from '../country/poll.ts';
import { ServerOnDisk } from './server-on-disk.ts';
import { SmallDisk, type DiskKind } from './small-disk.ts';

const CLIENT = 'TEST/MUN/1/is';
const SERVICE = 'TEST/GOV/1/registry/hello';
/** The health stands for two seconds, and a log that failed is tried once a second. */
const HEALTHY_MS_MAX = 20_000;

export type ServerName = 'consumer' | 'provider';

interface OnDisk {
  readonly disk: SmallDisk;
  readonly server: ServerOnDisk;
}

/** Two security servers, one of them or both with all that they keep on small disks of their own. */
export class CountryOnDisks {
  readonly country: Country;
  private readonly onDisks: ReadonlyMap<ServerName, OnDisk>;
  private asked = 0;

  private constructor(country: Country, onDisks: ReadonlyMap<ServerName, OnDisk>) {
    this.country = country;
    this.onDisks = onDisks;
  }

  static async start(
    kinds: Readonly<Partial<Record<ServerName, DiskKind>>>,
    options: {
      readonly parameters?: object;
      /** Of the server's folder, in the place of `data`: makes it and puts something there before the disk is mounted. */
      readonly other?: { readonly folder: string; readonly prepare: (serverFolder: string) => void };
    } = {},
  ): Promise<CountryOnDisks> {
    const country = await Country.start({
      members: [
        { memberClass: 'MUN', memberCode: '1', name: 'Consumer', subsystems: [{ code: 'is', name: 'is' }] },
        { memberClass: 'GOV', memberCode: '1', name: 'Provider', subsystems: [{ code: 'registry', name: 'registry' }] },
      ],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }], parameters: { ...options.parameters } },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            {
              id: 'TEST/GOV/1/registry',
              services: [{ code: 'hello', type: 'REST', accessRights: [{ client: CLIENT }] }],
            },
          ],
          parameters: { ...options.parameters },
        },
      ],
      centralServer: { parameters: { 'center.configuration-generation-interval': 1 } },
    });
    const onDisks = new Map<ServerName, OnDisk>();
    const world = new CountryOnDisks(country, onDisks);
    try {
      // Once in the ordinary way: it writes its files.
      await country.startServers('consumer', 'provider');
      for (const [name, kind] of Object.entries(kinds) as [ServerName, DiskKind][]) {
        await country.endServer(name);
        options.other?.prepare(country.folder(name));
        const disk = await SmallDisk.mount(join(country.folder(name), options.other?.folder ?? 'data'), kind);
        const server = new ServerOnDisk(country, name, disk);
        onDisks.set(name, { disk, server });
        const failed = await server.start();
        if (failed !== undefined) throw new Error(failed.said);
      }
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  disk(name: ServerName): SmallDisk {
    return this.of(name).disk;
  }

  server(name: ServerName): ServerOnDisk {
    return this.of(name).server;
  }

  newId(): string {
    this.asked += 1;
    return `asked-${this.asked}`;
  }

  ask(id = this.newId(), body: string | Buffer = 'Русе'): Promise<Answer> {
    return this.country.ask('consumer', { service: SERVICE, client: CLIENT, headers: { 'X-Road-Id': id }, body });
  }

  /** Asks again and again until the answer has this code (undefined: success). */
  async askUntil(code: string | undefined, body?: Buffer): Promise<void> {
    await until(`an answer with ${code ?? 'success'}`, async () => (await this.ask(this.newId(), body)).code === code);
  }

  /** Waits, without asking for anything else, until the health says that the server can exchange messages. */
  async untilHealthy(name: ServerName): Promise<void> {
    await until(`${name} is healthy`, async () => (await this.server(name).health()).state === 'ok', HEALTHY_MS_MAX);
  }

  /** Waits until the health says that a step is missing, and gives what it says of that. */
  missing(name: ServerName, step: string): Promise<string> {
    return until(`${step} is missing at ${name}`, async () => {
      const missing = await this.server(name).missing();
      return missing.find((each) => each.startsWith(`${step}: `));
    });
  }

  /** What a server has logged; it must be idle. */
  logged(name: ServerName): LoggedMessage[] {
    const onDisk = this.onDisks.get(name);
    if (onDisk === undefined) return this.country.logged(name);
    const folder = mkdtempSync(join(tmpdir(), 'drum-log-'));
    try {
      const copy = join(folder, 'messagelog.sqlite');
      onDisk.disk.copyDatabase('messagelog.sqlite', copy);
      return loggedMessages(copy, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async stop(): Promise<void> {
    for (const { server, disk } of this.onDisks.values()) {
      await server.stop();
      await disk.release();
    }
    await this.country.stop();
  }

  private of(name: ServerName): OnDisk {
    const onDisk = this.onDisks.get(name);
    if (onDisk === undefined) throw new Error(`${name} has no disk of its own`);
    return onDisk;
  }
}
