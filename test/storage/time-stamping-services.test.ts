import { expect } from 'chai';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import {
  SERVER_CONFIGURATION_MIGRATIONS,
  type ServerConfigurationTables,
} from '#security-server/server-configuration/schema.ts';
import {
  addTimeStampingService,
  chosenServices,
  configuredServices,
  removeTimeStampingService,
  timeStampingChoices,
  type NamedService,
} from '#security-server/server-configuration/time-stamping-services.ts';
import { openDatabase } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { refusalOf } from '../refusal.ts';
import { describeOnBothEngines } from './engines.ts';

const FIRST = { name: 'TSA', url: 'http://a/tsa' };
const SECOND = { name: 'TSA', url: 'http://b/tsa' };
const OTHER = { name: 'Other', url: 'http://c/tsa' };
const APPROVED = [FIRST, SECOND, OTHER];

describe('The time-stamping services that a server is set up with', () => {
  it('are meant by name, or by name and address', () => {
    expect(chosenServices([{ name: 'Other' }, { name: 'TSA' }], APPROVED)).to.deep.equal([OTHER, FIRST, SECOND]);
    expect(chosenServices([SECOND, { name: 'Gone' }], APPROVED)).to.deep.equal([SECOND]);
  });

  it('are told also where they are approved no longer', () => {
    expect(configuredServices([SECOND, { name: 'Gone' }, { name: 'TSA' }], [FIRST])).to.deep.equal([SECOND, FIRST]);
  });
});

describeOnBothEngines('the time-stamping services of a security server', (engine) => {
  it('are added behind those of its file, and removed', async () => {
    const repository = await ServerConfigurationRepository.open(await engine.fresh());
    await repository.applyDeclared({ clients: [], timeStampingServices: [{ name: 'Other' }] });
    const add = (service: NamedService) =>
      refusalOf(() => repository.change((change) => addTimeStampingService(change, service, APPROVED)));
    const remove = (service: NamedService) =>
      refusalOf(() => repository.change((change) => removeTimeStampingService(change, service)));
    expect(await add(SECOND)).to.equal('accepted');
    expect(await add(FIRST)).to.equal('accepted');
    expect(await timeStampingChoices(repository.reader)).to.deep.equal([{ name: 'Other' }, SECOND, FIRST]);
    for (const [done, code] of [
      [await add(FIRST), /^timestamping_service_already_configured/],
      [await add(OTHER), /^timestamping_service_already_configured/],
      [await add({ name: 'TSA', url: 'http://d' }), /^timestamping_service_not_found/],
      [await remove({ name: 'TSA', url: 'http://d' }), /^timestamping_service_not_found/],
      [await remove(OTHER), /^declared_in_file/],
    ] as const)
      expect(done).to.match(code);
    expect(await remove(SECOND)).to.equal('accepted');
    expect((await repository.load()).timeStampingServices).to.deep.equal([{ name: 'Other' }, FIRST]);
    await repository.close();
  });

  it('keep their names when addresses come to them', async () => {
    const options = await engine.fresh();
    const database = await openDatabase<ServerConfigurationTables>(options);
    const at = SERVER_CONFIGURATION_MIGRATIONS.findIndex(({ name }) => name === '0010-time-stamping-addresses');
    await migrate(database, SERVER_CONFIGURATION_MIGRATIONS.slice(0, at));
    await database.kysely
      .insertInto('timestamping_service')
      .values({ name: 'TSA', position: 0, declared: 1 } as ServerConfigurationTables['timestamping_service'])
      .execute();
    await database.close();
    const repository = await ServerConfigurationRepository.open(options);
    expect(await timeStampingChoices(repository.reader)).to.deep.equal([{ name: 'TSA' }]);
    await repository.close();
  });
});
