import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { CertificateVerifier } from '#certs/path.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { containerOf } from '#security-server/message-log/containers.ts';
import type { DatabaseOptions } from '#storage/database.ts';
import { openEvidence } from '../audit/message-log.ts';
import { helperSettings, tellReady } from './helper-process.ts';

/*
 * Makes the container of every record of its share and verifies it as `drum verify` does. Started by the harness, several at
 * a time.
 */

export const CONTAINER_PROCESS = import.meta.filename;

export interface ContainerSettings {
  readonly server: string;
  readonly database: DatabaseOptions;
  readonly data: string;
  /** Records whose id leaves `share` when divided by `of`. */
  readonly share: number;
  readonly of: number;
  readonly lastId: number;
}

export type ContainerMessage =
  | { readonly kind: 'verified'; readonly count: number }
  | { readonly kind: 'fault'; readonly where: string; readonly what: string };

const schema = z.looseObject({
  server: z.string(),
  data: z.string(),
  share: z.int(),
  of: z.int(),
  lastId: z.int(),
});

async function run(): Promise<void> {
  const settings = schema.parse(helperSettings()) as unknown as ContainerSettings;
  tellReady();
  const configuration = await readConfigurationDirectory(`${settings.data}/globalconf`);
  const { store, bodies } = await openEvidence(settings);
  const certificates = new CertificateVerifier();
  let count = 0;
  for (let id = settings.share; id <= settings.lastId; id += settings.of) {
    const evidence = await store.evidence(id);
    if (evidence === undefined) continue;
    const container = await containerOf(id, evidence, bodies);
    const source = sourceOf(await buffer(container.stream()));
    const report = await verifyContainer({ source, configuration, certificates });
    const { queryId, direction } = evidence;
    const told = report.verified ? report.message : undefined;
    const what = !report.verified
      ? report.code
      : told?.queryId !== queryId || told.isRequest !== (direction === 'request')
        ? 'container of another message'
        : undefined;
    if (what === undefined) count += 1;
    else
      process.send?.({
        kind: 'fault',
        where: `${settings.server} ${id} (${queryId})`,
        what,
      } satisfies ContainerMessage);
  }
  await store.close();
  process.send?.({ kind: 'verified', count } satisfies ContainerMessage, () => process.exit(0));
}

// For the harness this is a module like others.
if (process.argv[1] === CONTAINER_PROCESS) await run();
