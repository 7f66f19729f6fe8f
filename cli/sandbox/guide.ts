import { randomUUID } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import type { Ecosystem } from './ecosystem.ts';
import { INTEGRATOR } from './integrator.ts';
import type { Sandbox } from './run.ts';

/** Where a sandbox keeps everything, unless told otherwise. */
export const DEFAULT_DATA = join('data', 'sandbox');

export const DEFAULT_FEDERATION_DATA = join('data', 'federation');

type Shown = Pick<Sandbox, 'ecosystem' | 'folders' | 'integratorPassword'>;

/** What stands on the screen when everything runs: addresses, a first query (of the last country), and how to check its evidence. */
export function guide(countries: readonly Shown[]): string {
  const isFederation = countries.length > 1;
  const [asking] = countries.slice(-1);
  if (asking === undefined) throw new TypeError('There is no country');
  const { ecosystem, folders } = asking;
  const { query } = ecosystem;
  const consumer = ecosystem.securityServers.find(({ name }) => name === query.server);
  const address = consumer?.address ?? '';
  const configuration = relative(process.cwd(), join(folders.server(query.server), 'data', 'globalconf'));
  // Evidence is found by it: each start names another, so that what is fetched is what was just asked.
  const messageId = `first-query-${randomUUID().slice(0, 8)}`;
  const root = isFederation ? dirname(folders.root) : folders.root;
  const data = relative(process.cwd(), root) || '.';
  const usual = isFederation ? DEFAULT_FEDERATION_DATA : DEFAULT_DATA;
  const again = `npm start -- --fresh${isFederation ? ' --federation' : ''}${data === usual ? '' : ` --data ${data}`}`;
  const places = countries.map((country) =>
    placesOf(country, isFederation ? `Instance ${country.ecosystem.instance}\n` : ''),
  );
  const asks = isFederation
    ? `Ask the register of ${query.service.split('/')[0] ?? ''} from ${ecosystem.instance}`
    : 'Ask the register';
  return `${places.join('\n\n')}

${asks} about a (made-up) person, from another terminal in this folder:

${queryCommand(ecosystem, address, messageId)}

Fetch the signed, time-stamped response and verify it:

curl -sS --fail-with-body -o evidence.asice '${evidenceUrl(ecosystem, address, messageId)}'
npx drum verify evidence.asice --configuration ${configuration}

Evidence is found by its X-Road-Id: name a new one for each query of your own.
Ctrl-C stops everything. The data stays in ${data}; ${again} begins anew.
`;
}

function placesOf({ ecosystem, folders, integratorPassword }: Shown, title: string): string {
  const { authority, centralServer, register, securityServers } = ecosystem;
  const rows = [
    [
      'Authority',
      `http://${authority.address}:${authority.port} · control http://${authority.address}:${authority.port + 1}/control`,
    ],
    ['Central server', `http://${centralServer.address}:${centralServer.port}/internalconf`],
    ...(integratorPassword === undefined
      ? []
      : [
          ['  its screens', `https://${centralServer.address}:4000 · ${INTEGRATOR} · ${integratorPassword}`],
          ['  its admin API', `https://${centralServer.address}:4000/api/v1/openapi.yaml`],
        ]),
    ...securityServers.map((server) => [
      `Security server ${server.name}`,
      `http://${server.address}:8080 · https://${server.address}:8443 · health http://${server.address}:5588`,
    ]),
    ...(register === undefined ? [] : [['Civil registration', `http://${register.address}:${register.port}`]]),
  ];
  const anchor = join(relative(process.cwd(), folders.root) || '.', 'central-server', 'data', 'anchor-internal.xml');
  return `${title}${rows.map(([name = '', where = '']) => `  ${name.padEnd(31)} ${where}`).join('\n')}

  The anchor of global configuration: ${anchor}`;
}

function queryCommand({ query }: Ecosystem, address: string, messageId: string): string {
  const headers = {
    'X-Road-Client': query.client,
    'X-Road-Id': messageId,
    ...query.headers,
    'Content-Type': 'application/json',
  };
  return [
    `curl -sS -w '\\n' -X POST http://${address}:8080/r1/${query.service}${query.path}`,
    ...Object.entries(headers).map(([name, value]) => `  -H '${name}: ${value}'`),
    `  -d '${JSON.stringify(query.body)}'`,
  ].join(' \\\n');
}

function evidenceUrl({ query }: Ecosystem, address: string, messageId: string): string {
  const [instance = '', memberClass = '', memberCode = '', subsystemCode = ''] = query.client.split('/');
  const parameters = new URLSearchParams({
    queryId: messageId,
    xRoadInstance: instance,
    memberClass,
    memberCode,
    subsystemCode,
  });
  return `http://${address}:8080/asic?${parameters.toString()}&responseOnly&unique&force`;
}
