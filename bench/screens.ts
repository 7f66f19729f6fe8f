import { buildScreens, isBuilt } from '../web/building/screens.ts';
import { openChromium } from '../test/browser/chromium.ts';
import { median, seconds } from './durations.ts';
import type { Tell } from './rows.ts';

const REPEATS = 5;

/** How long the list of members takes, in a browser, from its address to its rows, and from a word that is looked for to what it finds. */
export async function screenRows(origin: string, cookies: string, tell: Tell): Promise<void> {
  if (!isBuilt()) await buildScreens();
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    await context.addCookies(
      cookies.split('; ').map((cookie) => {
        const [name = '', value = ''] = cookie.split('=');
        return { name, value, url: origin };
      }),
    );
    const page = await context.newPage();
    const open = async (): Promise<void> => {
      await page.goto(`${origin}/members`);
      await page.locator('[data-row]').first().waitFor();
    };
    await open();
    const [opened, found]: [number[], number[]] = [[], []];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      opened.push(1000 * (await seconds(open)));
      const wanted = `номер ${7_000 + repeat}`;
      found.push(
        1000 *
          (await seconds(async () => {
            await page.locator('main input').first().fill(wanted);
            await page.locator('[data-row]', { hasText: wanted }).first().waitFor();
          })),
      );
    }
    tell({ name: 'screen of 10,000 members, opened', value: median(opened), unit: 'ms' });
    tell({ name: 'screen of 10,000 members, one found', value: median(found), unit: 'ms' });
  } finally {
    await browser.close();
  }
}
