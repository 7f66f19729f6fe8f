import { mkdirSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { temporaryFolders } from '../temporary.ts';
import { DRUM, ROOT, SandboxProcess, shell, START_MS_MAX } from './sandbox-process.ts';

/*
 * The first whole journey, as a newcomer takes it: the sandbox starts, the query that it prints is asked, the evidence is
 * fetched as it says, and the drum command judges it. All by the printed words; only addresses and folder are this test's own.
 */

const NETWORK = '127.77.0.';

/** Downloads a ZIP file and unpacks it. */
async function unpack(url: string, folder: string): Promise<void> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(await (await fetch(url)).arrayBuffer()));
  for await (const entry of zip.eachEntry()) {
    const path = join(folder, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await buffer(await zip.openReadStreamPromise(entry)));
  }
}

/** Copies a ZIP file with some entries changed. */
async function rewrite(from: string, to: string, change: (bytes: Buffer, name: string) => Buffer): Promise<void> {
  const source = await yauzl.fromBufferPromise(readFileSync(from));
  const target = new yazl.ZipFile();
  for await (const entry of source.eachEntry()) {
    const bytes = await buffer(await source.openReadStreamPromise(entry));
    target.addBuffer(change(bytes, entry.fileName), entry.fileName);
  }
  target.end();
  writeFileSync(to, await buffer(target.outputStream));
}

