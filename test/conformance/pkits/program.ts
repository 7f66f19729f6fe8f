// The lane `npm run conformance:pkits -- WHEEL`: NIST's PKITS, from the Python package that carries it.
import { existsSync } from 'node:fs';
import yauzl from 'yauzl';
import { Certificate } from '#certs/certificate.ts';
import { notTested, say } from '../lane.ts';
import { pathVerdict } from '../path-verdict.ts';
import { EXCLUDED, JUDGED } from './sections.ts';

/** Within the validity of the suite's certificates (2010 to 2030). */
const AT = new Date('2026-06-01T12:00:00Z');
const ANCHOR = 'TrustAnchorRootCertificate';
const CERTIFICATE = /\/PKITS_data\/certs\/([^/]+)\.crt$/;
const [wheel] = process.argv.slice(2);
if (wheel === undefined || !existsSync(wheel)) {
  notTested(
    'give the wheel of the package: pip download --no-deps cryptography_vectors; npm run conformance:pkits -- cryptography_vectors-….whl',
  );
}

const certificates = await readCertificates(wheel);
const authorities = [...certificates].filter(([name]) => !name.endsWith('EE') && name !== ANCHOR);
const counts = { agrees: 0, excluded: 0, differs: 0 };
for (const [name, der] of certificates) {
  if (!name.endsWith('EE')) continue;
  const section = Object.entries(JUDGED).find(([, names]) => names.test(name))?.[0];
  if (section === undefined) {
    if (!EXCLUDED.some(({ names }) => names.test(name))) throw new Error(`${name} is in no section`);
    counts.excluded += 1;
    continue;
  }
  const verdict = pathVerdict({
    end: () => Certificate.fromDer(der),
    // Those that cannot be read are approved by nobody.
    intermediates: () => authorities.flatMap(([, authority]) => readable(authority)),
    anchors: () => [Certificate.fromDer(certificates.get(ANCHOR) ?? Buffer.alloc(0))],
    at: AT,
  });
  const agrees = (verdict === 'accepted') !== name.startsWith('Invalid');
  counts[agrees ? 'agrees' : 'differs'] += 1;
  if (!agrees) say(`${section}: ${name}: ${verdict}`);
}
for (const { what, reason } of EXCLUDED) say(`not judged: ${what}: ${reason}`);
say(JSON.stringify(counts));
process.exitCode = counts.differs === 0 && counts.agrees > 0 ? 0 : 1;

function readable(der: Buffer): Certificate[] {
  try {
    return [Certificate.fromDer(der)];
  } catch {
    return [];
  }
}

async function readCertificates(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await yauzl.openPromise(path, { lazyEntries: true });
  const found = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const name = CERTIFICATE.exec(entry.fileName)?.[1];
    if (name === undefined) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    found.set(name, Buffer.concat(chunks));
  }
  return found;
}
