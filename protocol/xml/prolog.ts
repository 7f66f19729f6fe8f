/**
 * Whether a document type declaration stands in the prolog (XML 1.0 §2.8), the only place where one may stand. Comments
 * and processing instructions before it are skipped by their own rules, so that none can hide it.
 */
export function hasDoctype(xml: Uint8Array): boolean {
  const text = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength);
  let at = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
  for (;;) {
    while (at < text.length && isSpace(text[at])) at += 1;
    if (startsWith(text, at, '<?')) at = after(text, at + 2, '?>');
    else if (startsWith(text, at, '<!--')) at = after(text, at + 4, '-->');
    else return startsWith(text, at, '<!DOCTYPE');
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function startsWith(text: Buffer, at: number, token: string): boolean {
  return text.toString('latin1', at, at + token.length) === token;
}

function after(text: Buffer, from: number, token: string): number {
  const found = text.indexOf(token, from, 'latin1');
  return found < 0 ? text.length : found + token.length;
}
