import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowsedCountry } from './country.ts';

let home: string | undefined;
let started: Promise<BrowsedCountry> | undefined;

/** The one country and browser of all browser tests of this process. */
export function browsedCountry(): Promise<BrowsedCountry> {
  home ??= mkdtempSync(join(tmpdir(), 'drum-browser-'));
  started ??= BrowsedCountry.start(home);
  return started;
}

after(async function () {
  this.timeout(30_000);
  await (await started)?.stop();
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
});
