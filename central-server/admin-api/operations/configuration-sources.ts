import type { AdminCall, Caller } from '#administration/http/call.ts';
import { drumError } from '#protocol/errors.ts';
import type { ConfigurationSourceKind } from '../../catalogue/signing-keys.ts';
import type { Identity } from '../../identity.ts';
import { CONFIGURATION_FOLDERS, type Anchors, type KeptAnchor } from '../../publication/anchors.ts';
import { anchorHash } from '../../trust/trusted-anchors.ts';
import type { CatalogueHandlers } from './shapes.ts';

const anchorShape = ({ file, generatedAt }: KeptAnchor) => ({
  ...{ hash: anchorHash(file), created_at: generatedAt.toISOString() },
});

/** What the two configurations are downloaded and verified by. */
export const configurationSources = (identity: Identity, anchors: Anchors): CatalogueHandlers => ({
  getAnchor: {
    run: async (call, catalogue) => {
      const anchor = await anchors.find(catalogue, viewed(call));
      return { body: anchor === undefined ? {} : { anchor: anchorShape(anchor) } };
    },
  },
  downloadAnchor: {
    run: async ({ path }, catalogue) => {
      const kind = kindIn(path);
      const anchor = await anchors.find(catalogue, kind);
      if (anchor === undefined) {
        throw drumError('configuration_not_found', `There is no ${kind.toLowerCase()} configuration anchor yet`);
      }
      const instance = await identity.requireInstance(catalogue);
      const time = anchor.generatedAt.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '_');
      const name = `configuration_anchor_${instance}_${kind.toLowerCase()}_UTC_${time}.xml`;
      return { file: { name, type: 'application/xml', bytes: anchor.file } };
    },
  },
  reCreateAnchor: {
    event: 'Re-create configuration anchor',
    run: async ({ path }, change) => {
      const kind = kindIn(path);
      const before = await anchors.find(change, kind);
      const after = anchorShape(await anchors.make(change, kind));
      return {
        event: `Re-create ${kind.toLowerCase()} configuration anchor`,
        body: after,
        audit: { ...(before === undefined ? {} : { before: anchorShape(before) }), after },
      };
    },
  },
  getDownloadUrl: {
    run: async (call, catalogue) => {
      const kind = viewed(call);
      const address = await identity.address(catalogue);
      if (address === undefined) throw drumError('configuration_not_found', 'The central server has no address yet');
      return { body: { url: `http://${address}/${CONFIGURATION_FOLDERS[kind]}` } };
    },
  },
});

/** The configuration that a call is about. */
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
