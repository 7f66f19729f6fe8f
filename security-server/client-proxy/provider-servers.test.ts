import { expect } from 'chai';
import { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { SecurityServerParameters } from '#protocol/configuration/parameters.ts';
import type { MemberId, ServerId, ServiceId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { providerAddresses } from './provider-servers.ts';

const owner: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' };
const provider: SubsystemId = { ...owner, type: 'SUBSYSTEM', subsystemCode: 'register' };
const service: ServiceId = { ...provider, type: 'SERVICE', serviceCode: 'person' };
const serverId = (serverCode: string): ServerId => ({ ...owner, type: 'SERVER', serverCode });

function configuration(
  ...servers: (Partial<SecurityServerParameters> & { serverCode: string })[]
): GlobalConfiguration {
  const memberClass = { code: 'GOV', description: '' };
  return new GlobalConfiguration({
    id: 'x',
    instance: 'BG',
    problems: [],
    expiries: new Map(),
    shared: [
      {
        version: 6,
        instance: 'BG',
        sources: [],
        approvedCas: [],
        approvedTsas: [],
        members: [{ memberClass, memberCode: '1', name: 'One', subsystems: [{ subsystemCode: 'register' }] }],
        securityServers: servers.map((server) => ({
          owner,
          authenticationCertificateHashes: [],
          clients: [provider],
          ...server,
        })),
        globalGroups: [],
        memberClasses: [memberClass],
        ocspFreshnessSeconds: 3600,
      },
    ],
  });
}

const first = { serverCode: 'ss1', address: '10.0.0.1' };
const second = { serverCode: 'ss2', address: '10.0.0.2' };

describe('the servers that may answer for a service', () => {
  it('are all that have the provider as a client', () => {
    const other = { serverCode: 'ss3', address: '10.0.0.3', clients: [] };
    expect(providerAddresses(configuration(first, second, other), service, undefined)).to.deep.equal([
      '10.0.0.1',
      '10.0.0.2',
    ]);
  });

  it('are the one that was asked for', () => {
    expect(providerAddresses(configuration(first, second), service, serverId('ss2'))).to.deep.equal(['10.0.0.2']);
  });

  it('leave out those in maintenance', () => {
    const resting = { ...first, maintenance: { message: 'Back at noon' } };
    expect(providerAddresses(configuration(resting, second), service, undefined)).to.deep.equal(['10.0.0.2']);
  });

  for (const [what, servers, wanted, code, message] of [
    [
      'nobody has the provider',
      [],
      undefined,
      'unknown_member',
      'Could not find addresses for service provider "SERVICE:BG/GOV/1/register/person"',
    ],
    ['no server has an address', [{ serverCode: 'ss1' }], undefined, 'unknown_member', 'Could not find addresses'],
    [
      'the wanted server is unknown',
      [first],
      'ss9',
      'invalid_security_server',
      'Could not find security server "SERVER:BG/GOV/1/ss9"',
    ],
    [
      'the wanted server serves others',
      [first, { ...second, clients: [] }],
      'ss2',
      'invalid_security_server',
      'Invalid security server "SERVER:BG/GOV/1/ss2"',
    ],
    [
      'all are in maintenance',
      [{ ...first, maintenance: { message: 'Back at noon' } }],
      undefined,
      'maintenance_mode',
      'Security server "SERVER:BG/GOV/1/ss1" is in maintenance mode. Its administrator says: Back at noon',
    ],
  ] as const) {
    it(`are none when ${what}`, () => {
      expect(() =>
        providerAddresses(configuration(...servers), service, wanted === undefined ? undefined : serverId(wanted)),
      )
        .to.throw(message)
        .with.property('code', code);
    });
  }
});
