const WHITE_SPACE = /[ \t\r\n]+/g;

/**
 * xsd:base64Binary (XML Schema 2 §3.2.16): padded, no unused bits set, white space anywhere; undefined for anything else.
 * Node.js decodes leniently, which would let two texts that differ in more than white space stand for the same bytes.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(WHITE_SPACE, '');
  const bytes = Buffer.from(compact, 'base64');
  return bytes.toString('base64') === compact ? bytes : undefined;
}
