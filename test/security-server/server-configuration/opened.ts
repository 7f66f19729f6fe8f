import type { MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import type { Service, ServerConfiguration } from '#security-server/server-configuration/model.ts';
import type { DatabaseOptions } from '#storage/database.ts';

/* A configuration of which the file declares a register with a group and services. */

export const DECLARED_AT = new Date('2026-03-02T08:15:00Z');
export const NOW = new Date('2026-06-01T12:00:00Z');

export const MEMBER: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' };
export const REGISTER: SubsystemId = { ...MEMBER, type: 'SUBSYSTEM', subsystemCode: 'register' };
export const TOWN: SubsystemId = { ...REGISTER, memberClass: 'MUN', memberCode: '2', subsystemCode: 'taxes' };
export const OTHER: SubsystemId = { ...TOWN, subsystemCode: 'other' };

export const WHOLE = { method: '*', path: '**' } as const;

const service = (serviceCode: string, more: Partial<Service> = {}): Service => ({
  ...{ serviceCode, type: 'REST', url: 'http://127.0.0.1/', timeoutSeconds: 60, verifyTls: false },
  ...{ endpoints: [], rights: [], ...more },
});

export const DECLARED: ServerConfiguration = {
  timeStampingServices: [],
  clients: [
    {
      ...{ id: REGISTER, status: 'SAVED', connectionType: 'HTTP', tlsCertificates: [] },
      localGroups: [{ groupCode: 'towns', description: 'Общини', members: [TOWN] }],
      services: [
        service('person', { rights: [{ subject: TOWN, endpoint: WHOLE }] }),
        service('birth', { type: 'WSDL', serviceVersion: 'v1', rights: [{ subject: OTHER, endpoint: WHOLE }] }),
        service('birth', { type: 'WSDL', serviceVersion: 'v2' }),
      ],
    },
  ],
};

export async function openedRepository(options: DatabaseOptions): Promise<ServerConfigurationRepository> {
  const repository = await ServerConfigurationRepository.open(options);
  await repository.applyDeclared(DECLARED, DECLARED_AT);
  return repository;
}
