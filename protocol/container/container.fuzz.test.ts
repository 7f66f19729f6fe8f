import { expect } from 'chai';
import fc from 'fast-check';
import { CertificateVerifier } from '#certs/path.ts';
import { makeAllEvidence, packed, type MadeEvidence } from '../../test/evidence/containers.ts';
import { configuration } from '../../test/evidence/country.ts';
import { expectCode, itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileText } from '../../test/hostile-input.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { makeZip } from '../../test/hostile/zip-maker.ts';
import { Checks } from '../checks.ts';
import { readArchiveName } from './archive/archive-name.ts';
import { linkContainers, LINKING_INFO_ENTRY, readLinkingInfo, writeLinkingInfo } from './archive/linking-info.ts';
import { verifyArchives } from './archive/verify-chain.ts';
import { ENTRY, MIMETYPE } from './entries.ts';
import { asicManifest, asicManifestFits } from './manifests.ts';
import { readMessage } from './message.ts';
import { readContainer } from './read.ts';
import { sourceOf } from './source.ts';
import { verifyContainer } from './verify.ts';

let made: Promise<MadeEvidence[]> | undefined;
const evidence = (): Promise<MadeEvidence[]> => (made ??= makeAllEvidence());
const containers = async (): Promise<Buffer[]> =>
  Promise.all((await evidence()).map(({ contents }) => packed(contents)));

const ZIP = [
  'PK\x03\x04',
  'PK\x01\x02',
  'PK\x05\x06',
  'PK\x06\x06',
  'PK\x06\x07',
  '\0\0',
  '\xff\xff',
  'mimetype',
  '../',
];

/** ZIP files whose directory may say anything. */
const lies = fc.record({
  entries: fc.array(
    fc.record(
      {
        name: fc.oneof(
          fc.constantFrom(...Object.values(ENTRY), 'attachment1', 'a/../b', '/a', 'META-INF/'),
          hostileText(['a']),
        ),
        data: fc.uint8Array({ maxLength: 40 }),
        method: fc.constantFrom(0, 8, 9, 99),
        localName: fc.string({ maxLength: 5 }),
        flags: fc.constantFrom(0, 1, 8, 0x800, 0xffff),
        statedSize: fc.oneof(fc.nat(100), fc.constantFrom(0xffffffff, 0x7fffffff)),
        statedCrc: fc.nat(),
        raw: fc.uint8Array({ maxLength: 40 }),
      },
      { requiredKeys: ['name', 'data'] },
    ),
    { maxLength: 5 },
  ),
  comment: fc.string({ maxLength: 10 }),
});

