import { Country, memberWith } from '../country.ts';

export const CLIENT = 'TEST/MUN/1/is';
export const PROVIDER = 'TEST/GOV/1/registry';
/** A SOAP service that this client may call; all of the provider's are the scripted one's. */
export const SERVICE = `${PROVIDER}/getPerson/v1`;

/** Two security servers, a client, and a provider with SOAP services. */
export async function startSoapCountry(parameters: object = {}): Promise<Country> {
  const soap = { type: 'WSDL', version: 'v1' };
  const allowed = { accessRights: [{ client: CLIENT }] };
  return Country.running(
    {
      members: [memberWith('MUN', 'is'), memberWith('GOV', 'registry')],
      securityServers: [
        { name: 'consumer', owner: 'TEST/MUN/1', clients: [{ id: CLIENT }], parameters },
        {
          name: 'provider',
          owner: 'TEST/GOV/1',
          clients: [
            {
              id: PROVIDER,
              services: [
                { code: 'getPerson', ...soap, ...allowed },
                { code: 'denied', ...soap, accessRights: [] },
                { code: 'disabled', ...soap, ...allowed, disabledNotice: 'closed on Sundays' },
                { code: 'rest', type: 'REST', ...allowed },
              ],
            },
          ],
          parameters,
        },
      ],
    },
    'consumer',
    'provider',
  );
}
