import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile, type CentralServerFile } from '#central-server/file.ts';
import { addMember } from '#central-server/membership/members.ts';
import { startCentralServer } from '#central-server/program.ts';
import { Judge } from '#central-server/publication/judge.ts';
import { Publisher } from '#central-server/publication/publisher.ts';
import { applySigningKeys } from '#central-server/signing-keys.ts';
import { saveNode } from '#central-server/catalogue/nodes.ts';
import { Identity } from '#central-server/identity.ts';
import { Tokens } from '#central-server/signing/tokens.ts';
import { systemClock } from '#config/clock.ts';
import { openToken } from '../cli/open-token.ts';
import { keptLog } from '../test/quiet-log.ts';
import { loadRows } from './configuration-load.ts';
import { median, seconds } from './durations.ts';
import { freePort } from '../test/free-port.ts';
import { fillCatalogue, INSTANCE, LARGE, largeCatalogue } from './large-catalogue.ts';
import { fillLists } from './large-lists.ts';
import type { Tell } from './rows.ts';
import { screenRows } from './screens.ts';

const ROLES = ['XROAD_SYSTEM_ADMINISTRATOR', 'XROAD_SECURITY_OFFICER', 'XROAD_REGISTRATION_OFFICER'];
const PASSWORD = 'four words nobody guesses';
const NEW_PASSWORD = 'five words nobody guesses';
const REPEATS = 5;
const MANY_CALLS = 1_000_000;

/** Every page of a list, and what the home screen asks for. */
const PAGES: readonly string[] = [
  ...['/clients', '/clients?q=42', '/clients?sort=member_name&desc=true&offset=100', '/clients?client_type=SUBSYSTEM'],
  ...['/clients?sort=client_id.member_code&client_type=SUBSYSTEM&offset=1000', '/clients?member_class=GOV&q=система'],
  `/clients?security_server=${INSTANCE}:GOV:100000000:ss-0`,
  ...['/security-servers', '/security-servers?sort=owner_name&offset=50', '/security-servers?q=номер'],
  `/security-servers/${INSTANCE}:GOV:100000000:ss-0/clients`,
  `/members/${INSTANCE}:GOV:100000000/subsystems`,
  `/members/${INSTANCE}:GOV:100000000/owned-servers`,
  `/members/${INSTANCE}:GOV:100000000/used-servers`,
  `/members/${INSTANCE}:GOV:100000000/global-groups`,
  ...['/member-classes', '/global-groups', '/management-requests', '/management-requests?query=номер&status=WAITING'],
  ...['/certification-services', '/timestamping-services', '/trusted-anchors'],
  ...['/management-requests?offset=25000&sort=security_server_owner', '/management-requests?query=10000&desc=true'],
  ...['/drum/servers/seen', '/drum/servers/seen?q=номер&sort=seen_at', '/drum/configuration/publications'],
  ...['/drum/overview', '/drum/expiring', '/drum/signing-keys', '/drum/users', '/drum/notices', '/drum/legal-bases'],
  ...['/drum/audit-events', '/drum/audit-events?q=номер 77', '/drum/audit-events?user_name=officer-7&offset=900'],
  ...['/drum/catalogue', '/drum/catalogue?q=справка', '/drum/catalogue?member_class=GOV&offset=9000'],
  ...['/drum/catalogue/changes?since=0', '/drum/purposes', '/api-keys', '/backups', '/tokens'],
];

