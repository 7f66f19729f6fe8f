import { expect } from 'chai';
import { isPermission, permissionsOf, ROLES } from './roles.ts';

describe('the roles of the admin API', () => {
  it("are X-Road's, with as many permissions as there, and some of our extensions", () => {
    const ours = /_(AUDIT_LOG|NOTICES?|LEGAL_BASES)$/;
    const counts = ROLES.map((role) => {
      const names = [...permissionsOf([role])];
      const extensions = names.filter((name) => ours.test(name)).length;
      return [role, names.length - extensions, extensions];
    });
    expect(counts).to.deep.equal([
      ['XROAD_SYSTEM_ADMINISTRATOR', 28, 5],
      ['XROAD_SECURITY_OFFICER', 33, 5],
      ['XROAD_REGISTRATION_OFFICER', 36, 4],
      ['XROAD_MANAGEMENT_SERVICE', 15, 0],
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