describe('a newcomer’s first journey', function () {
  this.timeout(2 * START_MS_MAX);
  const folders = temporaryFolders();
  let folder: string;
  let ecosystem: string;
  let sandbox: SandboxProcess;
  let guide: string;

  const printed = (start: string): string => {
    const from = guide.indexOf(start);
    return guide.slice(from, guide.indexOf('\n\n', from));
  };

  const messageId = (): string => /X-Road-Id: (first-query-[0-9a-f]+)/.exec(guide)?.[1] ?? '';

  before(async () => {
    folder = folders();
    ecosystem = join(folder, 'country.yaml');
    const yaml = readFileSync(join(ROOT, 'config', 'sandbox', 'bulgaria.yaml'), 'utf8');
    writeFileSync(ecosystem, stringify(parse(yaml.replaceAll('127.0.0.', NETWORK))));
    sandbox = new SandboxProcess('--ecosystem', ecosystem, '--data', join(folder, 'data'));
    guide = await sandbox.ready();
  });

  after(() => {
    sandbox.kill();
  });

  it('asks the register through two security servers', async () => {
    const { out } = await shell(printed('curl -sS -w'));
    const answer = JSON.parse(out) as { found: boolean; personNames: { firstName: string } };
    expect(answer.found).to.equal(true);
    expect(answer.personNames.firstName).to.equal('Иван');
  });

  it('fetches the evidence and verifies it, as printed', async () => {
    const [fetch = '', verify = ''] = printed('curl -sS --fail-with-body -o evidence.asice').split('\n');
    const file = join(folder, 'evidence.asice');
    await shell(fetch.replace('evidence.asice', file));
    const { code, out } = await shell(verify.replace('evidence.asice', file).replace('npx drum', `node ${DRUM}`));
    expect(out).to.contain('VERIFIED');
    expect(out).to.contain('Signed by     SUBSYSTEM:BG/GOV/831661388/grao-nbd');
    expect(code).to.equal(0);
  });

  it('keeps both messages on both sides, with evidence that verifies by any server’s /verificationconf', async () => {
    const configuration = join(folder, 'unpacked');
    await unpack(`http://${NETWORK}13:8080/verificationconf`, configuration);
    for (const [address, client] of [
      [`${NETWORK}12`, 'memberClass=MUN&memberCode=000696327&subsystemCode=local-taxes'],
      [`${NETWORK}11`, 'memberClass=GOV&memberCode=831661388&subsystemCode=grao-nbd'],
    ] as const) {
      for (const direction of ['requestOnly', 'responseOnly']) {
        const file = join(folder, `${address}-${direction}.asice`);
        const query = `queryId=${messageId()}&xRoadInstance=BG&${client}&${direction}&unique&force`;
        await shell(`curl -s -o ${file} 'http://${address}:8080/asic?${query}'`);
        const { code, out } = await shell(`node ${DRUM} verify ${file} --configuration ${configuration} --json`);
        const report = JSON.parse(out) as { verified: boolean; code: string | null; signer: string };
        expect([report.verified, report.code, code]).to.deep.equal([true, null, 0]);
        expect(report.signer).to.equal(
          direction === 'requestOnly'
            ? 'SUBSYSTEM:BG/MUN/000696327/local-taxes'
            : 'SUBSYSTEM:BG/GOV/831661388/grao-nbd',
        );
      }
    }
  });

  for (const [what, entry, find, code] of [
    ['the message', 'message.xml', 'X-Content-Type-Options:', 'malformed_signature.invalid_hash_chain_ref'],
    ['the attachment', 'attachment1', 'Иван', 'malformed_signature.invalid_hash_chain_ref'],
    ['the hash chain', 'sig-hashchain.xml', '/message.xml', 'malformed_signature'],
    ['the hash chain result', 'sig-hashchainresult.xml', 'DigestValue>', 'malformed_signature.invalid_hash_chain'],
    ['the signature value', 'META-INF/signatures.xml', 'Id="signature-value">\n', 'malformed_signature'],
    // Where both messages share a time-stamp, that is found to be of another signature before the signature is verified.
    [
      'the signing time',
      'META-INF/signatures.xml',
      '<xades:SigningTime>20',
      'invalid_signature_value|malformed_signature',
    ],
  ] as const) {
    it(`sees that evidence is not verified when one byte of ${what} is changed`, async () => {
      const report = await judged((bytes, name) => {
        if (name !== entry) return bytes;
        expect(bytes.indexOf(find)).to.be.at.least(0);
        return withAnother(bytes, bytes.indexOf(find) + Buffer.byteLength(find));
      });
      expect(report).to.match(new RegExp(`^(${code})`));
    });
  }

  it('sees that evidence is not verified when one byte of the time-stamp is changed', async () => {
    const beginning = '<xades:EncapsulatedTimeStamp>MII';
    let changed = 0;
    const report = await judged((bytes, name) => {
      // In a file of its own where both messages share it.
      const at = name === 'META-INF/timestamp.tst' ? bytes.length >> 1 : bytes.indexOf(beginning) + beginning.length;
      if (name !== 'META-INF/timestamp.tst' && !bytes.includes(beginning)) return bytes;
      changed += 1;
      return withAnother(bytes, at);
    });
    expect(report).to.match(/^mal/);
    expect(changed).to.equal(1);
  });

  /** Another character of the same kind there, so that a document stays well-formed. */
  function withAnother(bytes: Buffer, at: number): Buffer {
    const result = Buffer.from(bytes);
    const [first = 'A', second = 'B'] = /\d/.test(String.fromCharCode(bytes[at] ?? 0)) ? ['8', '9'] : ['A', 'B'];
    result.write(bytes.toString('latin1', at, at + 1) === first ? second : first, at);
    return result;
  }

  /** The code by which evidence that was changed so is refused. */
  async function judged(change: (bytes: Buffer, name: string) => Buffer): Promise<string> {
    const changed = join(folder, 'changed.asice');
    await rewrite(join(folder, 'evidence.asice'), changed, change);
    const verdict = await shell(
      `node ${DRUM} verify ${changed} --configuration ${join(folder, 'data', 'sofia', 'data', 'globalconf')} --json`,
    );
    const { verified, code } = JSON.parse(verdict.out) as { verified: boolean; code: string };
    expect([verified, verdict.code]).to.deep.equal([false, 1]);
    return code;
  }

  it('is told which header a query lacks', async () => {
    const { out } = await shell(printed('curl -sS -w').replace(/ -H 'X-Drum-Legal-Basis: [^']*'/, ''));
    const refusal = JSON.parse(out) as { type: string; missing: string[] };
    expect(refusal.type).to.equal('register.query_context_missing');
    expect(refusal.missing).to.deep.equal(['X-Drum-Legal-Basis']);
  });

  it('cannot start a second one in its place, and is told why', async () => {
    const second = await shell(`node ${DRUM} sandbox --ecosystem ${ecosystem} --data ${join(folder, 'second')}`);
    expect(second.out).to.contain(`Port 8888 of ${NETWORK}9 is in use`);
    expect(second.code).to.equal(2);
  });

  it('leaves alone a folder that is not a sandbox’s', async () => {
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'mine');
    const { code, out } = await shell(`node ${DRUM} sandbox --ecosystem ${ecosystem} --data ${foreign} --fresh`);
    expect(out).to.contain(`The folder ${foreign} is not empty and not a sandbox's`);
    expect([code, readdirSync(foreign)]).to.deep.equal([2, ['thesis.txt']]);
  });

  it('finds everything again after Ctrl-C and a second start', async () => {
    const { code, out } = await sandbox.interrupt();
    expect(out).to.contain('Stopped. The data is kept in');
    expect(code).to.equal(0);
    const [fetch = '', verify = ''] = printed('curl -sS --fail-with-body -o evidence.asice').split('\n');
    sandbox = new SandboxProcess('--ecosystem', ecosystem, '--data', join(folder, 'data'));
    guide = await sandbox.ready();
    const file = join(folder, 'again.asice');
    await shell(fetch.replace('evidence.asice', file));
    const verdict = await shell(verify.replace('evidence.asice', file).replace('npx drum', `node ${DRUM}`));
    expect(verdict.code).to.equal(0);
    const log = readFileSync(join(folder, 'data', 'sofia', 'log.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const applied = log
      .map((line) => JSON.parse(line) as { message: string; changes?: number })
      .filter(({ message }) => message === 'Server configuration applied');
    expect(applied.map(({ changes }) => changes)).to.deep.equal([3, 0]);
  });

  it('leaves no personal identifier in any log', async () => {
    const { out } = await shell(
      `grep -rl 3523126407 ${join(folder, 'data')} --include=*.jsonl --include=monitoring.sqlite*`,
    );
    expect(out).to.equal('');
  });
});
