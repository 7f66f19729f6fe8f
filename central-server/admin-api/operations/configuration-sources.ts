import { readFile } from 'node:fs/promises';
import type { AdminCall, Caller } from '#administration/http/call.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { drumError } from '#protocol/errors.ts';
import type { ConfigurationSourceKind } from '../../catalogue/repository.ts';
import type { CentralServerFile } from '../../file.ts';
import { anchorHash } from '../../trust/trusted-anchors.ts';
import type { CatalogueHandlers } from './shapes.ts';

const FOLDERS = { INTERNAL: 'internalconf', EXTERNAL: 'externalconf' } as const;

/** Where the anchors of both configurations are. */
export type AnchorFiles = Readonly<Record<ConfigurationSourceKind, string>>;

/** What the two configurations are downloaded and verified by. */
export function configurationSources(
  { instance, publicAddress }: CentralServerFile,
  anchors: AnchorFiles,
): CatalogueHandlers {
  return {
    getAnchor: {
      run: async (call) => {
        const kind = viewed(call);
        const file = await readFile(anchors[kind]);
        const { generatedAt } = readAnchor(file);
        return {
          body: { anchor: { hash: anchorHash(file), created_at: (generatedAt ?? new Date(0)).toISOString() } },
        };
      },
    },
    downloadAnchor: {
      run: async ({ path }) => {
        const kind = kindIn(path);
        const bytes = await readFile(anchors[kind]);
        const at = (readAnchor(bytes).generatedAt ?? new Date(0)).toISOString().slice(0, 19);
        const time = at.replace('T', '_').replaceAll(':', '_');
        const name = `configuration_anchor_${instance}_${kind.toLowerCase()}_UTC_${time}.xml`;
        return { file: { name, type: 'application/xml', bytes } };
      },
    },
    getDownloadUrl: {
      run: (call) => ({ body: { url: `http://${publicAddress}/${FOLDERS[viewed(call)]}` } }),
    },
  };
}

export const kindIn = (path: AdminCall['path']): ConfigurationSourceKind =>
  path.configuration_type === 'EXTERNAL' ? 'EXTERNAL' : 'INTERNAL';

/** Each of the two configurations has a permission of its own. Throws `permission_missing`. */
export function viewed({
  path,
  caller,
}: {
  readonly path: AdminCall['path'];
  readonly caller: Caller;
}): ConfigurationSourceKind {
  const kind = kindIn(path);
  const permission = `VIEW_${kind}_CONFIGURATION_SOURCE`;
  if (!caller.permissions.has(permission)) {
    throw drumError('permission_missing', `This configuration needs the permission ${permission}`);
  }
  return kind;
}
