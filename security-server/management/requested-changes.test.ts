import { expect } from 'chai';
import type { RegisteredServer } from '#protocol/configuration/instance-index.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import type { ManagementRequest } from '#protocol/management/requests.ts';
import { refusalOf } from '../../test/refusal.ts';
import { RequestedChanges } from './requested-changes.ts';

const SERVER: ServerId = { type: 'SERVER', instance: 'T', memberClass: 'GOV', memberCode: '1', serverCode: 's' };
const PROVIDER = { type: 'SUBSYSTEM', instance: 'T', memberClass: 'GOV', memberCode: '9', subsystemCode: 'm' } as const;

/** The code of a refusal. */
const codeOf = async (asked: Promise<unknown>): Promise<string> => (await refusalOf(() => asked)).split(':')[0] ?? '';

describe('What a security server asks to be changed of itself', () => {
  let registered: RegisteredServer;
  let servesManagement: boolean;
  let sent: ManagementRequest[];
  let fault: Error | undefined;
  let requested: RequestedChanges;

  beforeEach(() => {
    registered = { id: SERVER, address: 'old.bg' };
    servesManagement = false;
    sent = [];
    fault = undefined;
    requested = new RequestedChanges({
      serverId: SERVER,
      configuration: () => ({
        server: () => registered,
        serversOf: () => (servesManagement ? [registered] : []),
        private: {
          ...{ instance: 'T', configurationAnchors: [], timeStampingIntervalSeconds: 60 },
          managementService: { authCertRegServiceAddress: '', providerId: PROVIDER },
        },
      }),
      send: (request) => {
        if (fault !== undefined) return Promise.reject(fault);
        sent.push(request);
        return Promise.resolve(sent.length);
      },
    });
  });

  it('is another address, until global configuration shows it', async () => {
    expect(await codeOf(requested.changeAddress('old.bg'))).to.equal('same_address_change_request');
    expect(await requested.changeAddress('new.bg')).to.equal(1);
    expect(sent).to.deep.equal([{ kind: 'addressChange', server: SERVER, address: 'new.bg' }]);
    requested.follow();
    expect(requested.address()).to.deep.equal({ current: 'old.bg', requested: 'new.bg' });
    expect(await codeOf(requested.changeAddress('third.bg'))).to.equal('address_change_request_already_submitted');
    registered = { ...registered, address: 'new.bg' };
    requested.follow();
    expect(requested.address()).to.deep.equal({ current: 'new.bg' });
  });

  it('is maintenance, and its end', async () => {
    expect(requested.maintenance()).to.deep.equal({ status: 'DISABLED_MAINTENANCE_MODE' });
    expect(await codeOf(requested.disableMaintenance())).to.equal('already_disabled_maintenance_mode');
    await requested.enableMaintenance('back at noon');
    expect(requested.maintenance()).to.deep.equal({
      ...{ status: 'PENDING_ENABLE_MAINTENANCE_MODE', message: 'back at noon' },
    });
    const waiting = 'maintenance_mode_change_request_already_submitted';
    expect(await codeOf(requested.enableMaintenance(undefined))).to.equal(waiting);
    expect(await codeOf(requested.disableMaintenance())).to.equal(waiting);
    registered = { ...registered, maintenance: { message: 'back at noon' } };
    requested.follow();
    expect(requested.maintenance()).to.deep.equal({ status: 'ENABLED_MAINTENANCE_MODE', message: 'back at noon' });
    expect(await codeOf(requested.enableMaintenance(undefined))).to.equal('already_enabled_maintenance_mode');
    await requested.disableMaintenance();
    requested.follow();
    expect(requested.maintenance()).to.deep.equal({ status: 'PENDING_DISABLE_MAINTENANCE_MODE' });
    registered = { id: SERVER };
    requested.follow();
    expect(requested.maintenance()).to.deep.equal({ status: 'DISABLED_MAINTENANCE_MODE' });
    expect(sent.map(({ kind }) => kind)).to.deep.equal(['maintenanceModeEnable', 'maintenanceModeDisable']);
  });

  it('is no maintenance where the server provides the management services', async () => {
    servesManagement = true;
    expect(requested.isManagementServicesProvider).to.equal(true);
    expect(await codeOf(requested.enableMaintenance(undefined))).to.equal(
      'forbidden_enable_maintenance_mode_for_management_service',
    );
  });

  it('is nothing where it could not be sent', async () => {
    fault = new Error('away');
    for (const attempt of [requested.changeAddress('new.bg'), requested.enableMaintenance(undefined)]) {
      expect(
        await attempt.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ).to.equal(fault);
    }
    expect(requested.address()).to.deep.equal({ current: 'old.bg' });
    expect(requested.maintenance().status).to.equal('DISABLED_MAINTENANCE_MODE');
  });
});
