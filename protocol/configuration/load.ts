import { asDrumError, drumError } from '../errors.ts';
import { FileMemo } from './file-memo.ts';
import {
  FETCH_INTERVAL_FILE,
  INSTANCE_IDENTIFIER_FILE,
  instanceFolderName,
  LEGAL_BASES_FILE,
  METADATA_SUFFIX,
  MONITORING_FILE,
  NEXT_UPDATE_FILE,
  PRIVATE_PARAMETERS_FILE,
  SHARED_PARAMETERS_FILE,
} from './files.ts';
import { GlobalConfiguration, type ConfigurationContents } from './global-configuration.ts';
import type { ConfigurationProblem } from './instance-index.ts';
import { readLegalBases } from './legal-bases.ts';
import { readMetadata, type PartMetadata } from './metadata.ts';
import { readFetchIntervalSeconds, readMonitoringClient, readVerifyNextUpdate } from './optional-parts.ts';
import type { ConfigurationVersion, SharedParameters } from './parameters.ts';
import { readPrivateParameters } from './private-parameters.ts';

const INSTANCES_MAX = 1_000;
const READ_FILES = new Set([
  INSTANCE_IDENTIFIER_FILE,
  SHARED_PARAMETERS_FILE,
  PRIVATE_PARAMETERS_FILE,
  FETCH_INTERVAL_FILE,
  NEXT_UPDATE_FILE,
  MONITORING_FILE,
  LEGAL_BASES_FILE,
]);

/** The files of a configuration folder by their path in it, such as `EE/shared-params.xml`. */
export type ConfigurationFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Reads a configuration folder as a client keeps it (PR-GCONF). What is wrong with the own instance throws
 * `malformed_global_conf`; what is wrong with a federated one, or with an optional part, leaves that out and is told in
 * `problems`. A file without metadata is of version 2 and does not expire. Where `known` has the same contents, they are
 * not read again, nor is a file of which `memo` knows what it holds.
 */
export function loadConfiguration(
  files: ConfigurationFiles,
  known?: GlobalConfiguration,
  memo = new FileMemo(),
): GlobalConfiguration {
  const id = contentsId(files, memo);
  if (known?.id !== id) return new GlobalConfiguration(new Loader(files, memo).load(id));
  for (const instance of known.instances) {
    const file = files.get(`${instanceFolderName(instance)}/${SHARED_PARAMETERS_FILE}`);
    if (file !== undefined) memo.remember(file, known.shared(instance));
  }
  return known.withExpiries(expiriesOf(files, known.instance, known.instances));
}

class Loader {
  private readonly files: ConfigurationFiles;
  private readonly memo: FileMemo;
  private readonly problems: ConfigurationProblem[] = [];

  constructor(files: ConfigurationFiles, memo: FileMemo) {
    this.files = files;
    this.memo = memo;
  }

  load(id: string): ConfigurationContents {
    const instance = this.ownInstance();
    const folder = instanceFolderName(instance);
    const shared = this.sharedOfAll();
    const instances = shared.map((parameters) => parameters.instance);
    if (!instances.includes(instance)) throw this.withoutOwn(instance, folder);
    const own = this.versioned(`${folder}/${PRIVATE_PARAMETERS_FILE}`, readPrivateParameters);
    if (own !== undefined && own.instance !== instance) {
      throw drumError('malformed_global_conf', `The private parameters are of instance ${own.instance}`);
    }
    const ocspFetchIntervalSeconds = this.tolerated(`${folder}/${FETCH_INTERVAL_FILE}`, readFetchIntervalSeconds);
    const verifyNextUpdate = this.tolerated(`${folder}/${NEXT_UPDATE_FILE}`, readVerifyNextUpdate);
    const legalBases = this.tolerated(`${folder}/${LEGAL_BASES_FILE}`, readLegalBases);
    const monitoringClient = this.tolerated(`${folder}/${MONITORING_FILE}`, readMonitoringClient);
    return {
      id,
      instance,
      shared,
      ...(own === undefined ? {} : { private: own }),
      expiries: expiriesOf(this.files, instance, instances),
      ...(ocspFetchIntervalSeconds === undefined ? {} : { ocspFetchIntervalSeconds }),
      ...(verifyNextUpdate === undefined ? {} : { verifyNextUpdate }),
      ...(monitoringClient === undefined ? {} : { monitoringClient }),
      ...(legalBases === undefined ? {} : { legalBases }),
      problems: this.problems,
    };
  }

