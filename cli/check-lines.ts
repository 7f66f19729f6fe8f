import type { Check } from '#protocol/checks.ts';

/** The code of what could not be read at all, which says nothing about whether it holds. */
export const UNREADABLE = 'io_error';

/** Checks as lines for people. */
export const checkLines = (checks: readonly Check[]): string[] =>
  checks.map(({ name, outcome, detail }) => `${outcome.padEnd(8)}${name}: ${detail}`);

/** Lines as one text. Evidence quotes strangers, whose control characters would otherwise command the terminal. */
export const printed = (lines: readonly string[]): string =>
  lines.map((line) => `${line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')}\n`).join('');
