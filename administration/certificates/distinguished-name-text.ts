import type { Attribute, DistinguishedName } from '#certs/distinguished-name.ts';

/** Keywords of Java's `X500Principal.toString()`; other types are dotted numbers behind `OID.`. */
const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SURNAME'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'T'],
  ['2.5.4.42', 'GIVENNAME'],
  ['2.5.4.43', 'INITIALS'],
  ['2.5.4.44', 'GENERATION'],
  ['2.5.4.46', 'DNQ'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'EMAILADDRESS'],
]);

/** Characters that have a value quoted, and blanks at its edges or next to each other. */
const TO_QUOTE = /[,+=\n<>#;\\"]|^\s|\s$|\s\s/;

/** A name as X-Road's administration shows it: the most specific part first, values quoted where they need it. */
export function distinguishedNameText({ relativeNames }: DistinguishedName): string {
  return relativeNames
    .toReversed()
    .map((attributes) => attributes.map(attributeText).join(' + '))
    .join(', ');
}

function attributeText({ oid, value }: Attribute): string {
  const quoted = TO_QUOTE.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
  return `${KEYWORDS.get(oid) ?? `OID.${oid}`}=${quoted}`;
}
