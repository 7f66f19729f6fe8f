import { itSurvives } from '../test/fuzz.ts';
import { hostileFiles } from '../test/hostile-file.ts';
import { hostileYaml } from '../test/hostile-json.ts';
import { readCentralServerFile } from './file.ts';

const seed = {
  data: 'data',
  instance: 'BG',
  listen: { address: '127.0.0.1', port: 8880 },
  publicAddress: '127.0.0.1:8880',
  pin: { file: 'pin' },
  database: { engine: 'postgresql', url: 'postgres://x' },
  memberClasses: [{ code: 'GOV', description: 'Администрация' }],
  members: [{ memberClass: 'GOV', memberCode: '1', name: 'A', subsystems: [{ code: 's', name: 'S' }] }],
  managementServiceProvider: 'BG/GOV/1/s',
  globalGroups: [{ code: 'g', description: 'G', members: ['BG/GOV/1/s'] }],
  securityServers: [
    { owner: 'BG/GOV/1', code: 'ss', address: 'a.bg', authenticationCertificates: ['ca.pem'], clients: ['BG/GOV/1/s'] },
  ],
  certificationServices: [
    {
      name: 'CA',
      profile: 'Ejbca',
      certificate: 'ca.pem',
      ocsp: [{ url: 'http://127.0.0.1:1', certificate: 'ca.pem' }],
      intermediates: [{ certificate: 'ca.pem' }],
    },
  ],
  timeStampingServices: [{ name: 'TSA', url: 'http://127.0.0.1:2', certificate: 'ca.pem' }],
  parameters: { 'center.configuration-expire-interval': 600 },
  sandbox: true,
  clock: { fixedAt: '2026-01-01T00:00:00Z' },
};
const small = { data: 'd', instance: 'BG', listen: {}, publicAddress: 'a', pin: { descriptor: 3 } };

describe("A central server's file in hostile input", () => {
  const pathOf = hostileFiles();
  itSurvives('file of a central server', hostileYaml([seed, small]), (text) => readCentralServerFile(pathOf(text)));
});
