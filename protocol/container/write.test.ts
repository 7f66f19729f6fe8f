import { once } from 'node:events';
import { expect } from 'chai';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { until } from '../../test/country/poll.ts';
import { makeAllEvidence, packed } from '../../test/evidence/containers.ts';
import { sha512 } from '../../test/evidence/country.ts';
import { CONTAINER_LIMITS } from './entries.ts';
import { asicManifest, asicManifestFits } from './manifests.ts';
import { readContainer } from './read.ts';
import { sourceOf, type ByteSource } from './source.ts';
import { writeContainer, type ContainerContents } from './write.ts';
import { withZip } from './zip-reader.ts';

const contents: ContainerContents = {
  message: Buffer.from('message'),
  signature: Buffer.from('<signature/>'),
  signedChain: { result: Buffer.from('<result/>'), chain: Buffer.from('<chain/>') },
  timestamp: { result: Buffer.from('<ts-result/>'), chain: Buffer.from('<ts-chain/>'), token: Buffer.from([0x30, 0]) },
  attachments: [
    Buffer.from('body'),
    { sizeBytes: 6, open: () => Readable.from([Buffer.from('str'), Buffer.from('eam')]) },
  ],
  time: new Date('2026-11-22T23:42:08Z'),
};

const codes = { absent: 'asic_mime_type_not_found', malformed: 'asic_malformed_container' } as const;
const unpacked = (file: Buffer): Promise<[string, string][]> =>
  withZip(sourceOf(file), CONTAINER_LIMITS, codes, async (zip) => {
    const all: [string, string][] = [];
    for (const entry of zip.entries) all.push([entry.name, (await zip.bytes(entry, 10_000)).toString('latin1')]);
    return all;
  });

