const TEXT: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const ATTRIBUTE: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
// What most texts are, and needs nothing.
const PLAIN = /^[^\u0000-\u001f"&<>\ud800-\udfff\ufffe\uffff]*$/;
// Characters that XML 1.0 §2.2 does not know cannot be written at all.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;

/** Whether a text can stand in an XML document. */
export const isXmlText = (text: string): boolean => !NOT_XML.test(text) && text.isWellFormed();

/** Text content, escaped so that it is read back unchanged. Throws a TypeError for what no XML document can hold. */
export function xmlText(text: string): string {
  if (PLAIN.test(text)) return text;
  requireXmlText(text);
  return text.replace(/[&<>\r]/g, (character) => TEXT[character] ?? character);
}

/** An attribute's value for double quotes, escaped so that it is read back unchanged. */
export function xmlAttribute(text: string): string {
  if (PLAIN.test(text)) return text;
  requireXmlText(text);
  return text.replace(/[&<"\t\n\r]/g, (character) => ATTRIBUTE[character] ?? character);
}

function requireXmlText(text: string): void {
  if (!isXmlText(text)) throw new TypeError('The text has characters that XML does not allow');
}
