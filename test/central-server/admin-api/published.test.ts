import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { expect } from 'chai';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { systemClock } from '#config/clock.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import { until } from '../../country/poll.ts';
import { freePort } from '../../free-port.ts';
import { temporaryFolders } from '../../temporary.ts';
import { startInFolder, writeCentralServer } from '../in-folder.ts';
import { FIRST_PASSWORD, Operator, PASSWORD } from './administered.ts';

describe('A central server with its admin API', () => {
  const folders = temporaryFolders();
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  after(() => agent.close());

  it('publishes at once what is changed there, and keeps it over a restart beside what its file declares', async () => {
    const home = folders();
    const more = `administration: {}\nparameters: { admin-service.port: 0 }\n`;
    await writeCentralServer(home, await freePort(), more);
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    let server = await startInFolder(home);
    try {
      const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
      await usersOf(repository, systemClock).add('integrator', FIRST_PASSWORD, ['XROAD_REGISTRATION_OFFICER']);
      await repository.close();
      const operator = new Operator(`https://127.0.0.1:${server.adminPort}`, agent);
      await operator.logIn('integrator', FIRST_PASSWORD);
      await operator.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
      await operator.logIn('integrator', PASSWORD);
      const member = { member_id: { member_class: 'GOV', member_code: '2' }, member_name: 'Second' };
      expect((await operator.api('POST', '/members', member)).status).to.equal(201);

      const members = async (): Promise<string[]> => {
        const client = new ConfigurationClient({
          anchor: readAnchor(readFileSync(server.anchors.INTERNAL)),
          directory: join(folders(), 'globalconf'),
          clock: systemClock,
        });
        return (await client.fetch()).configuration?.shared('TEST').members.map(({ name }) => name) ?? [];
      };
      // The next publication by itself would be in a minute.
      await until('the member is published', async () => (await members()).includes('Second'));
      await server.stop();
      server = await startInFolder(home);
      expect(await members()).to.deep.equal(['First', 'Second']);
    } finally {
      await server.stop();
    }
  });

  it('has no admin API where its file does not say so', async () => {
    const home = folders();
    await writeCentralServer(home, await freePort());
    const server = await startInFolder(home);
    try {
      expect(server).not.to.have.property('adminPort');
    } finally {
      await server.stop();
    }
  });
});
