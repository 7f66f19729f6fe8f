import { verifyTrustedAnchor } from '../../trust/anchor-source.ts';
import {
  deleteTrustedAnchor,
  downloadTrustedAnchor,
  listTrustedAnchors,
  previewTrustedAnchor,
  uploadTrustedAnchor,
  type TrustedAnchorEntry,
} from '../../trust/trusted-anchors.ts';
import type { CatalogueReader } from '../../membership/change.ts';
import { requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers, InstanceOf } from './shapes.ts';

const anchorShape = ({ instance, hash, generatedAt }: TrustedAnchorEntry) => ({
  ...{ instance_identifier: instance, hash },
  ...(generatedAt === undefined ? {} : { generated_at: generatedAt.toISOString() }),
});

/** Anchors of other instances. `reader`: outside a transaction; `changed`: after each change of what is published. */
export const trustedAnchors = (
  instance: InstanceOf,
  reader: CatalogueReader,
  changed: () => void,
): CatalogueHandlers => ({
  getTrustedAnchors: {
    run: async (_call, catalogue) => ({ body: (await listTrustedAnchors(catalogue)).map(anchorShape) }),
  },
  previewTrustedAnchor: {
    run: async (call, catalogue) => {
      const file = requiredFile(call, 'anchor');
      return { body: anchorShape(previewTrustedAnchor({ file, ownInstance: await instance(catalogue) })) };
    },
  },
  uploadTrustedAnchor: {
    event: 'Add trusted anchor',
    before: async (call) => {
      const file = requiredFile(call, 'anchor');
      previewTrustedAnchor({ file, ownInstance: await instance(reader) });
      await verifyTrustedAnchor(file, call.now);
    },
    run: async (call, change) => {
      const ownInstance = await instance(change);
      const audit = await uploadTrustedAnchor(change, { file: requiredFile(call, 'anchor'), ownInstance });
      return { body: anchorShape(audit.after), audit };
    },
    afterwards: changed,
  },
  downloadTrustedAnchor: {
    run: async ({ path }, catalogue) => {
      const { instance: name, generatedAt, file } = await downloadTrustedAnchor(catalogue, path.hash ?? '');
      const day =
        generatedAt === undefined ? '' : `_UTC_${generatedAt.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '_')}`;
      return { file: { name: `configuration_anchor_${name}${day}.xml`, type: 'application/xml', bytes: file } };
    },
  },
  deleteTrustedAnchor: {
    event: 'Delete trusted anchor',
    run: async ({ path }, change) => ({ audit: await deleteTrustedAnchor(change, path.hash ?? '') }),
    afterwards: changed,
  },
});
