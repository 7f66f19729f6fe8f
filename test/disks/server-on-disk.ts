import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Health } from '#security-server/health.ts';
import type { Country } from '../country.ts';
import type { SmallDisk } from './small-disk.ts';

const DRUM = join(import.meta.dirname, '..', '..', 'bin', 'drum.mjs');
const HEALTH_PORT = 5588;

/** How a start ended that did not succeed. */
interface Failed {
  readonly exitCode: number | null;
  readonly said: string;
}

/** A security server of a country, started where a small disk is mounted. */
export class ServerOnDisk {
  private readonly country: Country;
  private readonly name: string;
  private readonly disk: SmallDisk;
  private child: ChildProcess | undefined;

  constructor(country: Country, name: string, disk: SmallDisk) {
    this.country = country;
    this.name = name;
    this.disk = disk;
  }

  /** Of what the server writes to standard error; it lies on another disk. */
  get log(): string {
    return join(this.country.folder(this.name), 'on-disk.jsonl');
  }

  /** Undefined when it is ready; else what it said before it ended. */
  async start(): Promise<Failed | undefined> {
    const config = join(this.country.folder(this.name), 'config.yaml');
    const command = this.disk.command(process.execPath, DRUM, 'security-server', '--config', config);
    const child = spawn(...command, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      appendFileSync(this.log, text);
    });
    const ready = child.stdout === null ? once(child, 'exit') : once(createInterface({ input: child.stdout }), 'line');
    const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, said }));
    return Promise.race([ready.then(() => undefined), ended]);
  }

  get pid(): number {
    // nsenter becomes the program that it starts.
    if (this.child?.pid === undefined) throw new Error(`${this.name} does not run`);
    return this.child.pid;
  }

  async stop(): Promise<number | null> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async health(): Promise<Health> {
    const answer = await fetch(`http://${this.country.address(this.name)}:${HEALTH_PORT}/`);
    return (await answer.json()) as Health;
  }

  /** Steps that the health says are missing, `name: detail`. */
  async missing(): Promise<string[]> {
    const { steps } = await this.health();
    return steps.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  }

  /** How many entries of its log have all of these texts. */
  logged(...texts: readonly string[]): number {
    const entries = readFileSync(this.log, 'utf8').split('\n');
    return entries.filter((entry) => texts.every((text) => entry.includes(text))).length;
  }
}
