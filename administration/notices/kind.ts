import { writtenOut, type Pieces, type Words } from './text.ts';

/** What a notice's text names. Never a secret. */
export type NoticeData = Readonly<Record<string, string | number>>;

/** What notices of a kind say, and to whom. */
export interface NoticeKind {
  /** Of the admin API: whose work it is. */
  readonly roles: readonly string[];
  readonly title: Words;
  readonly text: (data: NoticeData, step: number) => Pieces;
  /** What to do. */
  readonly next: Words;
  readonly severity: (step: number) => 'WARNING' | 'ERROR';
}

export type NoticeKinds = Readonly<Record<string, NoticeKind>>;

/** Something that needs somebody, as it is found. */
export interface FoundNotice {
  readonly kind: string;
  /** What it is about; with its kind it tells it from others. */
  readonly subject: string;
  /** From 1 on; a greater one is more urgent. */
  readonly step: number;
  readonly data: NoticeData;
}

/** A notice as it is kept. */
export interface Notice extends FoundNotice {
  readonly id: number;
  readonly raisedAt: Date;
  /** When it came to its step. */
  readonly steppedAt: Date;
  readonly resolvedAt?: Date;
  readonly acknowledgedAt?: Date;
  readonly acknowledgedBy?: string;
}

/** A notice with its words. */
export interface WordedNotice extends Notice {
  readonly severity: 'WARNING' | 'ERROR';
  readonly title: Words;
  readonly pieces: Pieces;
  /** The same as one text. */
  readonly text: Words;
  readonly next: Words;
}

/** What a later version has raised is told by its name alone. */
export function worded(notice: Notice, kinds: NoticeKinds): WordedNotice {
  const kind = Object.hasOwn(kinds, notice.kind) ? kinds[notice.kind] : undefined;
  if (kind === undefined) {
    const name = { bg: notice.kind, en: notice.kind };
    const pieces = { bg: [notice.kind], en: [notice.kind] };
    return { ...notice, severity: 'WARNING', title: name, pieces, text: name, next: { bg: '', en: '' } };
  }
  const { title, next } = kind;
  const pieces = kind.text(notice.data, notice.step);
  const text = { bg: writtenOut(pieces.bg, 'bg'), en: writtenOut(pieces.en, 'en') };
  return { ...notice, severity: kind.severity(notice.step), title, pieces, text, next };
}
