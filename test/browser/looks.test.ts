import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { judgeText, readyForAxe, violations } from './judged.ts';
import { browsedCountry } from './shared.ts';
import { NARROW_PX, settled, WIDE_PX, type BrowsedCountry, type Language } from './country.ts';
import { shownScreens } from './screen-list.ts';

const HEIGHT_PX = 900;
/** What a window of 1280 pixels shows at 400 % (WCAG 2.2, success criterion 1.4.10). */
const ZOOMED_PX = 320;

/** Every screen in both languages and colours, wide and narrow. */
describe('Screens', function () {
  this.timeout(240_000);
  let country: BrowsedCountry;
  before(async () => {
    country = await browsedCountry();
  });

  it('have no violation of axe-core, nothing to scroll sideways, no raw key, no undefined, and no call that is refused by the policy of content', async () => {
    const found: string[] = [];
    const screens = await shownScreens(country);
    const pages = { public: await country.open('/'), own: await country.open('/', 'officer') };
    for (const page of Object.values(pages)) {
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted/i.test(message.text())) found.push(message.text());
      });
      page.on('pageerror', (error) => found.push(`${page.url()}: ${error.message}`));
      await readyForAxe(page);
    }
    for (const { name, path, prepare, isPublic } of screens) {
      const page = isPublic === true ? pages.public : pages.own;
      const tell = (what: string): void => void found.push(`${name}: ${what}`);
      await look(page, { language: 'bg', colours: 'light', width: WIDE_PX });
      await goTo(page, path);
      await prepare?.(page);
      await settled(page);
      // What was prepared may have loaded the page anew.
      if ((await page.evaluate('typeof axe')) === 'undefined') await readyForAxe(page);
      // A screen may begin to load a moment after the one before it has gone.
      await page.locator('main h1, [role=dialog]').first().waitFor();
      await settled(page);
      for (const violation of await violationsOf(page)) tell(`bg, light: ${violation}`);
      await look(page, { language: 'bg', colours: 'dark', width: WIDE_PX });
      for (const violation of await violations(page, ['color-contrast'])) tell(`dark: ${violation}`);
      await look(page, { language: 'bg', colours: 'light', width: NARROW_PX });
      for (const violation of await violations(page)) tell(`narrow: ${violation}`);
      await look(page, { language: 'bg', colours: 'light', width: ZOOMED_PX });
      await judgeText(page, 'bg', tell);
      await look(page, { language: 'en', colours: 'light', width: ZOOMED_PX });
      await judgeText(page, 'en', tell);
    }
    for (const page of Object.values(pages)) await page.context().close();
    expect(found.join('\n')).to.equal('');
  });
});

/** What is found when the screen has loaded: what asks anew has no heading for a moment. */
async function violationsOf(page: Page): Promise<string[]> {
  const found = await violations(page);
  if (!found.some((each) => each.startsWith('page-has-heading-one'))) return found;
  await page.locator('h1').first().waitFor();
  await settled(page);
  return violations(page);
}

interface Looked {
  readonly language: Language;
  readonly colours: 'light' | 'dark';
  readonly width: number;
}

async function look(page: Page, { language, colours, width }: Looked): Promise<void> {
  await page.emulateMedia({ colorScheme: colours });
  await page.setViewportSize({ width, height: HEIGHT_PX });
  // As when another window of the same person changes it.
  await page.evaluate(`dispatchEvent(new StorageEvent('storage', { key: 'drum.language', newValue: '${language}' }))`);
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** Goes there as a link of the program would, without loading the program anew. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(`history.pushState({}, '', '/nowhere-yet'); dispatchEvent(new PopStateEvent('popstate'))`);
  await page.locator('[data-empty], h1').first().waitFor();
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await settled(page);
}