describe('A container that we write', () => {
  it('holds the entries in X-Road’s order, each byte as given', async () => {
    const entries = await unpacked(await packed(contents));
    expect(entries.map(([name]) => name)).to.deep.equal([
      'mimetype',
      'message.xml',
      'META-INF/signatures.xml',
      'sig-hashchainresult.xml',
      'sig-hashchain.xml',
      'ts-hashchainresult.xml',
      'ts-hashchain.xml',
      'META-INF/manifest.xml',
      'META-INF/ASiCManifest.xml',
      'META-INF/timestamp.tst',
      'attachment1',
      'attachment2',
    ]);
    const of = new Map(entries);
    expect(of.get('mimetype')).to.equal('application/vnd.etsi.asic-e+zip');
    expect(of.get('message.xml')).to.equal('message');
    expect(of.get('META-INF/timestamp.tst')).to.equal('0\0');
    expect(of.get('attachment1')).to.equal('body');
    expect(of.get('attachment2')).to.equal('stream');
    expect(of.get('META-INF/manifest.xml')).to.equal(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">\n' +
        '    <manifest:file-entry manifest:media-type="application/vnd.etsi.asic-e+zip" manifest:full-path="/"/>\n' +
        ['message.xml', 'sig-hashchainresult.xml', 'sig-hashchain.xml', 'ts-hashchainresult.xml', 'ts-hashchain.xml']
          .map((name) => `    <manifest:file-entry manifest:media-type="text/xml" manifest:full-path="${name}"/>\n`)
          .join('') +
        ['attachment1', 'attachment2']
          .map(
            (name) =>
              `    <manifest:file-entry manifest:media-type="application/octet-stream" manifest:full-path="${name}"/>\n`,
          )
          .join('') +
        '</manifest:manifest>\n',
    );
  });

  it('leaves out what there is none of', async () => {
    const { message, signature, time } = contents;
    const entries = await unpacked(await packed({ message, signature, time, attachments: [] }));
    expect(entries.map(([name]) => name)).to.deep.equal([
      'mimetype',
      'message.xml',
      'META-INF/signatures.xml',
      'META-INF/manifest.xml',
    ]);
  });

  it('shows its type in its first bytes and in its comment (ETSI EN 319 162-1 §A.1)', async () => {
    const file = await packed(contents);
    expect(file.subarray(30, 69).toString('latin1')).to.equal('mimetypeapplication/vnd.etsi.asic-e+zip');
    expect(file.toString('latin1').endsWith('mimetype=application/vnd.etsi.asic-e+zip')).to.equal(true);
  });

  it('is the same file whenever and wherever it is written', async () => {
    const zone = process.env.TZ;
    const files: Buffer[] = [];
    try {
      for (const name of ['UTC', 'Europe/Sofia', 'America/St_Johns']) {
        process.env.TZ = name;
        files.push(await packed({ ...contents, attachments: [Buffer.from('body')] }));
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    expect(new Set(files.map((file) => sha512(file).toString('hex'))).size).to.equal(1);
  });

  it('ends in the error of an attachment that cannot be read', async () => {
    const broken = () =>
      new Readable({
        read() {
          this.destroy(new Error('disk'));
        },
      });
    const attachments = [{ sizeBytes: 6, open: broken }];
    const outcome = await buffer(writeContainer({ ...contents, attachments })).then(
      () => 'written',
      (error: unknown) => String(error),
    );
    expect(outcome).to.equal('Error: disk');
  });

  it('lets go of an attachment when nobody reads the container any more', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    const container = writeContainer({ ...contents, attachments: [{ sizeBytes: 1e9, open: () => endless }] });
    await once(container, 'readable');
    expect(endless.destroyed).to.equal(false);
    container.destroy();
    await until('the attachment is let go', () => endless.destroyed);
  });

  it('gives a cut attachment under a name that no signature speaks of', async () => {
    const entries = await unpacked(await packed({ ...contents, attachments: [{ beginning: Buffer.from('bo') }] }));
    expect(entries.filter(([name]) => name.includes('attachment'))).to.deep.equal([['beginning-of-attachment1', 'bo']]);
    expect(new Map(entries).get('META-INF/manifest.xml')).to.include('manifest:full-path="beginning-of-attachment1"/>');
  });

  it('leaves out the number of an attachment that is absent', async () => {
    const attachments = [Buffer.from('one'), 'absent', { beginning: Buffer.from('th') }, Buffer.from('four')] as const;
    const entries = await unpacked(await packed({ ...contents, attachments }));
    expect(entries.filter(([name]) => name.includes('attachment'))).to.deep.equal([
      ['attachment1', 'one'],
      ['beginning-of-attachment3', 'th'],
      ['attachment4', 'four'],
    ]);
    expect(new Map(entries).get('META-INF/manifest.xml')).to.not.include('attachment2');
  });

  it('says in its manifest what the time-stamp is over', () => {
    const result = Buffer.from('<ts-result/>');
    expect(asicManifestFits(asicManifest(result), result)).to.equal(true);
    expect(asicManifestFits(asicManifest(result), Buffer.from('other'))).to.equal(false);
  });
});

describe('Reading a container', () => {
  it('hashes attachments as they stream by and holds none of them', async () => {
    const size = 48 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024, 7);
    const [made] = await makeAllEvidence();
    if (made === undefined) throw new Error('none');
    const open = () => Readable.from(Array.from({ length: size / chunk.length }, () => chunk));
    const file = await buffer(writeContainer({ ...made.contents, attachments: [{ sizeBytes: size, open }] }));
    const { attachments } = await readContainer(sourceOf(file));
    expect(attachments.map((each) => each.size)).to.deep.equal([size]);
    expect(attachments[0]?.digests.map(({ algorithm }) => algorithm)).to.deep.equal(['SHA-512']);
    expect(attachments[0]?.digests[0]?.value).to.deep.equal(
      sha512(Buffer.concat(Array.from({ length: size / chunk.length }, () => chunk))),
    );
  });

  it('never finds that a container of our own holds too much for its size', async () => {
    const size = 32 * 1024 * 1024;
    // Nothing deflates further.
    const zeros = Buffer.alloc(size);
    const open = () => Readable.from([zeros]);
    const file = await buffer(writeContainer({ ...contents, attachments: [{ sizeBytes: size, open }] }));
    expect(size / file.length).to.be.lessThan(CONTAINER_LIMITS.ratioMax);
  });

  it('lets errors of the source itself go on', async () => {
    const file = await packed(contents);
    const source: ByteSource = {
      size: file.length,
      read: (position, length) =>
        position > 100 && length < 500 ? Promise.reject(new Error('disk')) : sourceOf(file).read(position, length),
    };
    const outcome = await readContainer(source).then(
      () => 'read',
      (error: unknown) => String(error),
    );
    expect(outcome).to.include('disk');
  });
});
