// What XML 1.0 §2.2 has no place for, and halves of surrogate pairs.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/**
 * A text that any XML document can hold: what XML does not allow becomes U+FFFD. For texts that only people read, such as
 * fault messages, which may quote hostile input; never for what is signed or compared.
 */
export function printableXml(text: string): string {
  return text.toWellFormed().replace(NOT_XML, '\ufffd');
}
