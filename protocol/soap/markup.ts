import { drumError } from '../errors.ts';

/** A piece of markup in a well-formed document, by its place in the text. */
export interface Tag {
  readonly kind: 'open' | 'close' | 'empty';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What is no tag and may hold `<` or `>`; the document has been read before, so that each has its end. */
const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

const TAG = /<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/y;

/**
 * The tags of a document that a parser has found well-formed, with their places: a parser says what a document means, and
 * not where its bytes stand. Throws `invalid_soap` for what it does not understand.
 */
export function* tagsOf(text: string): Generator<Tag> {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipped = SKIPPED.find(([begin]) => text.startsWith(begin, at));
    if (skipped !== undefined) {
      const end = text.indexOf(skipped[1], at);
      if (end < 0) throw notUnderstood();
      at = end + skipped[1].length;
      continue;
    }
    TAG.lastIndex = at;
    const match = TAG.exec(text);
    if (match === null) throw notUnderstood();
    const [whole, slash = '', name = '', , empty] = match;
    yield { kind: slash !== '' ? 'close' : empty === '/' ? 'empty' : 'open', name, start: at, end: at + whole.length };
    at += whole.length;
  }
}

const notUnderstood = () => drumError('invalid_soap', 'The markup of the SOAP message is not understood');

export interface Attribute {
  readonly name: string;
  /** As it stands in the text. */
  readonly value: string;
}

const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The attributes of a tag. */
export const attributesOf = (text: string, { start, end, name }: Tag): Attribute[] =>
  [...text.slice(start + 1 + name.length, end).matchAll(ATTRIBUTE)].map(([, attribute = '', double, single]) => ({
    name: attribute,
    value: double ?? single ?? '',
  }));
