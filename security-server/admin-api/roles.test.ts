import { expect } from 'chai';
import { isPermission, OWN_PERMISSIONS, permissionsOf, ROLES } from './roles.ts';

describe('the roles of the admin API of a security server', () => {
  it("are X-Road's, with as many permissions as there", () => {
    const ofXRoad = (roles: readonly string[]) =>
      [...permissionsOf(roles)].filter((name) => !OWN_PERMISSIONS.has(name));
    expect(ROLES.map((role) => [role, ofXRoad([role]).length])).to.deep.equal([
      ['XROAD_SECURITY_OFFICER', 42],
      ['XROAD_REGISTRATION_OFFICER', 38],
      ['XROAD_SERVICE_ADMINISTRATOR', 45],
      ['XROAD_SYSTEM_ADMINISTRATOR', 36],
      ['XROAD_SECURITYSERVER_OBSERVER', 28],
    ]);
    expect(ofXRoad(ROLES)).to.have.length(98);
  });

  it('add up', () => {
    const both = permissionsOf(['XROAD_SYSTEM_ADMINISTRATOR', 'XROAD_REGISTRATION_OFFICER']);
    const asked = ['BACKUP_CONFIGURATION', 'ADD_CLIENT', 'GENERATE_KEY', 'ADD_WSDL'];
    expect(asked.map((name) => both.has(name))).to.deep.equal([true, true, true, false]);
    expect(permissionsOf([])).to.be.empty;
  });

  it('keep authentication certificates from whoever registers clients', () => {
    const held = permissionsOf(['XROAD_REGISTRATION_OFFICER']);
    const asked = ['IMPORT_SIGN_CERT', 'IMPORT_AUTH_CERT', 'ACTIVATE_DISABLE_AUTH_CERT', 'SEND_AUTH_CERT_REG_REQ'];
    expect(asked.filter((name) => held.has(name))).to.deep.equal(['IMPORT_SIGN_CERT']);
  });

  it('leave API keys and the way back to a backup to system administrators', () => {
    for (const name of ['CREATE_API_KEY', 'UPDATE_API_KEY', 'REVOKE_API_KEY', 'RESTORE_CONFIGURATION', 'INIT_CONFIG'])
      expect(
        ROLES.filter((role) => permissionsOf([role]).has(name)),
        name,
      ).to.deep.equal(['XROAD_SYSTEM_ADMINISTRATOR']);
  });

  it('know their permissions by name, and give nothing to what is no role', () => {
    expect([isPermission('VIEW_VERSION'), isPermission('VIEW_MEMBERS')]).to.deep.equal([true, false]);
    expect(permissionsOf(['XROAD_MANAGEMENT_SERVICE', 'toString'])).to.be.empty;
  });
});
