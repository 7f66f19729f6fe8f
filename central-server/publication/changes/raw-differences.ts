/** A piece of text that is in the one file only (`-`), or in the other only (`+`). */
export interface RawDifference {
  readonly sign: '-' | '+';
  readonly text: string;
}

const ELEMENT = '\n    <';
const CLOSING = '\n    </';

/**
 * The elements below the root, and what is around them, that differ between two configuration files, as text. Elements that only
 * changed their order do not.
 */
export function rawDifferences(before: string, after: string): RawDifference[] {
  const [one, other] = [elementsOf(before), elementsOf(after)];
  const counts = new Map<string, number>();
  for (const text of other) counts.set(text, (counts.get(text) ?? 0) + 1);
  const removed = one.filter((text) => !taken(counts, text));
  const left = new Map<string, number>();
  for (const text of one) left.set(text, (left.get(text) ?? 0) + 1);
  const added = other.filter((text) => !taken(left, text));
  return [
    ...removed.map((text): RawDifference => ({ sign: '-', text })),
    ...added.map((text): RawDifference => ({ sign: '+', text })),
  ];
}

/** Takes one of what is counted, if there is any. */
function taken(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text) ?? 0;
  if (count > 0) counts.set(text, count - 1);
  return count > 0;
}

function elementsOf(text: string): string[] {
  const elements: string[] = [];
  let start = 0;
  for (let at = text.indexOf(ELEMENT); at >= 0; at = text.indexOf(ELEMENT, at + 1)) {
    if (text.startsWith(CLOSING, at)) continue;
    elements.push(text.slice(start, at).trim());
    start = at;
  }
  elements.push(text.slice(start).trim());
  return elements;
}
