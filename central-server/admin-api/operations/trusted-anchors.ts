import { verifyTrustedAnchor } from '../../trust/anchor-source.ts';
import {
  deleteTrustedAnchor,
  downloadTrustedAnchor,
  listTrustedAnchors,
  previewTrustedAnchor,
  uploadTrustedAnchor,
  type TrustedAnchorEntry,
} from '../../trust/trusted-anchors.ts';
import { requiredFile, type CatalogueHandlers } from './shapes.ts';

const anchorShape = ({ instance, hash, generatedAt }: TrustedAnchorEntry) => ({
  ...{ instance_identifier: instance, hash },
  ...(generatedAt === undefined ? {} : { generated_at: generatedAt.toISOString() }),
});

/** Anchors of other instances. `changed`: after each change of what is published. */
export const trustedAnchors = (ownInstance: string, changed: () => void): CatalogueHandlers => ({
  getTrustedAnchors: {
    run: async (_call, catalogue) => ({ body: (await listTrustedAnchors(catalogue)).map(anchorShape) }),
  },
  previewTrustedAnchor: {
    run: (call) => ({
      body: anchorShape(previewTrustedAnchor({ file: requiredFile(call, 'anchor'), ownInstance })),
    }),
  },
  uploadTrustedAnchor: {
    event: 'Add trusted anchor',
    before: async (call) => {
      const file = requiredFile(call, 'anchor');
      previewTrustedAnchor({ file, ownInstance });
      await verifyTrustedAnchor(file, call.now);
    },
    run: async (call, change) => {
      const audit = await uploadTrustedAnchor(change, { file: requiredFile(call, 'anchor'), ownInstance });
      return { body: anchorShape(audit.after), audit };
    },
    afterwards: changed,
  },
  downloadTrustedAnchor: {
    run: async ({ path }, catalogue) => {
      const { instance, generatedAt, file } = await downloadTrustedAnchor(catalogue, path.hash ?? '');
      const day =
        generatedAt === undefined ? '' : `_UTC_${generatedAt.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '_')}`;
      return { file: { name: `configuration_anchor_${instance}${day}.xml`, type: 'application/xml', bytes: file } };
    },
  },
  deleteTrustedAnchor: {
    event: 'Delete trusted anchor',
    run: async ({ path }, change) => ({ audit: await deleteTrustedAnchor(change, path.hash ?? '') }),
    afterwards: changed,
  },
});
