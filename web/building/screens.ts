import { existsSync, globSync, statSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { InlineConfig } from 'vite';

const WEB = join(import.meta.dirname, '..');
const PROJECT = join(WEB, '..');
const BUILT = join(WEB, 'dist');
/** What the screens are made of. */
const SOURCES = ['web/**/*.{ts,tsx,html,css,svg}', 'protocol/errors/*.ts', 'package-lock.json'];
/** Each program's screens: a folder with an `index.html`. */
const PROGRAMS = ['integrator'];
/** Whoever serves a page puts a number there that is used once (`administration/http/screens.ts`). */
const NONCE_PLACEHOLDER = 'DRUM_NONCE';
/** Fonts are compressed already. */
const COMPRESSED = new Set(['.js', '.css', '.svg']);

/** Whether the screens are built, and none of their sources is newer. */
export function isBuilt(): boolean {
  const page = join(BUILT, PROGRAMS[0] ?? '', 'index.html');
  if (!existsSync(page)) return false;
  const { mtimeMs } = statSync(page);
  const sources = globSync(SOURCES, { cwd: PROJECT, exclude: ['web/dist/**', 'web/**/*.test.ts'] });
  return sources.every((source) => statSync(join(PROJECT, source)).mtimeMs <= mtimeMs);
}

/** Builds the screens of all programs into `web/dist`, where servers look for them. */
export async function buildScreens(): Promise<void> {
  // Beside it first: a server that starts meanwhile finds all of the old ones or all of the new ones.
  const made = `${BUILT}-${process.pid}`;
  // What only asks whether they are built needs none of it.
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  try {
    await build({ ...configuration(made), plugins: [react()] });
    await compress(made);
    await rm(BUILT, { recursive: true, force: true });
    await rename(made, BUILT);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const configuration = (outDir: string): InlineConfig => ({
  configFile: false,
  root: WEB,
  mode: 'production',
  logLevel: 'warn',
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir,
    emptyOutDir: true,
    // Nothing of a page comes from elsewhere than its server, and nothing stands in its markup.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { input: PROGRAMS.map((name) => join(WEB, name, 'index.html')) },
  },
});

/** Each text once more, compressed, so that servers need not do it. */
async function compress(folder: string): Promise<void> {
  for (const name of globSync('assets/*', { cwd: folder })) {
    if (!COMPRESSED.has(extname(name))) continue;
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(await readFile(join(folder, name))));
  }
}