/** A central server of a large network, in this process; `postgres`: the address of an empty database. */
export async function centralServerRows(tell: Tell, postgres?: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'drum-bench-'));
  try {
    const file = await writeFile(home, postgres);
    const software = await openToken(join(file.data, 'token'), { pin: file.pin, enforcePinPolicy: false });
    const tokens = new Tokens({ software, clock: systemClock, log: keptLog() });
    try {
      await fill(file);
      await publicationRows(file, tokens, tell);
      await pageRows(file, tokens, tell);
    } finally {
      await tokens.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function writeFile(home: string, postgres: string | undefined): Promise<CentralServerFile> {
  const port = await freePort();
  const parameters = {
    'admin-service.port': 0,
    'center.configuration-generation-interval': 86_400,
    'admin-service.rate-limit-requests-per-second': MANY_CALLS,
    'admin-service.rate-limit-requests-per-minute': MANY_CALLS,
  };
  writeFileSync(join(home, 'pin'), 'secret-1234\n');
  writeFileSync(
    join(home, 'central.yaml'),
    [
      ...['data: data', `instance: ${INSTANCE}`, `listen: { address: 127.0.0.1, port: ${port} }`],
      `publicAddress: 127.0.0.1:${port}`,
      ...[
        'pin: { file: pin }',
        'signingKeyType: EC',
        'administration: {}',
        `parameters: ${JSON.stringify(parameters)}`,
      ],
      ...(postgres === undefined ? [] : [`database: { engine: postgresql, url: '${postgres}' }`]),
    ].join('\n'),
  );
  return readCentralServerFile(join(home, 'central.yaml'));
}

async function fill(file: CentralServerFile): Promise<void> {
  const repository = await CatalogueRepository.open(catalogueDatabase(file), INSTANCE);
  try {
    await fillCatalogue(repository, await largeCatalogue(LARGE), systemClock.now());
    await fillLists(repository, systemClock.now());
    await usersOf(repository, systemClock).add('bench', PASSWORD, ROLES);
  } finally {
    await repository.close();
  }
}

async function publicationRows(file: CentralServerFile, tokens: Tokens, tell: Tell): Promise<void> {
  const repository = await CatalogueRepository.open(catalogueDatabase(file), INSTANCE);
  try {
    const log = keptLog();
    const using = { repository, clock: systemClock, log };
    const keys = { node: file.node.name, makeFirst: true, type: 'EC', instance: INSTANCE } as const;
    await applySigningKeys(tokens, repository, { ...using, ...keys });
    await saveNode(repository.reader, { name: file.node.name, address: file.publicAddress ?? '' });
    const judge = new Judge({ repository, parameters: file.parameters, clock: systemClock });
    const publisher = new Publisher({
      ...{ ...using, file, tokens, judge, root: join(file.data, 'public'), identity: new Identity(file) },
      registrationCertificate: () => undefined,
    });
    await publisher.publish();
    const changed: number[] = [];
    const unchanged: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const id = { type: 'MEMBER', instance: INSTANCE, memberClass: 'GOV', memberCode: `new-${repeat}` } as const;
      await repository.change((change) => addMember(change, { id, name: `New member ${repeat}` }, systemClock.now()));
      changed.push(await seconds(() => publisher.publish()));
      unchanged.push(await seconds(() => publisher.publish()));
    }
    tell({ name: 'publication, 10,000 members, changed', value: median(changed), unit: 's' });
    tell({ name: 'publication, 10,000 members, unchanged', value: median(unchanged), unit: 's' });
  } finally {
    await repository.close();
  }
}

async function pageRows(file: CentralServerFile, tokens: Tokens, tell: Tell): Promise<void> {
  const server = await startCentralServer(file, tokens, systemClock, keptLog());
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const origin = `https://127.0.0.1:${server.adminPort ?? 0}`;
    const admin = await loggedIn(origin, agent);
    const slowest: { path: string; milliseconds: number }[] = [];
    for (const path of PAGES) {
      await admin.get(path);
      const taken: number[] = [];
      for (let repeat = 0; repeat < REPEATS; repeat += 1) taken.push(1000 * (await seconds(() => admin.get(path))));
      slowest.push({ path, milliseconds: median(taken) });
    }
    slowest.sort((one, other) => other.milliseconds - one.milliseconds);
    tell({ name: 'slowest list page, 10,000 members', value: slowest[0]?.milliseconds ?? NaN, unit: 'ms' });
    for (const { path, milliseconds } of slowest) tell({ name: `  ${path}`, value: milliseconds, unit: 'ms' });
    const preview = await seconds(() => admin.get('/drum/configuration/preview'));
    tell({ name: 'preview, 10,000 members', value: preview, unit: 's' });
    await screenRows(origin, admin.cookies, tell);
    await loadRows(
      {
        anchor: server.anchors.INTERNAL,
        address: `127.0.0.1:${server.port}`,
        change: (repeat) => admin.addMember(`loaded-${repeat}`),
      },
      tell,
    );
  } finally {
    await agent.close();
    await server.stop();
  }
}

interface Admin {
  readonly cookies: string;
  readonly get: (path: string) => Promise<void>;
  readonly addMember: (code: string) => Promise<void>;
}

async function loggedIn(origin: string, agent: Agent): Promise<Admin> {
  const call = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const answer = await request(origin + path, {
      method,
      dispatcher: agent,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 200)}`);
    return answer;
  };
  const logIn = async (password: string): Promise<{ readonly cookie: string; readonly 'x-xsrf-token': string }> => {
    const form = new URLSearchParams({ username: 'bench', password }).toString();
    const answer = await call('POST', '/login', { 'content-type': 'application/x-www-form-urlencoded' }, form);
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0] ?? '');
    const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? '';
    return { cookie: cookies.join('; '), 'x-xsrf-token': xsrf };
  };
  const first = { ...(await logIn(PASSWORD)), 'content-type': 'application/json' };
  const change = JSON.stringify({ current_password: PASSWORD, new_password: NEW_PASSWORD });
  await call('PUT', '/api/v1/drum/password', first, change);
  const headers = { ...(await logIn(NEW_PASSWORD)), 'content-type': 'application/json' };
  return {
    cookies: headers.cookie,
    get: async (path) => {
      await call('GET', `/api/v1${encodeURI(path)}`, headers);
    },
    addMember: async (code) => {
      const member = { member_id: { member_class: 'GOV', member_code: code }, member_name: `New member ${code}` };
      await call('POST', '/api/v1/members', headers, JSON.stringify(member));
    },
  };
}
