import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { Kysely, Transaction } from 'kysely';
import { replaceFile } from '#config/atomic-file.ts';
import type { Clock } from '#config/clock.ts';
import { readAnchor, writeAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import { drumError } from '#protocol/errors.ts';
import type { CatalogueTables } from '../catalogue/schema.ts';
import { CONFIGURATION_SOURCES, type ConfigurationSourceKind } from '../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../file.ts';
import type { Identity } from '../identity.ts';
import { configurationSources } from './sources.ts';

/** An anchor as it is handed to those who are set up with it. */
export interface KeptAnchor {
  readonly file: Buffer;
  readonly generatedAt: Date;
}

interface AnchorsOptions {
  readonly file: Pick<CentralServerFile, 'data' | 'node'>;
  readonly identity: Identity;
  readonly clock: Clock;
}

/** The folders of what is downloaded. */
export const CONFIGURATION_FOLDERS = { INTERNAL: 'internalconf', EXTERNAL: 'externalconf' } as const;

/** Anchors are given to everyone. */
const ANCHOR_MODE = 0o644;

/** The anchors of both configurations: in the database, so that all nodes give the same, and as files for whoever works here. */
export class Anchors {
  /** Where the files are, or will be. */
  readonly paths: Readonly<Record<ConfigurationSourceKind, string>>;
  private readonly node: AnchorsOptions['file']['node'];
  private readonly identity: Identity;
  private readonly clock: Clock;
  private readonly written = new Map<ConfigurationSourceKind, Buffer>();

  constructor({ file, identity, clock }: AnchorsOptions) {
    this.paths = {
      INTERNAL: join(file.data, 'anchor-internal.xml'),
      EXTERNAL: join(file.data, 'anchor-external.xml'),
    };
    this.node = file.node;
    this.identity = identity;
    this.clock = clock;
  }

  async find(catalogue: Kysely<CatalogueTables>, source: ConfigurationSourceKind): Promise<KeptAnchor | undefined> {
    const row = await catalogue
      .selectFrom('configuration_anchor')
      .select(['file', 'generated_at'])
      .where('source', '=', source)
      .executeTakeFirst();
    return row && { file: row.file, generatedAt: new Date(row.generated_at) };
  }

  /**
   * Makes an anchor anew, of what is there now. Throws `instance_identifier_not_set`,
   * `no_configuration_signing_keys_configured`.
   */
  async make(change: Transaction<CatalogueTables>, source: ConfigurationSourceKind): Promise<KeptAnchor> {
    const content = await this.contentOf(change, source);
    if (content === undefined) {
      await this.identity.requireInstance(change);
      throw drumError(
        'no_configuration_signing_keys_configured',
        `There is no ${source.toLowerCase()} signing key that an anchor could name`,
      );
    }
    const generatedAt = this.clock.now();
    const file = writeAnchor({ ...content, generatedAt });
    const values = { file, generated_at: generatedAt.getTime() };
    await change
      .insertInto('configuration_anchor')
      .values({ source, ...values })
      .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
      .execute();
    return { file, generatedAt };
  }

  /** Makes those anew that do not tell what is there now; where there is nothing to tell yet, there is no anchor. */
  async renew(change: Transaction<CatalogueTables>): Promise<void> {
    for (const source of CONFIGURATION_SOURCES) {
      const content = await this.contentOf(change, source);
      if (content === undefined) continue;
      const kept = await this.find(change, source);
      if (kept === undefined || !isDeepStrictEqual(withoutTime(readAnchor(kept.file)), plain(content))) {
        await this.make(change, source);
      }
    }
  }

  /** Brings the files to what the database holds, also when another node has changed it. */
  async writeFiles(catalogue: Kysely<CatalogueTables>): Promise<void> {
    for (const source of CONFIGURATION_SOURCES) {
      const kept = await this.find(catalogue, source);
      if (kept === undefined || this.written.get(source)?.equals(kept.file) === true) continue;
      await replaceFile(this.paths[source], kept.file, ANCHOR_MODE);
      this.written.set(source, kept.file);
    }
  }

  private async contentOf(
    catalogue: Kysely<CatalogueTables>,
    source: ConfigurationSourceKind,
  ): Promise<ConfigurationAnchor | undefined> {
    const instance = await this.identity.instance(catalogue);
    const sources = (await configurationSources({ node: this.node }, catalogue))
      .map(({ address, internalVerificationCertificates: internal, externalVerificationCertificates: external }) => ({
        downloadUrl: `http://${address}/${CONFIGURATION_FOLDERS[source]}`,
        verificationCertificates: source === 'INTERNAL' ? internal : external,
      }))
      .filter(({ verificationCertificates }) => verificationCertificates.length > 0);
    return instance === undefined || sources.length === 0 ? undefined : { instance, sources };
  }
}

const withoutTime = ({ instance, sources }: ConfigurationAnchor): ConfigurationAnchor => plain({ instance, sources });

/** Certificates as plain bytes, to be compared. */
const plain = ({ instance, sources }: ConfigurationAnchor): ConfigurationAnchor => ({
  instance,
  sources: sources.map(({ downloadUrl, verificationCertificates }) => ({
    downloadUrl,
    verificationCertificates: verificationCertificates.map((der) => new Uint8Array(der)),
  })),
});
