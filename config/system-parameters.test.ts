import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SYSTEM_PARAMETERS, type SystemParameter } from './system-parameters.ts';

const path = join(import.meta.dirname, '..', 'docs', 'parameters.md');

function row([name, parameter]: [string, SystemParameter]): string {
  const bounds =
    parameter.type === 'number' ? `${parameter.unit}, ${parameter.min}–${parameter.max}` : kindOf(parameter);
  return `| \`${name}\` | ${String(parameter.default)} | ${bounds} | ${parameter.about} |`;
}

function kindOf(parameter: SystemParameter): string {
  return parameter.type === 'choice'
    ? parameter.choices.join(', ')
    : parameter.type === 'boolean'
      ? 'true or false'
      : 'text';
}

const page = `# System parameters

Every limit, time and size that an operator may set, under \`parameters\` of a server's YAML. Names are X-Road's where X-Road
has the parameter. A name that does not exist, or a value outside its bounds, keeps the server from starting and is named.

| parameter | default | unit and bounds | what it does |
| --- | --- | --- | --- |
${Object.entries<SystemParameter>(SYSTEM_PARAMETERS).map(row).join('\n')}
`;

describe('docs/parameters.md', () => {
  it('lists exactly the parameters, with their defaults and bounds (DRUM_WRITE_DOCS=1 writes it)', () => {
    if (process.env.DRUM_WRITE_DOCS === '1') writeFileSync(path, page);
    expect(readFileSync(path, 'utf8')).to.equal(page);
  });
});
