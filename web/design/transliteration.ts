const LATIN: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'y',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
  },
  ...{ о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sht', ъ: 'a' },
  ...{ ь: 'y', ю: 'yu', я: 'ya' },
};

/** A text in Latin letters, as the law on transliteration writes Bulgarian. */
const latinOf = (text: string): string =>
  Array.from(text.toLocaleLowerCase('bg'), (letter) => LATIN[letter] ?? letter).join('');

/** Whether each word that is looked for begins a word of the text, in either alphabet. */
export function matches(text: string, wanted: string): boolean {
  const words = latinOf(text).split(/[\s,.:;()„“-]+/);
  return latinOf(wanted)
    .trim()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}
