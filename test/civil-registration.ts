import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { fixedClock } from '#config/clock.ts';
import type { Fields, Log } from '#config/log.ts';
import type { CivilRegistrationSettings } from '#member-adapters/registers/civil-registration/settings.ts';
import { startCivilRegistration, type RunningRegister } from '#member-adapters/registers/civil-registration/start.ts';

/** Headers of a query that may be made. */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  'X-Road-Client': 'BG/MUN/000696327/permits',
  'X-Road-Id': 'BG-0b5f6b6e-5c1c-4a53-9c0e-0f2a4f0c9b11',
  'X-Road-Issue': encodeURIComponent('СОА26-УР66-1234/22.11.2026'),
  'X-Drum-Purpose': 'administrative-service;2107',
  'X-Drum-Legal-Basis': 'ZEU-2-1,ZGR-106-1-2',
  'X-Road-UserId': 'i.ivanova@sofia.example',
};

export function withoutHeaders(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(EXPLAINED).filter(([name]) => !names.includes(name)));
}

/** A register under test: it starts and stops on a folder of its own, and everything it logs is kept. */
export class RegisterUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'drum-register-'));
  readonly logged: { readonly level: string; readonly message: string; readonly fields: Fields }[] = [];
  private running: RunningRegister | undefined;

  get url(): string {
    return this.running?.url ?? '';
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async start(settings: Partial<CivilRegistrationSettings> = {}): Promise<void> {
    const note =
      (level: string) =>
      (message: string, fields: Fields = {}) =>
        void this.logged.push({ level, message, fields });
    const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
    this.running = await startCivilRegistration({
      settings: { data: 'data', port: 0, ...settings },
      folder: this.folder,
      clock: fixedClock(new Date('2026-11-22T10:00:00Z')),
      log,
    });
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.stop();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = EXPLAINED): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
  }

  /** Sends bytes as they are and gives back all that comes until the register closes. */
  raw(...pieces: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(this.port, '127.0.0.1', () => {
        for (const piece of pieces) socket.write(piece, 'latin1');
      });
      socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
      socket.on('close', () => {
        resolve(answer);
      });
      socket.on('error', reject);
    });
  }

  journal(): Record<string, unknown>[] {
    const database = new Database(join(this.folder, 'data', 'access-journal.sqlite'), { readonly: true });
    const rows = database.prepare('SELECT * FROM access ORDER BY id').all() as Record<string, unknown>[];
    database.close();
    return rows;
  }

  /** The bytes of every file of the access journal, and all that was logged. */
  traces(): string {
    const folder = join(this.folder, 'data');
    const files = readdirSync(folder).filter((file) => file.startsWith('access-journal'));
    const kept = files.map((file) => readFileSync(join(folder, file)).toString('latin1'));
    return [...kept, JSON.stringify(this.logged, describe)].join('\n');
  }
}

function describe(_key: string, value: unknown): unknown {
  return value instanceof Error ? { text: value.message, cause: value.cause, stack: value.stack } : value;
}
