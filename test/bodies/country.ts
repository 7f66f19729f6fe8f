import { Country, memberWith } from '../country.ts';

export const CLIENT = 'TEST/MUN/1/is';
export const PROVIDER = 'TEST/GOV/1/registry';
/** Of the service whose provider is a country's scripted one. */
export const SERVICE = `${PROVIDER}/bodies`;

/** Two security servers, one client and one service, with these system parameters each. */
export async function startBodiesCountry(
  parameters: object,
  more: { readonly consumer?: object; readonly provider?: object } = {},
): Promise<Country> {
  return Country.running(
    {
      members: [memberWith('MUN', 'is'), memberWith('GOV', 'registry')],
      securityServers: [
        {
          name: 'consumer',
          owner: 'TEST/MUN/1',
          clients: [{ id: CLIENT }],
          parameters: { ...parameters, ...more.consumer },
        },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [{ id: PROVIDER, services: [{ code: 'bodies', type: 'REST', accessRights: [{ client: CLIENT }] }] }],
          parameters: { ...parameters, ...more.provider },
        },
      ],
    },
    'consumer',
    'provider',
  );
}
