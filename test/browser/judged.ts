import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Language } from './country.ts';
import * as bg from '../../web/texts/bg/all.ts';

/* What is held against every page. */

const RAW_KEY = new RegExp(`(^|[^\\w.])(${Object.keys(bg).join('|')}):[a-z]+_?[a-zA-Z_]*\\b`);

export async function readyForAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/** What axe-core finds on a page that is ready for it. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const only =
    rules === undefined
      ? '{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }'
      : JSON.stringify({ type: 'rule', values: rules });
  const { violations: found } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { runOnly: ${only}, resultTypes: ['violations'] })`,
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`)
        .join(' | ')
        .slice(0, 600)}`,
  );
}

/** What a page must not show, in any language. */
export async function judgeText(page: Page, language: Language, tell: (what: string) => void): Promise<void> {
  const [text, wide] = await page.evaluate<[string, boolean]>(
    '[document.body.innerText, document.documentElement.scrollWidth > document.documentElement.clientWidth]',
  );
  if (wide) tell(`${language}: scrolls sideways`);
  const raw = RAW_KEY.exec(text) ?? /undefined|\[object|NaN/.exec(text);
  if (raw !== null) tell(`${language}: shows ${raw[0]}`);
}
