import { expect } from 'chai';
import { silentOf } from '../../test/admin-definition.ts';
import { readAccountsDefinition } from './definition.ts';

describe('the definition of callers and API keys', () => {
  const definition = readAccountsDefinition(['CLERK', 'JUDGE'], () => true);

  it('has the operations that X-Road has beside its definition', () => {
    const told = definition.operations.map(({ method, path, permissions }) => [method, path, ...permissions].join(' '));
    expect(told).to.have.members([
      'get /user',
      'get /user/roles',
      'get /user/permissions',
      'get /api-keys VIEW_API_KEYS',
      'post /api-keys CREATE_API_KEY',
      'get /api-keys/{id} VIEW_API_KEYS',
      'put /api-keys/{id} UPDATE_API_KEY',
      'delete /api-keys/{id} REVOKE_API_KEY',
    ]);
  });

  it('says of each operation that takes anything that it may refuse it', () => {
    expect(silentOf(definition)).to.deep.equal([]);
  });

  it('knows the roles of the program that it is read for', () => {
    expect(definition.document.components?.schemas?.Role?.enum).to.deep.equal(['CLERK', 'JUDGE']);
  });

  it('asks for no permission that no role of the program has', () => {
    const read = () => readAccountsDefinition(['CLERK'], (name) => name !== 'REVOKE_API_KEY');
    expect(read).to.throw('revokeApiKey requires REVOKE_API_KEY, which no role has');
  });
});
