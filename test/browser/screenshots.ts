import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowsedCountry, NARROW_PX, settled, WIDE_PX } from './country.ts';
import { shownScreens } from './screen-list.ts';

/* `npm run screenshots [FOLDER [PART OF A NAME]]`: a picture of every screen, in both languages, both widths and, wide, in the dark. */

const [folder = mkdtempSync(join(tmpdir(), 'drum-screenshots-')), part = ''] = process.argv.slice(2);
const LOOKS = [
  { language: 'bg', width: WIDE_PX, colours: 'light' },
  { language: 'bg', width: NARROW_PX, colours: 'light' },
  { language: 'bg', width: WIDE_PX, colours: 'dark' },
  { language: 'en', width: WIDE_PX, colours: 'light' },
  { language: 'en', width: NARROW_PX, colours: 'dark' },
] as const;

mkdirSync(folder, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'drum-browser-'));
const country = await BrowsedCountry.start(home);
try {
  const screens = (await shownScreens(country)).filter(({ name }) => name.includes(part));
  for (const { name, path, prepare, isPublic } of screens) {
    for (const look of LOOKS) {
      const page = await country.open(path, isPublic === true ? undefined : 'officer', look);
      await prepare?.(page);
      await settled(page);
      await page.screenshot({
        path: join(folder, `${name}-${look.language}-${look.width}-${look.colours}.png`),
        fullPage: true,
      });
      await page.context().close();
    }
  }
  process.stdout.write(`${screens.length * LOOKS.length} pictures are in ${folder}\n`);
} finally {
  await country.stop();
  rmSync(home, { recursive: true, force: true });
}
