// The lane `npm run conformance:dss`: the European Commission's DSS judges what a country of real servers has signed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import type { Country } from '../../country.ts';
import { ask } from '../../country/ask.ts';
import { CLIENT, PROVIDER, SERVICE, startSoapCountry } from '../../soap/country.ts';
import { askForContainer } from '../../country/evidence.ts';
import { until } from '../../country/poll.ts';
import { echoOf, multipart, newId, soapRequest } from '../../soap/messages.ts';
import { notTested, say } from '../lane.ts';
import { changedContainer } from './changed-container.ts';
import { isExpected, judgementOf } from './judgement.ts';

const XML = 'text/xml; charset=UTF-8';
const HERE = import.meta.dirname;

const folder = mkdtempSync(join(tmpdir(), 'drum-dss-'));
try {
  const lib = libraries(join(folder, 'lib'));
  const places = { containers: join(folder, 'containers'), trusted: join(folder, 'trusted') };
  for (const place of Object.values(places)) mkdirSync(place);
  await makeContainers(places, 'stamped-alone', { 'message-log.timestamp-immediately': true });
  await makeContainers(places, 'stamped-together', { 'message-log.timestamp-interval': 1 });
  const classPath = [join(lib, '*')].join(delimiter);
  const judged = run('java', ['-cp', classPath, join(HERE, 'Judge.java'), places.containers, places.trusted]);
  const judgements = judged.trim().split('\n').map(judgementOf);
  const counts = { agrees: 0, differs: 0 };
  for (const judgement of judgements) {
    const agrees = isExpected(judgement);
    counts[agrees ? 'agrees' : 'differs'] += 1;
    say(`${agrees ? 'as expected' : 'DIFFERS'}: ${judgement.file}: ${judgement.said}`);
  }
  say(JSON.stringify(counts));
  process.exitCode = counts.differs === 0 && counts.agrees > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** DSS and what it needs, from Maven Central. */
function libraries(lib: string): string {
  const { status, error, stdout } = spawnSync(
    'mvn',
    ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`],
    { encoding: 'utf8' },
  );
  if (error !== undefined || status !== 0) {
    notTested(`DSS wants Java, Maven and Maven Central: ${error?.message ?? stdout.slice(0, 500)}`);
  }
  return lib;
}

function run(command: string, args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) throw error ?? new Error(`${command}: ${stderr}`);
  return stdout;
}

/** One container of each kind of message, as its owner fetches it, and the certificates that the country trusts. */
async function makeContainers(
  places: { readonly containers: string; readonly trusted: string },
  stamped: string,
  parameters: object,
): Promise<void> {
  const country = await startSoapCountry(parameters);
  try {
    country.provider.script = (call, response) => {
      const type = call.headers['content-type'] ?? 'application/json';
      const body = call.body.toString('latin1').replace(/<m:\w+[^]*<\/m:\w+>/, (found) => echoOf(found));
      response.writeHead(200, { 'content-type': type }).end(Buffer.from(body, 'latin1'));
    };
    const service = `${PROVIDER}/rest`;
    await keep('rest', (id) =>
      country.ask('consumer', { service, client: CLIENT, headers: { 'X-Road-Id': id }, body: '{"a":1}' }),
    );
    await keep('soap', (id) =>
      askSoap(country, { 'Content-Type': XML }, soapRequest({ client: CLIENT, service: SERVICE, id })),
    );
    await keep('attachments', (id) => {
      const root = {
        headers: [`Content-Type: ${XML}`],
        content: soapRequest({ client: CLIENT, service: SERVICE, id }),
      };
      const attachment = { headers: ['Content-Type: image/png', 'Content-ID: <a>'], content: Buffer.alloc(70_000, 7) };
      const type = 'multipart/related; type="text/xml"; boundary=b';
      return askSoap(country, { 'Content-Type': type }, multipart('b', [root, attachment]));
    });
    await writeTrusted(country, places.trusted);
  } finally {
    await country.stop();
  }

  async function keep(kind: string, exchange: (id: string) => ReturnType<typeof ask>): Promise<void> {
    const queryId = newId();
    const { status, code } = await exchange(queryId);
    if (status !== 200 || code !== undefined) throw new Error(`${kind}: ${status} ${code ?? ''}`);
    for (const direction of ['request', 'response'] as const) {
      const download = { address: country.address('consumer'), owner: CLIENT, queryId, direction };
      const { body } = await until('a time-stamp', async () => {
        const answer = await askForContainer(download, { force: false });
        return answer.status === 200 && answer;
      });
      writeFileSync(join(places.containers, `${kind}-${direction}-${stamped}.asice`), body);
      const changed = await changedContainer(body);
      writeFileSync(join(places.containers, `${kind}-${direction}-${stamped}-changed.asice`), changed);
    }
  }
}

function askSoap(country: Country, headers: Record<string, string>, body: Buffer): ReturnType<typeof ask> {
  const all = { ...headers, SOAPAction: '""' };
  return country.ask('consumer', { service: '', rawPath: '/', method: 'POST', headers: all, body });
}

async function writeTrusted(country: Country, place: string): Promise<void> {
  const configuration = await readConfigurationDirectory(join(country.folder('consumer'), 'data', 'globalconf'));
  const { services } = configuration.trust(configuration.instance);
  const certificates = [...services.flatMap(({ top }) => [top.certificate]), ...configuration.tsaCertificates()];
  for (const { der, sha256Hex } of certificates) writeFileSync(join(place, `${sha256Hex}.cer`), der);
}
