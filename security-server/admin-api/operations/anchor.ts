import { requiredBytes } from '#administration/http/shapes.ts';
import { drumError } from '#protocol/errors.ts';
import type { KeptAnchor, NextAnchor } from '../../server-anchor.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

/** The anchor of the global configuration. */
export const anchorOperations = ({ control: { anchor } }: Pick<ServerParts, 'control'>): ServerHandlers => ({
  getAnchor: { run: async () => ({ body: anchorShape(await anchor.kept()) }) },
  downloadAnchor: {
    run: async () => {
      const { bytes, generatedAt } = await anchor.kept();
      const time = generatedAt === undefined ? '' : `_UTC_${fileTime(generatedAt)}`;
      return { file: { name: `configuration_anchor${time}.xml`, type: 'application/xml', bytes } };
    },
  },
  previewAnchor: {
    run: (call) => {
      const isInstanceJudged = call.query.validate_instance !== false;
      return { body: anchorShape(anchor.preview(requiredBytes(call), { isInstanceJudged })) };
    },
  },
  replaceAnchor: {
    event: 'Upload configuration anchor',
    before: (call) => anchor.tried(requiredBytes(call)),
    run: async (_call, _change, prepared) => {
      const { anchor: next, take } = prepared as NextAnchor;
      return { audit: { before: anchorShape(await anchor.kept()), after: anchorShape(next) }, outside: take };
    },
  },
  /** A server that runs has an anchor: its file names it. */
  uploadInitialAnchor: {
    event: 'Initialize anchor',
    run: () => {
      throw drumError('anchor_already_exists', 'The server has an anchor already');
    },
  },
});

/** `Anchor` of the definition. */
const anchorShape = ({ hash, generatedAt }: KeptAnchor) => ({
  hash,
  ...(generatedAt === undefined ? {} : { created_at: generatedAt.toISOString() }),
});

const fileTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '_');
