import { Country, memberWith } from '../country.ts';

export const CLIENT = 'TEST/MUN/1/is';
export const OTHER = 'TEST/MUN/1/other';
/** Named in global configuration: may ask every server. */
export const MONITOR = 'TEST/MUN/1/monitor';
/** Of the server `provider`. */
export const OWNER = 'TEST/GOV/1';
export const PROVIDER = 'TEST/GOV/1/registry';

/** Two security servers whose owners ask through them as well, and a monitoring client. Records are told at once. */
export async function startMonitoringCountry(parameters: object = {}): Promise<Country> {
  const allowed = { accessRights: [CLIENT, OTHER].map((client) => ({ client })) };
  const told = { 'op-monitor.records-available-timestamp-offset-seconds': 0, ...parameters };
  return Country.running(
    {
      members: [
        { ...memberWith('MUN', 'is'), subsystems: ['is', 'other', 'monitor'].map((code) => ({ code, name: code })) },
        memberWith('GOV', 'registry'),
      ],
      centralServer: { settings: { monitoringClient: MONITOR } },
      securityServers: [
        {
          name: 'consumer',
          owner: 'TEST/MUN/1',
          clients: [{ id: CLIENT }, { id: OTHER }, { id: MONITOR }],
          parameters: told,
        },
        {
          name: 'provider',
          owner: OWNER,
          clients: [
            { id: OWNER, registered: false },
            {
              id: PROVIDER,
              services: [
                { code: 'getPerson', type: 'WSDL', version: 'v1', ...allowed },
                { code: 'persons', type: 'REST', endpoints: [{ method: 'GET', path: '/by-number/*' }], ...allowed },
                { code: 'closed', type: 'OPENAPI3', accessRights: [] },
              ],
            },
          ],
          parameters: told,
        },
      ],
    },
    'consumer',
    'provider',
  );
}
