import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Fault } from './fault.ts';
import { GROUPS } from './groups.ts';
import { STARTING, type StartingFault } from './starting.ts';

const DOCUMENTATION = join(import.meta.dirname, '..', '..', 'docs', 'faults.md');
const BEGIN = '<!-- tables: written by DRUM_WRITE_DOCS=1 mocha --spec test/faults/documentation.test.ts -->';
const END = '<!-- end of tables -->';

const cells = (...texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

const HEAD = [
  cells(
    'Fault',
    'Broken',
    'Code',
    'Status',
    'Side at fault',
    'Log of the client’s server',
    'Log of the provider’s server',
    'Provider’s system',
  ),
  cells(...Array.from({ length: 8 }, () => '---')),
];

function rowOf({ fault, broken, code, status, side, logs, reached }: Fault): string {
  return cells(
    fault,
    broken,
    code === undefined ? '—' : `\`${code}\``,
    status === undefined ? 'connection closed' : String(status),
    side ?? '—',
    logs.client,
    logs.provider,
    reached ? 'called' : 'not called',
  );
}

const STARTING_HEAD = [
  cells('Command', 'Fault', 'Broken', 'Exit code', 'Says'),
  cells(...Array.from({ length: 5 }, () => '---')),
];

const startingRow = ({ command, fault, broken, exitCode, says }: StartingFault): string =>
  cells(`\`${command}\``, fault, broken, String(exitCode), `\`${says}\``);

function tables(): string {
  const sections = [
    ...GROUPS.map(({ title, faults }) => [`## ${title}`, '', ...HEAD, ...faults.map(rowOf)]),
    ['## Starting', '', ...STARTING_HEAD, ...STARTING.map(startingRow)],
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

describe('docs/faults.md', () => {
  it('says what the rows of the tests say', () => {
    const text = readFileSync(DOCUMENTATION, 'utf8');
    const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
    expect(begin, 'begin of the tables').to.be.greaterThan(-1);
    expect(end, 'end of the tables').to.be.greaterThan(begin);
    if (process.env.DRUM_WRITE_DOCS === '1') {
      writeFileSync(DOCUMENTATION, `${text.slice(0, begin)}${BEGIN}\n\n${tables()}\n\n${text.slice(end)}`);
      return;
    }
    expect(text.slice(begin + BEGIN.length, end).trim()).to.equal(tables());
  });
});
