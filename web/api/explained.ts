import { ERRORS } from '../../protocol/errors/registry.ts';
import type { ErrorEntry, Side } from '../../protocol/errors/entry.ts';
import type { Language } from '../design/formats.ts';
import * as bg from '../texts/bg/problems.ts';
import * as en from '../texts/en/problems.ts';
import type { Problem } from './problem.ts';

export interface Explained {
  readonly what: string;
  readonly next: string;
  readonly side: Side;
}

/** An error in the words of the registry, where it knows its code. */
export function explainedCode(code: string, language: Language): Explained | undefined {
  const last = code.split('.').at(-1) ?? code;
  const entry = Object.hasOwn(ERRORS, last) ? (ERRORS as Readonly<Record<string, ErrorEntry>>)[last] : undefined;
  return entry && { what: entry[language], next: entry.next[language], side: entry.side };
}

/** A problem in words: those of the registry of errors, and of the screens for what has no answer. */
export function explained({ code }: Problem, language: Language): Explained {
  const known = explainedCode(code, language);
  if (known !== undefined) return known;
  const { problems } = language === 'bg' ? bg : en;
  return code === 'server_unreachable'
    ? { what: problems.unreachable, next: problems.unreachable_next, side: 'this-server' }
    : { what: problems.unreadable, next: problems.unreadable_next, side: 'this-server' };
}
