import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { administrationTables } from '#administration/accounts/tables.ts';
import { ROLES } from '#central-server/admin-api/roles.ts';
import { usersOf } from '#central-server/admin-api/service.ts';
import { replaceFile } from '#config/atomic-file.ts';
import { withCatalogue } from '../open-catalogue.ts';

/** Who administers a sandbox's central server. */
export const INTEGRATOR = 'integrator';
const PASSWORD_FILE = 'integrator-password';
const PASSWORD_BYTES = 12;
/** No person has the role of the management services. */
const PERSONS_ROLES = ROLES.filter((role) => role !== 'XROAD_MANAGEMENT_SERVICE');

/**
 * Adds the sandbox's integrator where there is none yet, with a password of its own that need not be changed. Resolves to the password
 * as it was made: whoever changed it knows the new one.
 */
export async function addIntegrator(config: string, folder: string): Promise<string> {
  const path = join(folder, PASSWORD_FILE);
  if (existsSync(path)) return readFile(path, 'utf8');
  const [first, password] = [newPassword(), newPassword()];
  await withCatalogue(config, ({ repository, clock }) =>
    repository.change(async (change) => {
      const users = usersOf(repository, clock).within(administrationTables(change));
      if ((await users.find(INTEGRATOR)) !== undefined) await users.remove(INTEGRATOR);
      await users.add(INTEGRATOR, first, PERSONS_ROLES);
      await users.changePassword(INTEGRATOR, first, password);
    }),
  );
  await replaceFile(path, password);
  return password;
}

const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url');
