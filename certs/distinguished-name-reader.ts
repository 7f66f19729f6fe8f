import { asDrumError } from '#protocol/errors.ts';
import { DerFault } from './der/read.ts';
import { DistinguishedName, type AttributeType } from './distinguished-name.ts';
import { reading } from './der/reading.ts';

const CHARACTERS_MAX = 1024;

/** Keywords of RFC 4514 and those that X-Road's software reads too, in capital letters. */
const TYPES: ReadonlyMap<string, AttributeType> = new Map<string, AttributeType>([
  ['CN', 'CN'],
  ['C', 'C'],
  ['L', 'L'],
  ['S', 'ST'],
  ['ST', 'ST'],
  ['STREET', 'STREET'],
  ['O', 'O'],
  ['OU', 'OU'],
  ['DC', 'DC'],
  ['UID', 'UID'],
  ['T', '2.5.4.12'],
  ['SURNAME', '2.5.4.4'],
  ['SERIALNUMBER', 'serialNumber'],
  ['GIVENNAME', '2.5.4.42'],
  ['INITIALS', '2.5.4.43'],
  ['GENERATION', '2.5.4.44'],
  ['DNQ', '2.5.4.46'],
  ['DNQUALIFIER', '2.5.4.46'],
  ['EMAILADDRESS', 'emailAddress'],
]);

const BLANK = '[ \\n]*';
/** A keyword or dotted numbers, then a value: in quotes, or with its special characters escaped. */
const ATTRIBUTE = new RegExp(
  `^${BLANK}(?:([A-Za-z]+)|(?:OID\\.)?(\\d+(?:\\.\\d+)+))${BLANK}=${BLANK}` +
    `(?:"((?:[^"\\\\]|\\\\.)*)"|((?:[^,;+"<>#=\\\\]|\\\\.)(?:[^,;+"<>\\\\]|\\\\.)*))${BLANK}([,;]|$)`,
  'isu',
);

/**
 * A name as people write it (RFC 4514, with blanks and quotes as RFC 2253 §4 takes them): the most specific part is first, and
 * last in the encoding, as in X-Road's software. Several values in one part (`+`) and values in hexadecimal are not taken.
 * Throws `invalid_distinguished_name`.
 */
export function readDistinguishedName(text: string): DistinguishedName {
  return reading('invalid_distinguished_name', 'The name', () => {
    if (text.length > CHARACTERS_MAX) throw new DerFault(`it has more than ${CHARACTERS_MAX} characters`);
    const attributes: { type: AttributeType; value: string }[] = [];
    let rest = text;
    for (let separator: string | undefined = ','; separator !== '';) {
      const found = ATTRIBUTE.exec(rest);
      if (found === null) throw new DerFault(`"${rest.slice(0, 40)}" is no TYPE=VALUE`);
      const [whole, keyword, oid, quoted, plain = ''] = found;
      const type = keyword === undefined ? (oid as AttributeType) : TYPES.get(keyword.toUpperCase());
      if (type === undefined) throw new DerFault(`the type ${keyword ?? ''} is unknown`);
      const value = unescaped(quoted ?? trimmed(plain));
      if ((type === 'DC' || type === 'emailAddress') && /[^ -~]/u.test(value)) {
        throw new DerFault(`${type} takes ASCII characters alone`);
      }
      attributes.push({ type, value });
      separator = found[5] ?? '';
      rest = rest.slice(whole.length);
    }
    return named(attributes.reverse());
  });
}

function named(attributes: Parameters<typeof DistinguishedName.fromAttributes>[0]): DistinguishedName {
  try {
    return DistinguishedName.fromAttributes(attributes);
  } catch (error) {
    throw new DerFault(asDrumError(error).message, { cause: error });
  }
}

/** Without the blanks behind it, but for one that is escaped. */
const trimmed = (value: string): string => value.replace(/((?:^|[^\\])(?:\\\\)*(?:\\.)?)[ \n]*$/su, '$1');

/** Pairs of hexadecimal digits are bytes of UTF-8. */
function unescaped(value: string): string {
  const bytes = (run: string): string => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(run.replaceAll('\\', ''), 'hex'));
    } catch (error) {
      throw new DerFault(`${run.slice(0, 40)} is no UTF-8`, { cause: error });
    }
  };
  const read = value
    .replace(/(?:\\[0-9a-f]{2})+|\\(.)/gisu, (run, character: string | undefined) => character ?? bytes(run))
    .normalize('NFC');
  if (read === '' || /[\u0000-\u001f\u007f]/u.test(read))
    throw new DerFault('a value is empty or has control characters');
  return read;
}
