import { clockOf } from '#config/clock-setting.ts';
import { itSurvives } from '../test/fuzz.ts';
import { hostileFiles } from '../test/hostile-file.ts';
import { hostileYaml } from '../test/hostile-json.ts';
import { readSecurityServerFile } from './file.ts';

const seed = {
  data: 'data',
  address: '127.0.0.1',
  anchor: 'anchor.xml',
  server: { instance: 'BG', memberClass: 'GOV', memberCode: '1', serverCode: 'ss' },
  pin: { file: 'pin' },
  messageLog: { engine: 'sqlite' },
  serverConfiguration: { engine: 'postgresql', url: 'postgres://x' },
  timeStampingServices: ['TSA'],
  clients: [
    {
      id: 'BG/GOV/1/s',
      connectionType: 'HTTPS',
      tlsCertificates: ['ca.pem'],
      localGroups: [{ code: 'l', members: ['BG/GOV/2/s'] }],
      services: [
        {
          code: 'find',
          type: 'OPENAPI3',
          url: 'http://127.0.0.1:1/x',
          timeoutSeconds: 5,
          accessRights: [
            { client: 'BG/GOV/2/s', endpoints: [{ method: 'GET', path: '/a/*' }] },
            { globalGroup: 'g' },
            { localGroup: 'l' },
          ],
        },
      ],
    },
  ],
  parameters: { 'proxy.client-timeout': 1000 },
  sandbox: true,
  clock: { offsetMs: 5 },
};

describe("A security server's file in hostile input", () => {
  const pathOf = hostileFiles();
  itSurvives('file of a security server', hostileYaml([seed]), async (text) =>
    clockOf(await readSecurityServerFile(pathOf(text))).now(),
  );
});
