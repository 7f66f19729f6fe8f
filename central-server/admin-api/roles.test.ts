import { expect } from 'chai';
import { isPermission, OWN_PERMISSIONS, permissionsOf, ROLES } from './roles.ts';

describe('the roles of the admin API', () => {
  it("are X-Road's, with as many permissions as there", () => {
    const ofXRoad = (role: string) => [...permissionsOf([role])].filter((name) => !OWN_PERMISSIONS.has(name));
    expect(ROLES.map((role) => [role, ofXRoad(role).length])).to.deep.equal([
      ['XROAD_SYSTEM_ADMINISTRATOR', 28],
      ['XROAD_SECURITY_OFFICER', 33],
      ['XROAD_REGISTRATION_OFFICER', 36],
      ['XROAD_MANAGEMENT_SERVICE', 15],
    ]);
  });

  it('have some permissions of our own, which the service that brings requests has not', () => {
    expect(permissionsOf(['XROAD_SYSTEM_ADMINISTRATOR']).has('MANAGE_USERS')).to.equal(true);
    const brought = permissionsOf(['XROAD_MANAGEMENT_SERVICE']);
    expect([...OWN_PERMISSIONS].filter((name) => brought.has(name))).to.deep.equal([]);
  });

  it('let whoever may restore a server also set it up: an empty one is set up by a backup too', () => {
    const restoring = ROLES.filter((role) => permissionsOf([role]).has('RESTORE_CONFIGURATION'));
    expect(restoring).to.deep.equal(['XROAD_SYSTEM_ADMINISTRATOR']);
    expect(restoring.filter((role) => !permissionsOf([role]).has('INIT_CONFIG'))).to.deep.equal([]);
  });

  it('add up', () => {
    const both = permissionsOf(['XROAD_SYSTEM_ADMINISTRATOR', 'XROAD_REGISTRATION_OFFICER']);
    expect([both.has('BACKUP_CONFIGURATION'), both.has('ADD_NEW_MEMBER'), both.has('ADD_MEMBER_CLASS')]).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(permissionsOf([])).to.be.empty;
  });

  it('let nobody but the management service speak for a security server', () => {
    const others = ROLES.filter((role) => role !== 'XROAD_MANAGEMENT_SERVICE');
    expect(permissionsOf(others).has('IMPERSONATE_SECURITY_SERVER')).to.equal(false);
  });

  it('know their permissions by name', () => {
    expect([isPermission('VIEW_VERSION'), isPermission('VIEW_EVERYTHING')]).to.deep.equal([true, false]);
  });
});
