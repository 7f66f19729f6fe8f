import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const INSTALLED = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

/** A real Chromium: the machine's own, or else the one that npm brought along. */
export async function openChromium(): Promise<Browser> {
  if (existsSync(INSTALLED)) return chromium.launch({ executablePath: INSTALLED, args: ARGUMENTS });
  const { default: brought } = await import('@sparticuz/chromium');
  // Not with its own arguments: in a single process the whole browser ends where one page does.
  return chromium.launch({ executablePath: await brought.executablePath(), args: ARGUMENTS });
}
