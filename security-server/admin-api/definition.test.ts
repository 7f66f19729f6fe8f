import { expect } from 'chai';
import { itIsSound } from '../../test/admin-definition.ts';
import { accountsDefinition, definition } from './definition.ts';
import { permissionsOf, ROLES } from './roles.ts';

describe('the definition of the admin API of a security server', () => {
  itIsSound(definition(), 138, permissionsOf(ROLES));

  it('tells of an operation what its server needs', () => {
    expect(definition().operations.find(({ operationId }) => operationId === 'generateCsr')).to.deep.equal({
      operationId: 'generateCsr',
      method: 'post',
      path: '/keys/{id}/csrs',
      permissions: ['GENERATE_AUTH_CERT_REQ', 'GENERATE_SIGN_CERT_REQ'],
      isPublic: false,
      statuses: [200, 204, 400, 401, 403, 404, 406, 500],
      takesBytes: false,
    });
  });

  it('leaves to everybody only what needs no permission in X-Road', () => {
    const free = definition().operations.filter(({ permissions }) => permissions.length === 0);
    expect(free.map(({ operationId, isPublic }) => [operationId, isPublic])).to.deep.equal([
      ['getInitializationStatus', false],
      ['language', false],
      ['downloadOpenApi', true],
    ]);
    expect(definition().operations.filter(({ isPublic }) => isPublic)).to.have.lengthOf(1);
  });

  it('leaves nothing that changes anything to whoever only sees', () => {
    const held = permissionsOf(['XROAD_SECURITYSERVER_OBSERVER']);
    const changing = definition().operations.filter(
      ({ method, permissions }) => method !== 'get' && permissions.some((permission) => held.has(permission)),
    );
    expect(changing.map(({ operationId }) => operationId)).to.deep.equal(['sendTestMail']);
  });

  it('has API keys with the roles of a security server', () => {
    expect(accountsDefinition().document.components?.schemas?.Role?.enum).to.deep.equal(ROLES);
  });
});
