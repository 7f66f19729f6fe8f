import { join, relative } from 'node:path';
import type { Ecosystem } from './ecosystem.ts';
import type { SandboxFolders } from './files.ts';

/** What stands on the screen when everything runs: addresses, a first query, and how to check its evidence. */
export function guide(ecosystem: Ecosystem, folders: SandboxFolders): string {
  const { authority, centralServer, register, securityServers, query } = ecosystem;
  const consumer = securityServers.find(({ name }) => name === query.server);
  const address = consumer?.address ?? '';
  const configuration = relative(process.cwd(), join(folders.server(query.server), 'data', 'globalconf'));
  const rows = [
    [
      'Authority',
      `http://${authority.address}:${authority.port} · control http://${authority.address}:${authority.port + 1}/control`,
    ],
    ['Central server', `http://${centralServer.address}:${centralServer.port}/internalconf`],
    ...securityServers.map((server) => [
      `Security server ${server.name}`,
      `http://${server.address}:8080 · https://${server.address}:8443 · health http://${server.address}:5588`,
    ]),
    ...(register === undefined ? [] : [['Civil registration', `http://${register.address}:${register.port}`]]),
  ];
  return `${rows.map(([name = '', where = '']) => `  ${name.padEnd(31)} ${where}`).join('\n')}

Ask the register about a (made-up) person, from another terminal in this folder:

${queryCommand(ecosystem, address)}

Fetch the signed, time-stamped response and verify it:

curl -s -o evidence.asice '${evidenceUrl(ecosystem, address)}'
npx drum verify evidence.asice --configuration ${configuration}

Ctrl-C stops everything. The data stays in ${relative(process.cwd(), folders.root) || '.'}; npm start -- --fresh begins anew.
`;
}

const MESSAGE_ID = 'first-query';

function queryCommand({ query }: Ecosystem, address: string): string {
  const headers = {
    'X-Road-Client': query.client,
    'X-Road-Id': MESSAGE_ID,
    ...query.headers,
    'Content-Type': 'application/json',
  };
  return [
    `curl -s -X POST http://${address}:8080/r1/${query.service}${query.path}`,
    ...Object.entries(headers).map(([name, value]) => `  -H '${name}: ${value}'`),
    `  -d '${JSON.stringify(query.body)}'`,
  ].join(' \\\n');
}

function evidenceUrl({ query }: Ecosystem, address: string): string {
  const [instance = '', memberClass = '', memberCode = '', subsystemCode = ''] = query.client.split('/');
  const parameters = new URLSearchParams({
    queryId: MESSAGE_ID,
    xRoadInstance: instance,
    memberClass,
    memberCode,
    subsystemCode,
  });
  return `http://${address}:8080/asic?${parameters.toString()}&responseOnly&unique&force`;
}
