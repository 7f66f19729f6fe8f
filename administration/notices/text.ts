import { explanationOf } from '#protocol/errors.ts';

export type Language = 'bg' | 'en';
export type Words = Readonly<Record<Language, string>>;

/** A piece of a notice's text: words, or what a screen shows in a way of its own and leads to. */
export type Piece =
  | string
  /** `daysLeft`: until then, when it was told. */
  | { readonly time: string; readonly daysLeft?: number }
  /** Of the registry of errors. */
  | { readonly code: string }
  /** An identifier, as the admin API encodes it. */
  | { readonly server: string }
  | { readonly request: number }
  | { readonly event: number };

export type Pieces = Readonly<Record<Language, readonly Piece[]>>;

/** Pieces as one text, for mails and the like. */
export const writtenOut = (pieces: readonly Piece[], language: Language): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : written(piece, language))).join('');

function written(piece: Exclude<Piece, string>, language: Language): string {
  if ('time' in piece) {
    const time = writtenTime(new Date(piece.time), language);
    return piece.daysLeft === undefined ? time : `${time} (${DAYS_LEFT[language]}: ${piece.daysLeft})`;
  }
  if ('code' in piece) {
    const words = explanationOf({ code: piece.code })?.[language];
    return words === undefined ? piece.code : `${words} (${piece.code})`;
  }
  return String('server' in piece ? piece.server : 'request' in piece ? piece.request : piece.event);
}

const DAYS_LEFT: Readonly<Record<Language, string>> = { bg: 'оставащи дни', en: 'days left' };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `29.11.2026 19:33 UTC`; in English `29 Nov 2026 19:33 UTC`. Where a mail is read nobody knows. */
export function writtenTime(at: Date, language: Language): string {
  const [year = '', month = '', day = ''] = at.toISOString().slice(0, 10).split('-');
  const date = language === 'bg' ? `${day}.${month}.${year}` : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
  return `${date} ${at.toISOString().slice(11, 16)} UTC`;
}
