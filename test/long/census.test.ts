import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..', '..');
const page = join(root, 'docs', 'hostile-input.md');
const ROOMS =
  '{protocol,certs,config,storage,distribution,administration,central-server,configuration-proxy,security-server,member-adapters,cli,test}/**/*.test.ts';
const NAMES = [/itSurvives\(\s*'([^']+)'/g, /@fuzz ([^'`$]+)['`]/g];

/** The files that give each parser hostile input. */
function parsers(): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const path of globSync(ROOMS, { cwd: root }).sort()) {
    if (join(root, path) === import.meta.filename) continue;
    const text = readFileSync(join(root, path), 'utf8');
    for (const name of new Set(
      NAMES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, found = '']) => found)),
    )) {
      files.set(name, [...(files.get(name) ?? []), path]);
    }
  }
  return files;
}

function written(): string {
  const rows = [...parsers()].map(([name, files]) => `| ${name} | ${files.join(', ')} |`).sort();
  return `# Hostile input

Each parser of what strangers send, and of the files that programs read, has a test that gives it any input and such that is
nearly right: bytes and texts changed, cut, spliced and repeated without end, DER and XML and JSON changed in their structure,
some signed again so that they pass the first check. The parser gives a result or an error with a code of
[errors.md](errors.md) other than \`internal_error\`, in bounded computing time; several are held to more, such as that a message
is the same wherever its chunks end, or that what is read can be written.

An ordinary \`npm test\` gives each some dozens of inputs. \`npm run test:long\` gives each 200,000, in a process of its own with a
ceiling on its memory and a watchdog on its progress; \`node test/run.mjs --long --short\` does the same with 200 within a minute.
The lane prints a line a parser, and for a failure the seed that shows it again.

Entities, external documents, depth, attributes, namespaces and sizes are tried at every place that parses XML from outside, within
bounds of time and memory (test/hostile/xml-bombs.test.ts). Signature wrapping is tried in each of its published variants, XSW1 to
XSW9, of recorded signatures: live, in containers, and at the server-proxy (test/conformance/wrapped-signatures.test.ts).

| parser | tests |
| --- | --- |
${rows.join('\n')}
`;
}

describe('docs/hostile-input.md', () => {
  it('lists exactly the parsers that are given hostile input', () => {
    if (process.env.DRUM_WRITE_DOCS === '1') writeFileSync(page, written());
    expect(readFileSync(page, 'utf8')).to.equal(written());
    expect(parsers().size).to.be.above(80);
  });
});
