// The lane `npm run conformance:schemathesis -- [EXECUTABLE]`: schemathesis (PyPI) makes requests of each operation from our definition
// and holds what a running central server answers against it: no 5xx, no status, type or shape that is not described.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEFINITION_FILES } from '#central-server/admin-api/definition.ts';
import { Administered } from '../../central-server/admin-api/administered.ts';
import { notTested, say } from '../lane.ts';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const SEED = '20261129';
const EXAMPLES = process.env.DRUM_EXAMPLES ?? '40';
/** X-Road's definition calls this one a text, which the YAML that it is would not be. */
const NO_TEXT = 'downloadOpenApi';
const NOT_FOUND = -1;

const [executable = 'schemathesis'] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'drum-schemathesis-'));
const central = await Administered.start(home);
try {
  const operator = await central.operator('robot');
  const roles = ['XROAD_SYSTEM_ADMINISTRATOR', 'XROAD_SECURITY_OFFICER', 'XROAD_REGISTRATION_OFFICER'];
  const { body } = await operator.api('POST', '/api-keys', roles);
  const { key } = body as { key: string };
  for (const file of DEFINITION_FILES) {
    const name = basename(file);
    const code = await judge(file, key);
    if (code === NOT_FOUND) notTested(`${executable} cannot be run (pip install schemathesis)`);
    say(`${name}: ${code === 0 ? 'holds' : `does not hold (${code})`}`);
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await central.stop();
  rmSync(home, { recursive: true, force: true });
}

function judge(definition: string, key: string): Promise<number> {
  const options = [
    ...['run', definition, '--url', `https://127.0.0.1:${central.api.port}/api/v1`, '--tls-verify', 'false'],
    ...['--header', `Authorization: X-Road-ApiKey token=${key}`, '--checks', CHECKS.join(',')],
    ...['--seed', SEED, '--max-examples', EXAMPLES, '--continue-on-failure', '--no-color'],
    ...['--exclude-operation-id', NO_TEXT],
  ];
  return new Promise((resolve) => {
    const child = spawn(executable, options, { cwd: home, stdio: 'inherit' });
    child.once('error', () => {
      resolve(NOT_FOUND);
    });
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
