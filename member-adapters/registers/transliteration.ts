/** Закон за транслитерацията (2009), чл. 5 and 6: letter by letter, except `ия` at the end of a word and the name of the state. */
const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ф: 'f',
    х: 'h',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sht',
    ъ: 'a',
    ь: 'y',
    ю: 'yu',
    я: 'ya',
  }),
);
const WORDS = /[А-Яа-я]+/g;

/**
 * Bulgarian text in Latin letters; what is not a Bulgarian letter stays. Only a proposal: the spelling that a person's
 * documents carry is the register's to say.
 */
export function transliterate(text: string): string {
  return text.replace(WORDS, (word) => {
    if (word.toLowerCase() === 'българия') return cased('bulgaria', word);
    const stem = /ия$/i.test(word) ? word.slice(0, -1) : word;
    const letters = stem.match(/./g) ?? [];
    const latin = letters.map((letter) => cased(LETTERS.get(letter.toLowerCase()) ?? letter, letter, word));
    return latin.join('') + (stem === word ? '' : cased('a', word.slice(-1)));
  });
}

/** `latin` in the case of the letter or word: of a digraph only the first letter is a capital, unless all of the word is. */
function cased(latin: string, source: string, word = source): string {
  if (source === source.toLowerCase()) return latin;
  if (word.length > 1 && word === word.toUpperCase()) return latin.toUpperCase();
  return latin.charAt(0).toUpperCase() + latin.slice(1);
}
