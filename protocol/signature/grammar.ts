// Characters for private use: no template has them.
const MARK = /\uE000([a-zA-Z0-9]+)\uE001/;

/** A place in a template that is to be filled, as text that `grammarOf` finds again. */
export const mark = (name: string): string => `\uE000${name}\uE001`;

/**
 * The regular expression for what a template writes: literal but for the marks, which `patternOf` replaces. Made from the
 * writer's own text, so that reader and writer cannot drift apart.
 */
export function grammarOf(text: string, patternOf: (name: string) => string): string {
  return text
    .split(MARK)
    .map((part, index) => (index % 2 === 1 ? patternOf(part) : RegExp.escape(part)))
    .join('');
}

/** Base64 on one line, to be decoded and judged. */
export const BASE64 = '[A-Za-z0-9+/]+={0,2}';
/** A URI of those that signatures and hash chains use. */
export const URI = '[A-Za-z0-9:/._#-]+';
