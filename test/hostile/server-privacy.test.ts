import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../country/poll.ts';
import { besieged, CONSUMER, HELLO } from './besieged.ts';
import { tell } from './raw-connection.ts';

/** A number that an ЕГН may be. */
const EGN = '7501020018';
/** What whoever asked wrote into the address and the headers of each request. */
const ENCODED_EGN = '%37501020018';
/** A line that a log would never have. */
const FORGED = '{"level":"forged"}';
const SERVICE = '/r1/TEST/GOV/1/registry';
const ID = 'private';

const request = (path: string, headers = `X-Road-Client: ${CONSUMER}\r\n`, method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nX-Road-Id: ${ID}\r\nConnection: close\r\n${headers}\r\n`;

const REQUESTS = [
  request(`/r1/${HELLO}/persons/${EGN}?number=${EGN}`, `X-Road-Client: ${CONSUMER}\r\nX-Road-UserId: BG${EGN}\r\n`),
  request(`/r1/${HELLO}/persons/${ENCODED_EGN}`),
  request(`${SERVICE}/narrow/persons/${EGN}?number=${EGN}`),
  request(`${SERVICE}/narrow/open/${EGN}`),
  request(`${SERVICE}/${EGN}/address`),
  request(`/r1/${EGN}`),
  request(`/r1/${HELLO}`, `X-Road-Client: TEST/MUN/1/${EGN}\r\n`),
  request(`/r1/${HELLO}`, `X-Road-Client: ${EGN}\r\n`),
  request(`/r1/${HELLO}`, `X-Road-Client: ${CONSUMER}\r\nX-Road-Security-Server: TEST/GOV/1/${EGN}\r\n`),
  request(`/r1/${HELLO}`, `X-Road-Client: ${CONSUMER}\r\nX-Road-Represented-Party: a/b/${EGN}\r\n`),
  request(`/${EGN}`),
  request(`/${EGN}`, '', EGN),
  request(`/asic?queryId=${EGN}&xRoadInstance=${EGN}&memberClass=MUN&memberCode=${EGN}`),
  request(`/listClients?xRoadInstance=${EGN}`),
  request(`/r1/${HELLO}`, `X-Road-Client: TEST/MUN/1/a%0D%0A${encodeURIComponent(FORGED)}\r\n`),
  request(`/listClients?xRoadInstance=a%0A${encodeURIComponent(FORGED)}`),
];

describe('What a server keeps to itself', () => {
  const world = besieged();
  const SERVERS = ['consumer', 'provider'] as const;

  before(async () => {
    for (const bytes of REQUESTS) await tell({ host: world().address('consumer'), port: 8080 }, bytes);
    const { authority, centralServer } = world().country.ecosystem;
    const others = [
      { host: world().address('provider'), port: 5577, path: `/?cert=${EGN}` },
      { host: world().address('provider'), port: 5588, path: `/${EGN}` },
      { host: centralServer.address, port: centralServer.port, path: `/internalconf?version=${EGN}` },
      { host: authority.address, port: authority.port, path: `/ca/${EGN}.pem` },
    ];
    for (const { path, ...place } of others) await tell(place, request(path));
  });

  const filesBelow = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const root = () => world().country.sandbox.folders.root;

  it('no log holds the number of a person, whoever wrote it where', () => {
    const logs = filesBelow(root()).filter((path) => path.endsWith('log.jsonl'));
    expect(logs).to.have.length.greaterThan(3);
    for (const path of logs) expect(readFileSync(path, 'utf8'), path).to.not.include(EGN);
    expect(world().log('consumer')).to.include('[ten digits]');
  });

  it('no line of a log is written by whoever asks', () => {
    for (const server of SERVERS) {
      const lines = world().log(server).split('\n').slice(0, -1);
      const levels = lines.map((line) => (JSON.parse(line) as { readonly level: string }).level);
      expect(new Set(levels)).to.not.include('forged');
    }
    expect(world().log('consumer')).to.include('forged');
  });

  it('operational records hold it neither, and of a path no more than the endpoint', async () => {
    const rows = await until('the records of both', () => {
      const found = SERVERS.map((server) => world().country.operational(server, ID));
      return found.every(({ length }) => length >= 4) && found;
    });
    for (const row of rows.flat()) {
      expect([row.restPath, row.messageUserId, row.faultString].join(' ')).to.not.match(/\d{10}/);
    }
    expect(new Set(rows[1]?.map(({ restPath }) => restPath))).to.deep.equal(new Set([null, '/open/**']));
    expect(rows[0]?.map(({ messageUserId }) => messageUserId)).to.include('BG[ten digits]');
  });

  it('no file and no process is named after it', () => {
    for (const path of filesBelow(root())) expect(path).to.not.include(EGN);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).to.not.include(EGN);
  });

  it('the PIN is in no log, no argument and no environment', () => {
    for (const server of SERVERS) {
      const pin = readFileSync(join(world().country.folder(server), 'pin'), 'utf8');
      expect(world().log(server)).to.not.include(pin);
      for (const id of Object.values(world().country.processIds(server))) {
        for (const what of ['cmdline', 'environ'])
          expect(readFileSync(`/proc/${id}/${what}`, 'utf8')).to.not.include(pin);
      }
    }
  });

  it('its files are its owner’s alone, but for the anchors', () => {
    const open = filesBelow(root()).filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open.map((path) => path.slice(root().length + 1)).sort()).to.deep.equal([
      'central-server/data/anchor-external.xml',
      'central-server/data/anchor-internal.xml',
    ]);
  });

  it('evidence of one client is not given to another, nor without the connection that its owner has chosen', async () => {
    const ask = async (subsystem: string): Promise<string> => {
      const query = `queryId=${ID}&xRoadInstance=TEST&memberClass=MUN&memberCode=1&subsystemCode=${subsystem}`;
      const { text } = await tell({ host: world().address('consumer'), port: 8080 }, request(`/asic?force&${query}`));
      return text.slice(9, 12);
    };
    // There is some; there is none of this client, which must connect with TLS; this one is another server's.
    expect(await Promise.all(['is', 'other', 'registry'].map(ask))).to.deep.equal(['200', '401', '401']);
  });
});
