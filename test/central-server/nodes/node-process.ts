import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { DrumProcess } from '../../command-line/drum-process.ts';
import { freePort } from '../../free-port.ts';
import { Operator } from '../admin-api/administered.ts';
import { writeCentralServer } from '../in-folder.ts';

const PARAMETERS = {
  'admin-service.port': 0,
  'center.configuration-generation-interval': 1,
  'admin-service.rate-limit-requests-per-second': 100_000,
  'admin-service.rate-limit-requests-per-minute': 100_000,
};

interface Ready {
  readonly adminPort: number;
  readonly anchors: { readonly INTERNAL: string };
}

/** One of two central servers over one database: a process that can be killed. */
export class NodeProcess {
  readonly config: string;
  /** Folder of what it publishes. */
  readonly published: string;
  private readonly home: string;
  private readonly agent = new Agent({ connect: { rejectUnauthorized: false } });
  private process: DrumProcess | undefined;
  private ready: Ready | undefined;

  private constructor(home: string) {
    this.home = home;
    this.config = join(home, 'central.yaml');
    this.published = join(home, 'data', 'public');
  }

  static async prepare(home: string, names: readonly [string, string], postgres: string): Promise<NodeProcess> {
    const [name, other] = names;
    // So that the database tells whose connections are whose.
    const own = new URL(postgres);
    own.searchParams.set('application_name', name);
    const more = [
      'administration: {}',
      `parameters: ${JSON.stringify(PARAMETERS)}`,
      `database: { engine: postgresql, url: '${own.href}' }`,
      `node: { name: ${name}, others: [${other}] }`,
    ];
    await writeCentralServer(home, await freePort(), `${more.join('\n')}\n`);
    return new NodeProcess(home);
  }

  async start(): Promise<void> {
    const started = new DrumProcess('central-server', '--config', this.config);
    this.process = started;
    const line = await started.firstLine;
    if (line === undefined) throw new Error(`A node did not start: ${(await started.ended()).err}`);
    this.ready = JSON.parse(line) as Ready;
  }

  /** As a power failure ends it. */
  async kill(): Promise<void> {
    await this.process?.kill('SIGKILL');
    this.process = undefined;
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.process?.kill('SIGTERM');
  }

  /** The internal anchor as this node has it now. */
  anchor(): Buffer {
    return readFileSync(join(this.home, 'data', 'anchor-internal.xml'));
  }

  /** Calls the admin API at this node. */
  operator(headers: Record<string, string> = {}): Operator {
    return new Operator(`https://127.0.0.1:${this.ready?.adminPort ?? 0}`, this.agent, headers);
  }
}
