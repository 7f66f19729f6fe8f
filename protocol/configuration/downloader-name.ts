import type { ServerId } from '../identifiers/identifier.ts';
import { keyOf, parseKey } from '../identifiers/text.ts';

/**
 * How a security server of ours tells the central server who downloads. Whoever serves configuration otherwise passes it over. It
 * proves nothing: it only tells apart servers that have one address.
 */
export const DOWNLOADER_HEADER = 'x-drum-security-server';

const NAME_CHARACTERS_MAX = 1_000;

export const downloaderName = (server: ServerId): string => encodeURIComponent(keyOf(server));

/** The server that a download names; undefined where it names none, or nobody. */
export function downloaderOf(header: string | readonly string[] | undefined): ServerId | undefined {
  if (typeof header !== 'string' || header.length > NAME_CHARACTERS_MAX) return undefined;
  try {
    const id = parseKey(decodeURIComponent(header));
    return id.type === 'SERVER' ? id : undefined;
  } catch {
    return undefined;
  }
}
