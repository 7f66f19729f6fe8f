import { expect } from 'chai';
import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock } from '#config/clock.ts';
import { writePrivateParameters } from '#protocol/configuration/private-parameters.ts';
import type { ConfigurationAnchor } from '#protocol/configuration/parameters.ts';
import {
  anchorOf,
  ConfigurationServer,
  published,
  sharedParametersOf,
  type Publication,
} from '../../test/configuration-source.ts';
import { issue } from '../../test/pki/certificates.ts';
import { DIRECTORY_KEY } from '../../test/signed-directories.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { ConfigurationClient, type ConfigurationClientOptions } from './configuration-client.ts';

const NOW = new Date('2026-11-23T00:00:00Z');
const EXPIRES = new Date('2026-11-23T00:10:00Z');
const OTHER = issue({ subject: 'another key' });

const SHARED = published(sharedParametersOf('BG'));
const FOO = published(Buffer.from('<foo/>'), { contentIdentifier: 'FOO', location: '/V6/1/foo.xml' });
function privateFor(...configurationAnchors: ConfigurationAnchor[]) {
  const parameters = {
    instance: 'BG',
    configurationAnchors,
    managementService: {
      authCertRegServiceAddress: 'https://cs/',
      providerId: { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' },
    },
    timeStampingIntervalSeconds: 60,
  } as const;
  return published(writePrivateParameters(parameters), { contentIdentifier: 'PRIVATE-PARAMETERS' });
}
const PRIVATE = privateFor();

/** Every file below, with what it holds. */
function contentsOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

describe('The configuration client', () => {
  const folder = temporaryFolders();
  const servers: ConfigurationServer[] = [];
  after(() => Promise.all(servers.map((server) => server.stop())));

  async function source(publication: Partial<Publication> = {}): Promise<ConfigurationServer> {
    const server = await new ConfigurationServer().start();
    servers.push(server);
    await server.publish({ files: [SHARED, PRIVATE], expiresAt: EXPIRES, ...publication });
    return server;
  }
  const clientOf = (server: ConfigurationServer, options: Partial<ConfigurationClientOptions> = {}) =>
    new ConfigurationClient({
      anchor: anchorOf(`http://${server.host}/internalconf`),
      directory: join(folder(), 'globalconf'),
      clock: fixedClock(NOW),
      random: () => 0.5,
      ...options,
    });
  /** A client with its folder, which was filled once. */
  async function filled(server: ConfigurationServer, options: Partial<ConfigurationClientOptions> = {}) {
    const directory = join(folder(), 'globalconf');
    const client = clientOf(server, { directory, ...options });
    expect((await client.fetch()).error).to.equal(undefined);
    server.asked.length = 0;
    return { client, directory };
  }

  it('downloads, verifies and keeps what a source publishes', async () => {
    const server = await source({ files: [SHARED, PRIVATE, FOO] });
    const directory = join(folder(), 'globalconf');
    const { error, download, configuration, attempts } = await clientOf(server, { directory }).fetch();
    expect(error).to.equal(undefined);
    expect(configuration?.instance).to.equal('BG');
    expect(configuration?.expiresAt('BG')).to.deep.equal(EXPIRES);
    expect(download?.url.href).to.equal(`http://${server.host}/internalconf?version=6`);
    expect(attempts.at(-1)?.checks.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
      'directory-form ok',
      'verification-certificate ok',
      'directory-signature ok',
      'directory-content ok',
      'part BG/shared-params.xml ok',
      'part BG/private-params.xml ok',
      'part BG/foo.xml ok',
    ]);
    const metadata = (contentIdentifier: string, contentLocation: string) =>
      `{"contentIdentifier":"${contentIdentifier}","instanceIdentifier":"BG","expirationDate":"2026-11-23T00:10:00Z","contentLocation":"${contentLocation}","configurationVersion":"6"}`;
    expect(contentsOf(directory)).to.deep.equal({
      'BG/foo.xml': '<foo/>',
      'BG/foo.xml.metadata': metadata('FOO', '/V6/1/foo.xml'),
      'BG/private-params.xml': Buffer.from(PRIVATE.content).toString(),
      'BG/private-params.xml.metadata': metadata('PRIVATE-PARAMETERS', PRIVATE.part.location),
      'BG/shared-params.xml': Buffer.from(SHARED.content).toString(),
      'BG/shared-params.xml.metadata': metadata('SHARED-PARAMETERS', SHARED.part.location),
      'instance-identifier': 'BG',
    });
  });

  it('fetches only files whose digest has changed, and renews the expiry of the others', async () => {
    const server = await source();
    const { client } = await filled(server);
    const later = new Date('2026-11-23T00:20:00Z');
    await server.publish({ files: [SHARED, PRIVATE], expiresAt: later });
    const first = (await client.fetch()).configuration;
    expect(first?.expiresAt('BG')).to.deep.equal(later);
    expect(server.asked).to.deep.equal(['/internalconf?version=6']);
    const changed = published(sharedParametersOf('BG', { ocspFreshnessSeconds: 60 }));
    await server.publish({ files: [changed, PRIVATE], expiresAt: later });
    const second = (await client.fetch()).configuration;
    expect(second?.shared('BG').ocspFreshnessSeconds).to.equal(60);
    expect(server.asked.slice(1)).to.deep.equal(['/internalconf?version=6', changed.part.location]);
    expect(first?.shared('BG').ocspFreshnessSeconds, 'a snapshot stays as it is').to.equal(3600);
  });

  it('removes what the directory lists no more', async () => {
    const server = await source({ files: [SHARED, PRIVATE, FOO] });
    const { client, directory } = await filled(server);
    writeFileSync(join(directory, 'BG', '.drum-0123456789abcdef.tmp'), 'left by a stop');
    await server.publish({ files: [SHARED], expiresAt: EXPIRES });
    await client.fetch();
    expect(Object.keys(contentsOf(directory))).to.deep.equal([
      'BG/shared-params.xml',
      'BG/shared-params.xml.metadata',
      'instance-identifier',
    ]);
  });

  it('downloads from the address of this machine that it is told', async () => {
    const server = await source({ files: [SHARED, PRIVATE] });
    const from: (string | undefined)[] = [];
    server.server.on('connection', ({ remoteAddress }) => from.push(remoteAddress));
    expect((await clientOf(server, { localAddress: '127.0.0.77' }).fetch()).error).to.equal(undefined);
    expect(new Set(from)).to.deep.equal(new Set(['127.0.0.77']));
  });

  it('takes the highest version that the source has; 404 means the next', async () => {
    const server = await source({ files: [published(sharedParametersOf('BG', { version: 3 }))], version: 3 });
    const { download, configuration } = await clientOf(server).fetch();
    expect(download?.directory.version).to.equal(3);
    expect(configuration?.shared('BG').version).to.equal(3);
    expect(server.asked.slice(0, 4)).to.deep.equal([6, 5, 4, 3].map((version) => `/internalconf?version=${version}`));
  });

  it('takes the version it is told to, or the one that the address names', async () => {
    const two = { files: [published(sharedParametersOf('BG', { version: 2 }))], version: 2 } as const;
    const server = await source();
    await server.publish({ ...two, expiresAt: EXPIRES });
    expect((await clientOf(server, { version: 2 }).fetch()).download?.directory.version).to.equal(2);
    const anchor = anchorOf(`http://${server.host}/internalconf?version=2`);
    expect((await clientOf(server, { anchor }).fetch()).download?.directory.version).to.equal(2);
    expect(server.asked.filter((url) => url.startsWith('/internalconf'))).to.deep.equal([
      '/internalconf?version=2',
      '/internalconf?version=2',
    ]);
  });

  it('follows the sources that the last shared parameters name, with their keys, when the anchor’s are gone', async () => {
    const server = await source();
    const address = server.host;
    const named = {
      address,
      internalVerificationCertificates: [OTHER.certificate.der],
      externalVerificationCertificates: [],
    };
    await server.publish({ files: [published(sharedParametersOf('BG', { sources: [named] }))], expiresAt: EXPIRES });
    const { client } = await filled(server);
    const later = new Date('2026-11-23T00:20:00Z');
    await server.publish({ files: [SHARED], expiresAt: later, key: OTHER });
    const { error, configuration } = await client.fetch();
    expect(error).to.equal(undefined);
    expect(configuration?.expiresAt('BG')).to.deep.equal(later);
  });

  it('tries all sources, and next time begins with the one that answered', async () => {
    const [dead, alive] = [await source(), await source()];
    dead.answers.clear();
    const urls = [dead, alive].map((server) => `http://${server.host}/internalconf`);
    const anchor = { ...anchorOf(''), sources: urls.flatMap((url) => anchorOf(url).sources) };
    const client = clientOf(alive, { anchor });
    expect((await client.fetch()).attempts.map(({ url, error }) => [url.slice(0, 5), error?.code])).to.deep.equal([
      ['https', 'global_conf_get_version_failed'],
      ['https', 'global_conf_get_version_failed'],
      ['http:', 'global_conf_download_url_connection_failure'],
      ['http:', undefined],
    ]);
    expect((await client.fetch()).attempts).to.have.lengthOf(1);
  });

  const leaving = published(Buffer.from('<x/>'), { contentIdentifier: 'FOO', location: 'http://127.0.0.2:1/foo.xml' });
  const up = published(Buffer.from('<x/>'), { contentIdentifier: 'FOO', location: '/a/..' });
  for (const [what, publication, expected] of [
    [
      'an expired directory',
      { expiresAt: new Date('2026-11-22T23:59:59Z') },
      'global_conf_outdated: The configuration expired at 2026-11-22T23:59:59Z',
    ],
    ['a directory signed with another key', { key: OTHER }, /^global_conf_missing_verification_cert: /],
    [
      'no shared parameters',
      { files: [PRIVATE] },
      'malformed_global_conf: There are no usable shared parameters of the own instance BG',
    ],
    [
      'shared parameters that are none',
      { files: [published(Buffer.from('xxx'))] },
      'malformed_global_conf: The document is not well-formed XML in UTF-8',
    ],
    [
      'shared parameters of another instance',
      { files: [published(sharedParametersOf('EE'))] },
      /^global_conf_part_invalid_instance_identifier: .*\/file\.xml is of instance EE, not of BG as the directory says$/,
    ],
    [
      'shared parameters of another version',
      { files: [published(sharedParametersOf('BG', { version: 2 }))] },
      /^malformed_global_conf: /,
    ],
    [
      'a file on another host',
      { files: [SHARED, leaving] },
      'global_conf_header_field_wrong_value: The location http://127.0.0.2:1/foo.xml leaves its source',
    ],
    [
      'a file that would leave the folder',
      { files: [SHARED, up] },
      'global_conf_header_field_wrong_value: The part /a/.. has a name that no file may have here',
    ],
    [
      'a file listed twice',
      { files: [SHARED, SHARED] },
      'global_conf_header_field_wrong_value: The directory lists BG/shared-params.xml twice',
    ],
  ] as const) {
    it(`refuses ${what}, and keeps what it had`, async () => {
      const server = await source();
      const { client, directory } = await filled(server);
      const before = contentsOf(directory);
      await server.publish({ files: [SHARED, PRIVATE], expiresAt: EXPIRES, ...publication });
      const { error, configuration } = await client.fetch();
      const found = `${error?.code ?? ''}: ${error?.message ?? ''}`;
      if (typeof expected === 'string') expect(found).to.equal(expected);
      else expect(found).to.match(expected);
      expect(configuration).to.equal(undefined);
      expect(contentsOf(directory)).to.deep.equal(before);
    });
  }

  for (const [what, answer, expected] of [
    ['changed', Buffer.from('<conf/>'), 'global_conf_part_downloaded_file_integrity_failure'],
    ['missing', undefined, 'global_conf_part_download_failure'],
  ] as const) {
    it(`refuses a directory whose file is ${what}, and makes no folder`, async () => {
      const server = await source();
      if (answer === undefined) server.answers.delete(SHARED.part.location);
      else server.answers.set(SHARED.part.location, answer);
      const parent = folder();
      expect((await clientOf(server, { directory: join(parent, 'globalconf') }).fetch()).error?.code).to.equal(
        expected,
      );
      expect(readdirSync(parent)).to.deep.equal([]);
    });
  }

  it('keeps nothing when the folder cannot be written', async () => {
    const server = await source();
    const parent = folder();
    writeFileSync(join(parent, 'file'), '');
    const { error } = await clientOf(server, { directory: join(parent, 'file', 'globalconf') }).fetch();
    expect(error?.code).to.equal('global_conf_part_file_save_failure');
    expect(readdirSync(parent)).to.deep.equal(['file']);
  });

  describe('in a federation', () => {
    async function federation(options: Partial<ConfigurationClientOptions>) {
      const other = await source({
        files: [published(sharedParametersOf('EE'), { instance: 'EE' })],
        path: '/externalconf',
      });
      const anchor = anchorOf(`http://${other.host}/externalconf`, DIRECTORY_KEY, 'EE');
      const own = await source({ files: [SHARED, privateFor(anchor)] });
      return { other, own, ...(await filled(own, options)) };
    }

    it('downloads the instances that are allowed', async () => {
      const { directory, client } = await federation({ allowedFederations: 'ee' });
      const { configuration, federated } = await client.fetch();
      expect(configuration?.instances).to.deep.equal(['BG', 'EE']);
      expect(federated.map(({ instance, error }) => [instance, error])).to.deep.equal([['EE', undefined]]);
      expect(Object.keys(contentsOf(directory))).to.include('EE/shared-params.xml');
    });

    it('downloads none unless it is told to', async () => {
      const { directory } = await federation({});
      expect(readdirSync(directory)).to.deep.equal(['BG', 'instance-identifier']);
    });

    it('goes on without an instance that fails, and tells of it', async () => {
      const { other, client } = await federation({ allowedFederations: 'all' });
      other.answers.clear();
      const { error, configuration, federated } = await client.fetch();
      expect(error).to.equal(undefined);
      expect(configuration?.instances, 'what was downloaded before stays').to.deep.equal(['BG', 'EE']);
      expect(federated[0]?.error?.code).to.equal('global_conf_download_url_connection_failure');
    });

    it('lets another instance speak only for itself', async () => {
      const { other, client, directory } = await federation({ allowedFederations: 'all' });
      const before = contentsOf(directory);
      await other.publish({
        files: [
          published(sharedParametersOf('EE', { ocspFreshnessSeconds: 60 }), { instance: 'EE' }),
          published(sharedParametersOf('BG', { ocspFreshnessSeconds: 1 })),
          published(Buffer.from('<x/>'), { instance: 'EE', contentIdentifier: 'FOO' }),
        ],
        path: '/externalconf',
        expiresAt: EXPIRES,
      });
      const { configuration } = await client.fetch();
      expect(configuration?.shared('EE').ocspFreshnessSeconds).to.equal(60);
      expect(configuration?.shared('BG').ocspFreshnessSeconds).to.equal(3600);
      expect(Object.keys(contentsOf(directory))).to.deep.equal(Object.keys(before));
    });

    it('takes other instances from its own source, as a configuration proxy publishes them, where they are allowed', async () => {
      const both = [SHARED, published(sharedParametersOf('EE'), { instance: 'EE' })];
      const server = await source({ files: both });
      expect((await clientOf(server, { allowedFederations: 'EE' }).fetch()).configuration?.instances).to.deep.equal([
        'BG',
        'EE',
      ]);
      expect((await clientOf(server).fetch()).configuration?.instances).to.deep.equal(['BG']);
    });

    it('removes instances that are federated no longer, where the folder is its own; else it keeps them', async () => {
      const { own, directory, client } = await federation({ allowedFederations: 'all', removeOthers: true });
      mkdirSync(join(directory, 'mine'));
      writeFileSync(join(directory, 'mine', 'file'), '');
      await own.publish({ files: [SHARED, PRIVATE], expiresAt: EXPIRES });
      expect((await client.fetch()).configuration?.instances).to.deep.equal(['BG']);
      expect(readdirSync(directory)).to.deep.equal(['BG', 'instance-identifier', 'mine']);
      const kept = await federation({ allowedFederations: 'all' });
      await kept.own.publish({ files: [SHARED, PRIVATE], expiresAt: EXPIRES });
      expect((await kept.client.fetch()).configuration?.instances).to.deep.equal(['BG', 'EE']);
    });
  });
});
