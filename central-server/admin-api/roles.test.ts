import { expect } from 'chai';
import { isPermission, permissionsOf, ROLES } from './roles.ts';

describe('the roles of the admin API', () => {
  it("are X-Road's, with as many permissions as there", () => {
    expect(ROLES.map((role) => [role, permissionsOf([role]).size])).to.deep.equal([
      ['XROAD_SYSTEM_ADMINISTRATOR', 29],
      ['XROAD_SECURITY_OFFICER', 34],
      ['XROAD_REGISTRATION_OFFICER', 38],
      ['XROAD_MANAGEMENT_SERVICE', 15],
    ]);
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
