import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { expect } from 'chai';
import { usersOf } from '#central-server/admin-api/service.ts';
import { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { catalogueDatabase, readCentralServerFile } from '#central-server/file.ts';
import { verifiesNextUpdate } from '#central-server/publication/optional-parts.ts';
import { systemClock } from '#config/clock.ts';
import { ConfigurationClient } from '#distribution/configuration-client/configuration-client.ts';
import { readAnchor } from '#protocol/configuration/anchor.ts';
import {
  writeFetchInterval,
  writeMonitoringClient,
  writeVerifyNextUpdate,
} from '#protocol/configuration/optional-parts.ts';
import { until } from '../../country/poll.ts';
import { freePort } from '../../free-port.ts';
import { freshPostgresDatabase } from '../../postgres.ts';
import { temporaryFolders } from '../../temporary.ts';
import { startInFolder, withoutKey, writeCentralServer } from '../in-folder.ts';
import { Administered, ALL_ROLES, FIRST_PASSWORD, Operator, PASSWORD, told } from './administered.ts';

const pathOf = (source: string) => `/configuration-sources/${source}/configuration-parts`;
const MEMBER = { type: 'MEMBER', instance: 'TEST', memberClass: 'GOV', memberCode: '1' } as const;
const MONITORING = writeMonitoringClient(MEMBER);
const FILES = {
  MONITORING: 'monitoring-params.xml',
  FETCHINTERVAL: 'fetchinterval-params.xml',
  NEXTUPDATE: 'nextupdate-params.xml',
  'LEGAL-BASES': 'legal-bases.xml',
};
const required = (name: string, file: string) => ({ content_identifier: name, file_name: file, optional: false });
const optional = (name: keyof typeof FILES) => ({ content_identifier: name, file_name: FILES[name], optional: true });
const PRIVATE = required('PRIVATE-PARAMETERS', 'private-params.xml');
const SHARED = required('SHARED-PARAMETERS', 'shared-params.xml');

type Part = ReturnType<typeof required> & { version?: number; file_updated_at?: string };

const partsOf = async (operator: Operator, source: string) =>
  (await operator.api('GET', pathOf(source))).body as readonly Part[];
const upload = (operator: Operator, name: string, file: Buffer | string, more: { source?: string; as?: string } = {}) =>
  operator.upload(
    'POST',
    pathOf(more.source ?? 'INTERNAL'),
    { content_identifier: name, file: Buffer.from(file) },
    more.as ?? 'part.xml',
  );

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`Configuration parts by the admin API (${engine})`, () => {
    const folders = temporaryFolders();
    let central: Administered;
    let officer: Operator;

    before(async function () {
      this.timeout(60_000);
      const postgres = engine === 'SQLite' ? {} : { postgres: await freshPostgresDatabase() };
      central = await Administered.start(folders(), { ...postgres, more: 'ocspFetchIntervalSeconds: 1200\n' });
      officer = await central.operator('officer', ['XROAD_SECURITY_OFFICER']);
    });
    after(() => central.stop());

    const download = (name: string, version: string | number, source = 'INTERNAL') =>
      officer.api('GET', `${pathOf(source)}/${name}/${version}/download`);

    it('are listed before they are there, each configuration for those who may see it', async () => {
      expect(await partsOf(officer, 'INTERNAL')).to.deep.equal([
        ...[PRIVATE, SHARED, optional('MONITORING'), { ...optional('FETCHINTERVAL'), version: 0 }],
        optional('NEXTUPDATE'),
        optional('LEGAL-BASES'),
      ]);
      expect(await partsOf(officer, 'EXTERNAL')).to.deep.equal([SHARED]);
      for (const [name, version] of [
        ['MONITORING', 0],
        ['SHARED-PARAMETERS', 6],
        ['FETCHINTERVAL', 6],
        ['..', 0],
        ['x'.repeat(300), 0],
      ] as const) {
        expect(told(await download(name, version))[0]).to.equal(404);
      }
      expect(told(await download('FETCHINTERVAL', 0, 'EXTERNAL'))).to.deep.equal([
        ...[404, 'configuration_part_file_not_found'],
      ]);
      expect((await download('FETCHINTERVAL', 0)).body).to.equal(writeFetchInterval(1200).toString('utf8'));
    });

    it('are uploaded, downloaded as they are, and replaced', async () => {
      const { changes } = central;
      const events = (await central.events()).length;
      expect((await upload(officer, 'MONITORING', MONITORING)).status).to.equal(204);
      const [part] = (await partsOf(officer, 'INTERNAL')).filter((each) => each.content_identifier === 'MONITORING');
      expect(part).to.deep.include({ ...optional('MONITORING'), version: 0 });
      expect(systemClock.now().getTime() - Date.parse(part?.file_updated_at ?? '')).to.be.lessThan(60_000);
      const answer = await download('MONITORING', 0);
      expect(answer.body).to.equal(MONITORING.toString('utf8'));
      expect(answer.headers).to.include({
        'content-disposition': 'attachment; filename=monitoring-params.xml',
        'content-type': 'application/xml',
      });
      const another = MONITORING.toString('utf8').replace(/\n/g, '\n\n');
      expect((await upload(officer, 'MONITORING', another)).status).to.equal(204);
      expect((await download('MONITORING', 0)).body).to.equal(another);
      expect(central.changes).to.equal(changes + 2);
      expect((await central.events()).slice(events)).to.deep.equal(
        Array.from({ length: 2 }, () => ({
          ...{ event: 'Upload configuration part', outcome: 'success', user_name: 'officer', reason: null },
        })),
      );
    });

    it('say for this server too what they say', async () => {
      for (const verify of [false, true]) {
        expect((await upload(officer, 'NEXTUPDATE', writeVerifyNextUpdate(verify))).status).to.equal(204);
        expect(verifiesNextUpdate(await central.repository.catalogue())).to.equal(verify);
      }
    });

    it('are refused where they are not what they are called', async () => {
      const { changes } = central;
      const before = await partsOf(officer, 'INTERNAL');
      const invalid = 'configuration_part_validation_failed';
      const text = MONITORING.toString('utf8');
      for (const [name, file, more, code] of [
        ['MONITORING', writeVerifyNextUpdate(true), {}, invalid],
        ['NEXTUPDATE', MONITORING, {}, invalid],
        ['NEXTUPDATE', writeVerifyNextUpdate(true).toString().replace('true', 'perhaps'), {}, invalid],
        ['MONITORING', 'nothing', {}, invalid],
        ['MONITORING', Buffer.from([0x80, 0xff, 0]), {}, invalid],
        ['MONITORING', text.replace('?>', '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), {}, invalid],
        ['MONITORING', text.replace('<monitoringClient>', '<other/><monitoringClient>'), {}, invalid],
        ['MONITORING', text + ' '.repeat(70_000), {}, invalid],
        ['MONITORING', '', {}, 'validation_failure'],
        ['MONITORING', text, { as: 'part.pem' }, 'invalid_file_extension'],
        ['MONITORING', text, { as: 'part' }, 'invalid_file_extension'],
        ['MONITORING', text, { as: 'part.exe.xml' }, 'double_file_extension'],
        ['MONITORING', text, { source: 'EXTERNAL' }, 'unknown_configuration_part'],
        ['SHARED-PARAMETERS', text, {}, 'unknown_configuration_part'],
        ['SHARED-PARAMETERS', text, { source: 'EXTERNAL' }, 'unknown_configuration_part'],
        ['toString', text, {}, 'unknown_configuration_part'],
      ] as const) {
        expect([name, more, ...told(await upload(officer, name, file, more))]).to.deep.equal([name, more, 400, code]);
      }
      const declared = await upload(officer, 'FETCHINTERVAL', writeFetchInterval(300));
      expect(told(declared)).to.deep.equal([409, 'declared_in_file']);
      expect(told(await upload(officer, 'FETCHINTERVAL', writeFetchInterval(86_401)))).to.deep.equal([400, invalid]);
      expect(await partsOf(officer, 'INTERNAL')).to.deep.equal(before);
      expect(central.changes).to.equal(changes);
    });
  });
}

describe('Configuration parts of a central server that publishes', () => {
  const folders = temporaryFolders();
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  after(() => agent.close());

  it('are published at once as they were uploaded, also after a restart, and told as they are published', async function () {
    this.timeout(30_000);
    const home = folders();
    const parameters = {
      'admin-service.port': 0,
      ...{ 'admin-service.rate-limit-requests-per-second': 1000, 'center.minimum-global-configuration-version': 5 },
    };
    const more = `administration: {}\nparameters: ${JSON.stringify(parameters)}\n`;
    await writeCentralServer(home, await freePort(), more);
    withoutKey(home, 'managementServiceProvider');
    const file = await readCentralServerFile(join(home, 'central.yaml'));
    let server = await startInFolder(home);
    try {
      const repository = await CatalogueRepository.open(catalogueDatabase(file), file.instance);
      await usersOf(repository, systemClock).add('integrator', FIRST_PASSWORD, ALL_ROLES);
      await repository.close();
      const operator = new Operator(`https://127.0.0.1:${server.adminPort}`, agent);
      await operator.logIn('integrator', FIRST_PASSWORD);
      await operator.api('PUT', '/drum/password', { current_password: FIRST_PASSWORD, new_password: PASSWORD });
      await operator.logIn('integrator', PASSWORD);

      const fetched = async (source: 'INTERNAL' | 'EXTERNAL') => {
        const directory = join(folders(), 'globalconf');
        const anchor = readAnchor(readFileSync(server.anchors[source]));
        const { configuration, error } = await new ConfigurationClient({
          anchor,
          directory,
          clock: systemClock,
        }).fetch();
        expect(error).to.equal(undefined);
        return { configuration, read: (name: string) => readFileSync(join(directory, 'TEST', name)) };
      };
      expect((await fetched('INTERNAL')).configuration?.private).to.equal(undefined);
      expect((await partsOf(operator, 'INTERNAL'))[0]).to.deep.equal(PRIVATE);
      const provider = { service_provider_id: 'TEST:GOV:1:management' };
      expect((await operator.api('PATCH', '/management-services-configuration', provider)).status).to.equal(200);
      expect((await upload(operator, 'MONITORING', MONITORING)).status).to.equal(204);
      expect((await upload(operator, 'FETCHINTERVAL', writeFetchInterval(300))).status).to.equal(204);
      const published = await until('all of it is published', async () => {
        const found = await fetched('INTERNAL');
        const { configuration } = found;
        return configuration?.ocspFetchIntervalSeconds === 300 && configuration.private !== undefined && found;
      });
      expect(published.read('monitoring-params.xml')).to.deep.equal(MONITORING);

      for (const source of ['INTERNAL', 'EXTERNAL'] as const) {
        const parts = await partsOf(operator, source);
        expect(
          parts.filter(({ optional: is }) => !is).map((part) => [part.content_identifier, part.version]),
        ).to.deep.equal([
          ...(source === 'INTERNAL' ? [5, 6].map((version) => ['PRIVATE-PARAMETERS', version]) : []),
          ...[5, 6].map((version) => ['SHARED-PARAMETERS', version]),
        ]);
        const { read } = await fetched(source);
        for (const part of parts.filter(({ version }) => version === 6 || version === 0)) {
          expect(systemClock.now().getTime() - Date.parse(part.file_updated_at ?? '')).to.be.lessThan(60_000);
          const path = `/api/v1${pathOf(source)}/${part.content_identifier}/${part.version}/download`;
          const { headers, bytes } = await operator.raw(path);
          expect(headers['content-disposition']).to.equal(`attachment; filename=${part.file_name}`);
          expect([part.file_name, bytes.equals(read(part.file_name))]).to.deep.equal([part.file_name, true]);
        }
      }
      await server.stop();
      server = await startInFolder(home);
      expect((await fetched('INTERNAL')).read('monitoring-params.xml')).to.deep.equal(MONITORING);
    } finally {
      await server.stop();
    }
  });
});
