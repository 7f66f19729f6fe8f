import { expect } from 'chai';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { CATALOGUE_MIGRATIONS } from '#central-server/catalogue/schema.ts';
import { openDatabase } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { describeOnBothEngines } from './engines.ts';

describeOnBothEngines('the step to the first set-up', (engine) => {
  it('keeps signing keys and nodes, the keys in the software token', async () => {
    const options = await engine.fresh();
    const old = await openDatabase<Record<string, Record<string, unknown>>>(options);
    await migrate(
      old,
      CATALOGUE_MIGRATIONS.filter(({ name }) => name < '0009'),
    );
    const key = { token_key_id: 'ab', source: 'INTERNAL', certificate: Buffer.from([1]), active: 1, created_at: 5 };
    await old.kysely
      .insertInto('signing_key')
      .values({ ...key, name: 'first', node: 'one' })
      .execute();
    await old.kysely.insertInto('node').values({ name: 'one', address: 'cs.example' }).execute();
    await old.close();

    const repository = await CatalogueRepository.open(options, 'BG');
    const [keys, nodes] = [await repository.signingKeys(), await repository.nodes()];
    await repository.close();
    expect(keys.map(({ tokenKeyId, tokenId, active }) => [tokenKeyId, tokenId, active])).to.deep.equal([
      ['ab', '0', true],
    ]);
    expect(nodes).to.deep.equal([{ name: 'one', address: 'cs.example' }]);
  });
});
