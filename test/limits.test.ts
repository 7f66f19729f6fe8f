import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'limits.md');
const ROOMS =
  '{protocol,certs,config,storage,distribution,administration,central-server,configuration-proxy,security-server,member-adapters,cli}/**/*.ts';

/** A bound is a constant whose name ends in what it bounds; `…_LIMITS` groups several. */
const BOUND = /^(?:export )?const ([A-Z][A-Z0-9_]*_(?:MAX|MIN|MS|SECONDS|BYTES|YEARS|DAYS))(?:: \w+)? = ([^;]+);/;
const GROUP = /^(?:export )?const ([A-Z][A-Z0-9_]*_(?:LIMITS|DEFAULTS))(?:: \w+)? = \{$/;
const MEMBER = /^ {2}(\w+): ([^,]+),$/;

function boundsIn(path: string): string[] {
  const rows: string[] = [];
  let group: string | undefined;
  for (const line of readFileSync(join(root, path), 'utf8').split('\n')) {
    const [, name, value] = BOUND.exec(line) ?? [];
    if (name !== undefined && value !== undefined) rows.push(row(name, value, path));
    group = GROUP.exec(line)?.[1] ?? (line === '};' ? undefined : group);
    const [, member, held] = MEMBER.exec(line) ?? [];
    if (group !== undefined && member !== undefined && held !== undefined)
      rows.push(row(`${group}.${member}`, held, path));
  }
  return rows;
}

const row = (name: string, value: string, path: string): string => `| \`${name}\` | ${value} | ${path} |`;

function written(): string {
  const files = globSync(ROOMS, { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .sort();
  return `# Fixed limits

Bounds that no operator needs to change, as they stand in the code; what an operator may set is in
[parameters.md](parameters.md). The unit is the end of the name: \`…_BYTES_MAX\`, \`…_MS\`, \`…_SECONDS_MAX\`; without one it is a
count.

| limit | value | where |
| --- | --- | --- |
${files.flatMap(boundsIn).join('\n')}
`;
}

describe('docs/limits.md', () => {
  it('lists the bounds that stand in the code (DRUM_WRITE_DOCS=1 writes it)', () => {
    if (process.env.DRUM_WRITE_DOCS === '1') writeFileSync(page, written());
    expect(readFileSync(page, 'utf8')).to.equal(written());
  });
});
