import { digest, digestUri } from '#certs/algorithms.ts';
import { readXml } from '../xml/document.ts';
import { attributeOf, childrenOf, requiredChild } from '../xml/read.ts';
import { xmlAttribute } from '../xml/write.ts';
import { base64Of, digestMethodOf } from '../signature/algorithms.ts';
import { DS } from '../signature/names.ts';
import { ENTRY, MIMETYPE } from './entries.ts';

const OPEN_DOCUMENT = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
/** Unlike the namespace of the signatures' root, X-Road writes this one without a leading zero. */
const ASIC_MANIFEST = 'http://uri.etsi.org/2918/v1.2.1#';

/** `META-INF/manifest.xml` (OpenDocument 1.2 part 3 §3): the files of the container and their media types. */
export function openDocumentManifest(files: readonly { readonly name: string; readonly mediaType: string }[]): Buffer {
  const entry = (name: string, mediaType: string): string =>
    `    <manifest:file-entry manifest:media-type="${mediaType}" manifest:full-path="${xmlAttribute(name)}"/>\n`;
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<manifest:manifest xmlns:manifest="${OPEN_DOCUMENT}" manifest:version="1.2">\n` +
      entry('/', MIMETYPE) +
      files.map(({ name, mediaType }) => entry(name, mediaType)).join('') +
      '</manifest:manifest>\n',
  );
}

/** `META-INF/ASiCManifest.xml` (ETSI EN 319 162-1 §A.4): which file the time-stamp token of the container is over. */
export function asicManifest(stampedChainResult: Uint8Array): Buffer {
  const value = digest('SHA-512', stampedChainResult).toString('base64');
  return Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?>\n' +
      `<asic:ASiCManifest xmlns:asic="${ASIC_MANIFEST}" xmlns:ds="${DS}">\n` +
      `<asic:SigReference URI="${ENTRY.timestamp}" MimeType="vnd.etsi.timestamp-token"/>\n` +
      `<asic:DataObjectReference URI="${ENTRY.stampedChainResult}" MimeType="text/xml">\n` +
      `<ds:DigestMethod Algorithm="${digestUri('SHA-512')}" />\n` +
      `<ds:DigestValue>${value}</ds:DigestValue>\n` +
      '</asic:DataObjectReference>\n' +
      '</asic:ASiCManifest>',
  );
}

/** Whether an ASiCManifest holds for the stamped file. Throws, with any code, for one that cannot be read. */
export function asicManifestFits(manifest: Uint8Array, stampedChainResult: Uint8Array): boolean {
  const code = 'asic_manifest_not_found';
  const root = readXml(manifest, undefined, code);
  const references = childrenOf(root, 'DataObjectReference', root.namespace);
  return references.some((reference) => {
    const algorithm = digestMethodOf(requiredChild(reference, 'DigestMethod', DS, code), code);
    const value = base64Of(requiredChild(reference, 'DigestValue', DS, code), code);
    return (
      attributeOf(reference, 'URI') === ENTRY.stampedChainResult && digest(algorithm, stampedChainResult).equals(value)
    );
  });
}
