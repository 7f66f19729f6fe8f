// The lane `npm run conformance:hurl -- FOLDER_OF_SCENARIOS [--hurl EXECUTABLE]`: X-Road's own script `setup.hurl` (repository
// nordic-institute/X-Road, development/hurl/scenarios), read in place and unchanged, sets up a central server that is empty.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { administrationTables } from '#administration/accounts/tables.ts';
import { hashPassword } from '#administration/accounts/passwords.ts';
import { PEOPLES_ROLES } from '#central-server/admin-api/roles.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { systemClock } from '#config/clock.ts';
import { DrumProcess } from '../../command-line/drum-process.ts';
import { startTestAuthority } from '../../running-authority.ts';
import { notTested, say } from '../lane.ts';

/** The script knows ports, and reaches each host by a name of its own. */
const CENTRAL_SERVER = '127.0.0.61';
const AUTHORITY = '127.0.0.62';
/** Up to the anchor: what follows sets up security servers. */
const LAST_ENTRY = 17;
/** Of the script. */
const USER = 'xrd';
const PASSWORD = 'secret';

const { values, positionals } = parseArgs({
  options: { hurl: { type: 'string', default: 'hurl' } },
  allowPositionals: true,
});
const [scenarios = ''] = positionals;
const script = join(scenarios, 'setup.hurl');
if (!existsSync(script)) notTested(`there is no ${script}: name the folder that X-Road's scenarios are in`);

const home = mkdtempSync(join(tmpdir(), 'drum-hurl-'));
const authority = await startTestAuthority(join(home, 'authority'), { clock: systemClock, address: AUTHORITY });
const config = writeCentralServer();
const central = new DrumProcess('central-server', '--config', config);
try {
  if ((await central.firstLine) === undefined) throw new Error((await central.ended()).err);
  await addUser();
  writeCertificates();
  const code = await runScript();
  say(code === 0 ? `setup.hurl: entries 1 to ${LAST_ENTRY} hold` : `setup.hurl does not hold (${code})`);
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  await central.kill('SIGTERM');
  await authority.stop();
  rmSync(home, { recursive: true, force: true });
}

function writeCentralServer(): string {
  const path = join(home, 'central.yaml');
  writeFileSync(
    path,
    `data: data\nlisten: { address: ${CENTRAL_SERVER} }\nadministration: { address: ${CENTRAL_SERVER} }\n`,
  );
  mkdirSync(join(home, 'data'), { mode: 0o700 });
  return path;
}

/** The script's user, whose password no policy of ours would take: it exists here alone. */
async function addUser(): Promise<void> {
  const file = await readCentralServerFile(config);
  const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
  const now = systemClock.now().getTime();
  await administrationTables(repository.reader)
    .insertInto('admin_user')
    .values({
      ...{ name: USER, password_hash: await hashPassword(PASSWORD), roles: PEOPLES_ROLES.join(',') },
      ...{ must_change_password: 0, disabled: 0, failed_attempts: 0, locked_until: null },
      ...{ created_at: now, password_changed_at: now },
    })
    .execute();
  await repository.close();
}

/** Where the script finds them. */
function writeCertificates(): void {
  mkdirSync(join(home, 'files', 'ca'), { recursive: true });
  for (const [name, ours] of [
    ['ca', 'root'],
    ['ocsp', 'ocsp'],
    ['tsa', 'tsa'],
  ]) {
    copyFileSync(join(home, 'authority', `${ours}.pem`), join(home, 'files', 'ca', `${name}.pem`));
  }
}

function runScript(): Promise<number> {
  const options = [
    ...['--insecure', '--test', '--to-entry', String(LAST_ENTRY), '--file-root', join(home, 'files')],
    ...['--variable', `cs_host=${CENTRAL_SERVER}`, '--variable', `ca_host=${AUTHORITY}`],
  ];
  return new Promise((settle) => {
    const child = spawn(values.hurl, [...options, resolve(script)], { stdio: 'inherit' });
    child.once('error', () => notTested(`${values.hurl} cannot be run (hurl 8: cargo install hurl)`));
    child.once('close', (code) => {
      settle(code ?? 1);
    });
  });
}
