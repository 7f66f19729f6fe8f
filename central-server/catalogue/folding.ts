/**
 * A text as it is searched and ordered, whatever the letter case. It is kept beside the text, because what the engines
 * themselves fold depends on their locale: SQLite knows no letter case but that of ASCII.
 */
export function folded(text: string): string {
  return text.toLowerCase();
}