  private ownInstance(): string {
    const file = this.files.get(INSTANCE_IDENTIFIER_FILE);
    if (file === undefined) {
      throw drumError('malformed_global_conf', `The file ${INSTANCE_IDENTIFIER_FILE} is missing`);
    }
    const instance = Buffer.from(file).toString('utf8').trim();
    if (instance === '') throw drumError('malformed_global_conf', `The file ${INSTANCE_IDENTIFIER_FILE} is empty`);
    return instance;
  }

  private sharedOfAll(): SharedParameters[] {
    const paths = [...this.files.keys()].filter((path) => path.endsWith(`/${SHARED_PARAMETERS_FILE}`)).sort();
    if (paths.length > INSTANCES_MAX) {
      throw drumError('malformed_global_conf', `There are more than ${INSTANCES_MAX} instances`);
    }
    return paths.flatMap((path) => {
      const parameters = this.tolerated(path, () => this.sharedAt(path));
      return parameters === undefined ? [] : [parameters];
    });
  }

  private sharedAt(path: string): SharedParameters | undefined {
    const parameters = this.versioned(path, (xml, version) => this.memo.sharedParameters(xml, version));
    if (parameters === undefined || path === `${instanceFolderName(parameters.instance)}/${SHARED_PARAMETERS_FILE}`) {
      return parameters;
    }
    throw drumError('malformed_global_conf', `The parameters are of instance ${parameters.instance}`);
  }

  private withoutOwn(instance: string, folder: string) {
    const own = this.problems.find(({ where }) => where === `${folder}/${SHARED_PARAMETERS_FILE}`);
    const reasons = (own === undefined ? this.problems : [own]).map(({ where, error }) => `${where}: ${error.message}`);
    return drumError(
      'malformed_global_conf',
      [`There are no usable shared parameters of the own instance ${instance}`, ...reasons.slice(0, 3)].join('; '),
    );
  }

  /** A file, read in the version that its metadata tell. */
  private versioned<T>(path: string, read: (xml: Uint8Array, version: ConfigurationVersion) => T): T | undefined {
    const file = this.files.get(path);
    return file === undefined ? undefined : read(file, metadataOf(this.files, path).configurationVersion ?? 2);
  }

  private tolerated<T>(path: string, read: (xml: Uint8Array) => T): T | undefined {
    const file = this.files.get(path);
    if (file === undefined) return undefined;
    try {
      return read(file);
    } catch (error) {
      this.problems.push({ where: path, error: asDrumError(error) });
      return undefined;
    }
  }
}

function metadataOf(files: ConfigurationFiles, path: string): PartMetadata {
  const metadata = files.get(path + METADATA_SUFFIX);
  return metadata === undefined ? {} : readMetadata(metadata);
}

/** The own instance lives as long as both of its files do (as for X-Road's servers). */
function expiriesOf(files: ConfigurationFiles, own: string, instances: readonly string[]): Map<string, Date> {
  const expiries = new Map<string, Date>();
  for (const instance of instances) {
    const names = instance === own ? [SHARED_PARAMETERS_FILE, PRIVATE_PARAMETERS_FILE] : [SHARED_PARAMETERS_FILE];
    for (const name of names) {
      const path = `${instanceFolderName(instance)}/${name}`;
      const expiry = files.has(path) ? metadataOf(files, path).expirationDate : undefined;
      const earlier = expiries.get(instance);
      if (expiry !== undefined && (earlier === undefined || expiry < earlier)) expiries.set(instance, expiry);
    }
  }
  return expiries;
}

/** SHA-256 over everything that is read, but for the metadata, of which only the version counts: the rest changes with every
 * download. */
function contentsId(files: ConfigurationFiles, memo: FileMemo): string {
  const read = [...files].filter(([path]) => READ_FILES.has(path.slice(path.indexOf('/') + 1)));
  const lines = read
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => `${Buffer.byteLength(path)}:${path}:${versionText(files, path)}:${memo.sha256(bytes)}`);
  return memo.sha256(Buffer.from(lines.join(':'), 'utf8'));
}

function versionText(files: ConfigurationFiles, path: string): string {
  try {
    return String(metadataOf(files, path).configurationVersion);
  } catch {
    // Metadata that cannot be read make the file unusable, which is another state than with any version.
    return 'unreadable';
  }
}
