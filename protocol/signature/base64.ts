const WHITE_SPACE = /[ \t\r\n]+/g;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * xsd:base64Binary, with white space anywhere; undefined for anything else. Node.js decodes leniently, which would let
 * two texts that differ in more than white space stand for the same bytes.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(WHITE_SPACE, '');
  return BASE64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}
