import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { configurationCommand } from '#cli/configuration.ts';
import { writeAnchor } from '#protocol/configuration/anchor.ts';
import type { ConfigurationVersion } from '#protocol/configuration/parameters.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { temporaryFolders } from '../temporary.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';
import { published } from './recorded-directories.ts';

/** A web server over a folder of vectors, as central servers map it: `/name?version=N` is the file `/VN/name`. */
async function serving(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://host');
    const version = url.searchParams.get('version');
    const path = join(folder, version === null ? '' : `V${version}`, url.pathname);
    const found = path.startsWith(folder) && existsSync(path) && statSync(path).isFile();
    response.writeHead(found ? 200 : 404).end(found ? readFileSync(path) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

interface Fetched {
  readonly exit: number;
  readonly verified: boolean;
  readonly code: string | null;
  readonly version: number | null;
  readonly files: readonly { path: string }[];
}

/** Runs `drum configuration fetch`. */
async function fetchInto(anchor: string, into: string, version?: number): Promise<Fetched> {
  let [exit, out] = [-1, ''];
  const command = configurationCommand({
    out: (text) => (out += text),
    err: () => undefined,
    exit: (code) => (exit = code),
  });
  const only = version === undefined ? [] : ['--configuration-version', String(version)];
  await command.parseAsync(['fetch', '--anchor', anchor, '--into', into, '--json', ...only], { from: 'user' });
  return { exit, ...(JSON.parse(out) as Omit<Fetched, 'exit'>) };
}

function contentsOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(root, path)).isFile(),
  );
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Rows of CONFCLIENT-RESULTS.tsv: the anchor, the mode, and what the real client's exit codes become here. */
const ROWS: readonly [
  anchor: string,
  version: ConfigurationVersion | undefined,
  exit: number,
  code: string | null,
  stored: string | undefined,
][] = [
  ['anchor-internalconf.xml', undefined, 0, null, 'internalconf'],
  ['anchor-internalconf.xml', 2, 0, null, 'v2'],
  ['anchor-internalconf.xml', 3, 0, null, 'v3'],
  ['anchor-internalconf.xml', 5, 0, null, 'v5'],
  ['anchor-internalconf.xml', 6, 0, null, 'v6'],
  ['anchor-externalconf.xml', undefined, 0, null, 'externalconf'],
  ['anchor-bad-signature.xml', undefined, 1, 'global_conf_signature_verification_failure', undefined],
  ['anchor-expired.xml', undefined, 1, 'global_conf_outdated', undefined],
  ['anchor-that-does-not-exist.xml', undefined, 2, 'anchor_file_not_found', undefined],
];

describeWithVectors('Conformance: downloads of the lab’s configuration', () => {
  const folder = temporaryFolders();
  let server: Server;
  before(async () => {
    server = await serving(vectorsPath('lab', 'www'));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A copy of a recorded anchor that names the address we serve at. */
  function anchorHere(name: string): string {
    const file = join(folder(), name);
    const recorded = vectorsPath('lab', name);
    if (!existsSync(recorded)) return file;
    const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(file, readFileSync(recorded, 'utf8').replaceAll('127.0.0.1:18080', here));
    return file;
  }

  for (const [anchor, version, exit, code, stored] of ROWS) {
    it(`${anchor}, ${version === undefined ? 'highest version' : `version ${version}`}: exit ${exit}, ${code ?? 'kept'}`, async () => {
      const into = join(folder(), 'conf');
      const fetched = await fetchInto(anchorHere(anchor), into, version);
      expect([fetched.exit, fetched.verified, fetched.code]).to.deep.equal([exit, exit === 0, code]);
      if (stored === undefined) expect(existsSync(into)).to.equal(false);
      else {
        // Byte for byte what the real client keeps.
        expect(contentsOf(into)).to.deep.equal(contentsOf(vectorsPath('lab', 'globalconf-downloaded', stored)));
        expect(fetched.version).to.equal(version ?? 6);
      }
    });
  }

  it('tell an internal from an external source by its private parameters, as validate -p does', async () => {
    const filesOf = async (name: string) =>
      (await fetchInto(anchorHere(name), join(folder(), 'conf'))).files.map(({ path }) => path);
    expect(await filesOf('anchor-internalconf.xml')).to.deep.equal(['LAB/private-params.xml', 'LAB/shared-params.xml']);
    expect(await filesOf('anchor-externalconf.xml')).to.deep.equal(['LAB/shared-params.xml']);
  });

  it('leave a folder that was filled before as it was, when they fail', async () => {
    const into = join(folder(), 'conf');
    await fetchInto(anchorHere('anchor-internalconf.xml'), into);
    const before = contentsOf(into);
    for (const name of ['anchor-bad-signature.xml', 'anchor-expired.xml']) {
      expect((await fetchInto(anchorHere(name), into)).exit).to.equal(1);
      expect(contentsOf(into)).to.deep.equal(before);
    }
  });
});

describeWithVectors('Conformance: downloads of what central servers published', () => {
  const folder = temporaryFolders();
  let server: Server;
  before(async () => {
    server = await serving(vectorsPath('configuration-signed'));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [version, name, instance, exit, code] of [
    [3, 'internalconf', 'CS', 0, null],
    [3, 'externalconf', 'CS', 0, null],
    [4, 'internalconf', 'DEV', 0, null],
    [4, 'externalconf', 'DEV', 0, null],
    [5, 'internalconf', 'DEV', 0, null],
    [5, 'externalconf', 'DEV', 0, null],
    [6, 'internalconf', 'DEV', 1, 'global_conf_missing_verification_cert'],
    [6, 'externalconf', 'DEV', 1, 'global_conf_part_downloaded_file_integrity_failure'],
  ] as const) {
    it(`configuration-signed/V${version}/${name}: exit ${exit}, ${code ?? 'kept'}`, async () => {
      const place = folder();
      const [anchor, into] = [join(place, 'anchor.xml'), join(place, 'conf')];
      const downloadUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
      const verificationCertificates = published(version, name).certificates;
      writeFileSync(anchor, writeAnchor({ instance, sources: [{ downloadUrl, verificationCertificates }] }));
      const fetched = await fetchInto(anchor, into, version);
      expect([fetched.exit, fetched.code]).to.deep.equal([exit, code]);
      expect(existsSync(into)).to.equal(exit === 0);
      if (exit === 0) expect((await readConfigurationDirectory(into)).problems).to.deep.equal([]);
    });
  }
});
