import { join } from 'node:path';
import { fixedClock } from '#config/clock.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import type { MessageLogOptions } from '#security-server/message-log/message-log.ts';
import { MESSAGE_LOG_DEFAULTS, type MessageLogParameters } from '#security-server/message-log/parameters.ts';
import type { TestAuthority } from './authority.ts';

export const NOW = new Date('2026-11-22T23:59:00Z');

/** What has a message log ask this authority, and trust it. */
export const stampedBy = ({ url, certificate }: Pick<TestAuthority, 'url' | 'certificate'>) => ({
  timestampingUrls: () => [url],
  configuration: () => ({
    assertValid: () => undefined,
    tsaCertificates: () => [certificate],
    private: undefined,
  }),
});

/** Options of a message log in a folder, whose time-stamping service is not there unless `change` brings one. */
export function messageLogOptions(
  folder: string,
  change: Omit<Partial<MessageLogOptions>, 'parameters'> & { readonly parameters?: Partial<MessageLogParameters> } = {},
): MessageLogOptions {
  const database: DatabaseOptions = { engine: 'sqlite', path: join(folder, 'message-log.sqlite') };
  return {
    database,
    folder,
    archiveFolder: join(folder, 'archive'),
    clock: fixedClock(NOW),
    configuration: () => ({ assertValid: () => undefined, tsaCertificates: () => [], private: undefined }),
    timestampingUrls: () => ['http://127.0.0.1:1/'],
    ...change,
    parameters: { ...MESSAGE_LOG_DEFAULTS, ...change.parameters },
  };
}