describe('Containers in hostile input', () => {
  const files = async () => fc.oneof(hostileBytes(await containers(), ZIP), lies.map(makeZip));
  itSurvives('ASiC ZIP', files, async (bytes) => {
    const { entries, attachments } = await readContainer(sourceOf(bytes));
    return entries.size + attachments.length;
  });

  const certificates = new CertificateVerifier();
  const verify = async (bytes: Uint8Array): Promise<void> => {
    const checks = new Checks();
    const report = await verifyContainer({ source: sourceOf(bytes), configuration, certificates, checks });
    expect(report.verified).to.equal(checks.error === undefined);
    if (checks.error !== undefined) expectCode(checks.error);
  };
  itSurvives('verification of a container', files, verify);

  // Entries that are changed inside a ZIP file that is whole, so that inputs reach what stands behind its checksums.
  const changedEntries = async () => {
    const wholes = (await evidence()).map(
      ({ contents: { message, signature, signedChain, timestamp, attachments } }) => ({
        [ENTRY.mimetype]: Buffer.from(MIMETYPE),
        [ENTRY.message]: Buffer.from(message),
        [ENTRY.signature]: Buffer.from(signature),
        ...(signedChain && {
          [ENTRY.signedChainResult]: Buffer.from(signedChain.result),
          [ENTRY.signedChain]: Buffer.from(signedChain.chain),
        }),
        ...(timestamp && {
          [ENTRY.stampedChainResult]: Buffer.from(timestamp.result),
          [ENTRY.stampedChain]: Buffer.from(timestamp.chain),
          [ENTRY.timestamp]: Buffer.from(timestamp.token),
          [ENTRY.asicManifest]: asicManifest(timestamp.result),
        }),
        ...Object.fromEntries(
          attachments.map((bytes, index) => [
            `attachment${index + 1}`,
            bytes instanceof Uint8Array ? Buffer.from(bytes) : Buffer.alloc(0),
          ]),
        ),
      }),
    );
    return fc.oneof(
      ...wholes.flatMap((whole: Readonly<Record<string, Buffer>>) =>
        Object.entries(whole).map(([name, bytes]) =>
          (bytes.toString('latin1').trimStart().startsWith('<') ? hostileXml([bytes]) : hostileBytes([bytes])).map(
            (changed) =>
              makeZip({
                entries: Object.entries({ ...whole, [name]: changed }).map(([entry, data]) => ({
                  name: entry,
                  data,
                  method: 0,
                })),
              }),
          ),
        ),
      ),
    );
  };
  itSurvives('verification of changed entries', changedEntries, verify);

  const messages = async () => {
    const seeds = (await evidence()).map(({ contents }) => Buffer.from(contents.message));
    return fc.oneof(hostileBytes(seeds), hostileXml(seeds.filter((bytes) => bytes[0] === 0x3c)));
  };
  itSurvives('message of a container', messages, readMessage);

  const result = Buffer.from('<result/>');
  itSurvives('ASiC manifest', hostileXml([asicManifest(result)]), (bytes) => asicManifestFits(bytes, result));
});

describe('Message log archives in hostile input', () => {
  const link = { digest: 'ab'.repeat(64), name: 'mlog-20260101000000-20260102000000-0123456789abcdef.zip' };
  const digests = ['a.asice', 'b.asice'].map((name) => ({ name, digest: Buffer.alloc(64, name) }));
  const infos = [undefined, link].map((previous) => writeLinkingInfo(linkContainers('SHA-512', previous, digests)));
  const tokens = [' ', '\n', '\r\n', '-', '- - SHA-512\n', 'SHA-256', 'a.asice', '/', '..', '\t', '\u2028', '\0'];

  itSurvives('linking information', hostileBytes(infos, tokens), (bytes) => {
    const info = readLinkingInfo(bytes);
    expect(readLinkingInfo(writeLinkingInfo(info))).to.deep.equal(info);
  });

  const names = [link.name, 'mlog-a-b-20260101000000-20260102000000-0123456789abcdef.zip.gpg'];
  itSurvives('name of an archive', hostileText(names, ['-', 'mlog-', '.zip', '.gpg', '\n']), readArchiveName);

  const archives = fc.array(
    fc.record({
      name: hostileText(names),
      info: hostileBytes(infos, tokens),
      isMutated: fc.boolean(),
      file: fc.constantFrom('a.asice', 'b.asice', 'c.asice'),
    }),
    { minLength: 1, maxLength: 3 },
  );
  itSurvives('message log archives', archives, async (list) => {
    const given = list.map(({ name, info, isMutated, file }) => {
      const zip = makeZip({
        entries: [
          { name: file, data: Buffer.from(file) },
          { name: 'b.asice', data: Buffer.from('b') },
          { name: LINKING_INFO_ENTRY, data: isMutated ? info : (infos[0] ?? info) },
        ].filter((entry, index, all) => all.findIndex((other) => other.name === entry.name) === index),
      });
      return { name, source: sourceOf(zip) };
    });
    const report = await verifyArchives(given);
    for (const { error } of report.archives) if (error !== undefined) expectCode(error);
    expect(report.verified).to.equal(report.code === null);
  });
});
