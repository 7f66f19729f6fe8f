#!/usr/bin/env node
// Plain JavaScript that any Node.js can read: it must be able to say that Node.js is too old.
import module from 'node:module';
import { join } from 'node:path';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `drum needs Node.js 24 or newer; this is ${process.version} (${process.execPath}).\n` +
      'Run it through npm in the project folder (npm ci, then npm start or npx drum): npm ci installs a Node.js 24\n' +
      'for Linux on x64 and arm64 by itself. On other systems install Node.js 24 (https://nodejs.org).\n',
  );
  process.exit(2);
}
// Compiled code is kept beside the packages, where only those may write who may change the code itself: a program starts
// in half the time, and 20 MB smaller, because nothing is compiled or stripped of types again. Coverage needs it compiled.
if (!process.env.NODE_V8_COVERAGE) {
  const { directory } = module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'drum'));
  // For the processes that this one starts.
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;
}
const { main } = await import('../cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
