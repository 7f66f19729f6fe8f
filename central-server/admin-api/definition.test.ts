import { expect } from 'chai';
import { itIsSound, silentOf } from '../../test/admin-definition.ts';
import { definition, extensionsDefinitions } from './definition.ts';
import { permissionsOf, ROLES } from './roles.ts';

describe('the definition of the admin API', () => {
  itIsSound(definition(), 102, permissionsOf(ROLES));

  it('tells of an operation what its server needs', () => {
    expect(definition().operations.find(({ operationId }) => operationId === 'findClients')).to.deep.equal({
      operationId: 'findClients',
      method: 'get',
      path: '/clients',
      permissions: ['SEARCH_MEMBERS', 'VIEW_MEMBERS'],
      isPublic: false,
      statuses: [200, 401, 403, 500],
      takesBytes: false,
    });
  });

  it('leaves to everybody only what needs no permission in X-Road', () => {
    const free = definition().operations.filter(({ permissions }) => permissions.length === 0);
    expect(free.map(({ operationId, isPublic }) => [operationId, isPublic])).to.deep.equal([
      ['getInitializationStatus', false],
      ['downloadOpenApi', true],
    ]);
    expect(definition().operations.filter(({ isPublic }) => isPublic)).to.have.lengthOf(1);
  });

  it('says of what only this project has, too, that it may be refused', () => {
    expect(extensionsDefinitions().flatMap(silentOf)).to.deep.equal([]);
  });
});
