import { createHash } from 'node:crypto';
import { signingKeysIn, type SigningKeyRecord } from '../../catalogue/signing-keys.ts';
import type { CentralServerFile } from '../../file.ts';
import type { LiveServer } from '../../publication/changes/cut-off.ts';
import { liveServers } from '../../seen/live-servers.ts';
import type { CatalogueHandlers } from './shapes.ts';

/** The signing keys of all nodes, and by how many live security servers each is known: a key that they do not know cannot take over. */
export const knownSigningKeys = ({
  node,
  parameters,
}: Pick<CentralServerFile, 'node' | 'parameters'>): CatalogueHandlers => ({
  listSigningKeys: {
    run: async ({ now, caller }, catalogue) => {
      const since = new Date(now.getTime() - parameters['center.hold-for-servers-seen-within'] * 1000);
      const live = await liveServers(catalogue, since, new Set());
      const keys = (await signingKeysIn(catalogue)).filter(({ source }) =>
        caller.permissions.has(`VIEW_${source}_CONFIGURATION_SOURCE`),
      );
      return {
        body: {
          ...{ node: node.name, live_servers: live.length },
          keys: keys.map((key) => ({ ...shapeOf(key), ...(key.source === 'INTERNAL' ? knownTo(key, live) : {}) })),
        },
      };
    },
  },
});

const shapeOf = ({ tokenKeyId, tokenId, source, certificate, active, createdAt, name, node }: SigningKeyRecord) => ({
  ...{ id: tokenKeyId, token_id: tokenId, node, source_type: source, label: name, active },
  created_at: createdAt.toISOString(),
  certificate_sha256: createHash('sha256').update(certificate).digest('hex'),
});

/** External configuration is for other networks: whether their servers have taken it is not seen from here. */
const knownTo = ({ certificate }: SigningKeyRecord, live: readonly LiveServer[]) => ({
  known_by_servers: live.filter(({ knownSources = [] }) =>
    knownSources.some(({ internalVerificationCertificates: known }) =>
      known.some((each) => Buffer.compare(each, certificate) === 0),
    ),
  ).length,
});
