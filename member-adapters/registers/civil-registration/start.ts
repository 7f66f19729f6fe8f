import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { systemClock, type Clock } from '#config/clock.ts';
import { createLog, type Log } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { ownFolder } from '#config/ownership.ts';
import { drumError } from '#protocol/errors.ts';
import { openAccessJournal, type AccessJournal } from '../access-journal.ts';
import { listen, type Route, type TlsFiles } from '../listener.ts';
import { queryRoute, type QueryRouteOptions } from '../query-route.ts';
import { openapiDescription } from './openapi.ts';
import {
  identifierValidityOperation,
  personDataOperation,
  permanentAddressOperation,
  type OperationName,
} from './operations.ts';
import { settingsSchema, type CivilRegistrationSettings } from './settings.ts';
import { openRegisterStore, type RegisterStore } from './store.ts';

export interface StartOptions {
  readonly settings: CivilRegistrationSettings;
  /** Where relative paths start from. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly log?: Log;
}

export interface RunningRegister {
  readonly url: string;
  readonly persons: number;
  /** Takes no more queries, finishes those under way, closes its files. */
  stop(): Promise<void>;
}

type Settings = z.output<typeof settingsSchema>;

/**
 * Starts the register of civil registration: builds it at the first start, keeps it afterwards. Throws
 * `malformed_server_conf` (settings, a register built otherwise), `data_in_use` and what `fileError` says of its folder and
 * files, `database_error`, `port_not_available`.
 */
export async function startCivilRegistration(options: StartOptions): Promise<RunningRegister> {
  const settings = checked(options.settings);
  const log = options.log ?? createLog('register civil-registration');
  const clock = options.clock ?? systemClock;
  const tls = settings.tls === undefined ? {} : { tls: readTlsFiles(settings.tls, options.folder) };
  const folder = resolve(options.folder, settings.data);
  const ownership = ownFolder(folder);
  let store: RegisterStore | undefined;
  let journal: AccessJournal | undefined;
  const closeFiles = () => {
    journal?.close();
    store?.close();
    ownership.release();
  };
  try {
    store = openRegisterStore(folder, settings.population.seed, settings.population.persons);
    journal = openAccessJournal(folder);
    const routes = routesOf(settings, { store, journal, clock, log });
    const { address, port, limits } = settings;
    const listener = await listen({ address, port, limits, ...tls, routes, log });
    return {
      url: listener.url,
      persons: store.persons,
      stop: async () => {
        await listener.close();
        closeFiles();
      },
    };
  } catch (error) {
    closeFiles();
    throw error;
  }
}

interface Parts {
  readonly store: RegisterStore;
  readonly journal: AccessJournal;
  readonly clock: Clock;
  readonly log: Log;
}

function routesOf(settings: Settings, parts: Parts): ReadonlyMap<string, Route> {
  const description = JSON.stringify(openapiDescription());
  const query = (name: OperationName): QueryRouteOptions => ({
    ...parts,
    bodyBytesMax: settings.limits.bodyBytesMax,
    legalBases: settings.operations[name].map((code) => ({ code, text: settings.legalBases[code] ?? code })),
  });
  return new Map<string, Route>([
    ['/person-data', queryRoute(personDataOperation(parts.store), query('person-data'))],
    ['/identifier-validity', queryRoute(identifierValidityOperation(parts.store), query('identifier-validity'))],
    ['/permanent-address', queryRoute(permanentAddressOperation(parts.store), query('permanent-address'))],
    ['/health', { method: 'GET', answer: () => health(parts) }],
    ['/openapi.json', { method: 'GET', answer: () => ({ status: 200, body: description }) }],
  ]);
}

function health({ store, journal, log }: Parts) {
  const failing = Object.entries({
    register: () => store.person('EGN', ''),
    'access-journal': () => {
      journal.check();
    },
  }).flatMap(([name, check]) => {
    try {
      check();
      return [];
    } catch (error) {
      log.error('A part of the register does not work', { part: name, error });
      return [name];
    }
  });
  const status = failing.length === 0 ? 'ok' : 'failing';
  return {
    status: failing.length === 0 ? 200 : 503,
    body: { status, register: 'civil-registration', demo: true, persons: store.persons, failing },
  };
}

function checked(settings: CivilRegistrationSettings): Settings {
  const result = settingsSchema.safeParse(settings);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'settings'}: ${message}`,
  );
  throw drumError('malformed_server_conf', `civil-registration: ${issues.join('; ')}`);
}

function readTlsFiles(tls: NonNullable<Settings['tls']>, folder: string): TlsFiles {
  const read = (field: string, path: string) => {
    try {
      return readFileSync(resolve(folder, path));
    } catch (error) {
      throw fileError(error, `The file ${resolve(folder, path)}`).at(`tls.${field}`);
    }
  };
  return {
    certificate: read('certificate', tls.certificate),
    key: read('key', tls.key),
    ...(tls.clientCertificates === undefined
      ? {}
      : { clientCertificates: read('clientCertificates', tls.clientCertificates) }),
  };
}
