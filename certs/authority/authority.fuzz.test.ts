import { expect } from 'chai';
import fc from 'fast-check';
import { AUTHORITY_NOW, openAuthority } from '../../test/authority.ts';
import { itSurvives } from '../../test/fuzz.ts';
import { hostileFiles } from '../../test/hostile-file.ts';
import { hostileBytes } from '../../test/hostile-input.ts';
import { hostileYaml } from '../../test/hostile-json.ts';
import { mutatedDer } from '../../test/mutation.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { readDer } from '../der/read.ts';
import { DER_NULL, derElement, derIntegerOf, derOctetString, derOidOf, derSequence } from '../der/write.ts';
import { ocspRequest } from '../ocsp/request.ts';
import type { Authority } from './authority.ts';
import { GOOD } from './behaviour.ts';
import { readAuthorityFile } from './file.ts';
import { answerOcsp } from './ocsp-service.ts';
import { answerTimestamp, TIMESTAMP_POLICY } from './timestamp-service.ts';

const imprint = derSequence(
  derSequence(derOidOf('2.16.840.1.101.3.4.2.1'), DER_NULL),
  derOctetString(Buffer.alloc(32, 7)),
);
const stampRequests = [
  derSequence(derIntegerOf(1n), imprint),
  derSequence(derIntegerOf(1n), imprint, derOidOf(TIMESTAMP_POLICY), derIntegerOf(5n), derElement(1, Buffer.of(0xff))),
];

describe("An authority's services in hostile input", () => {
  const newFolder = temporaryFolders();
  let authority: Authority;
  before(async () => {
    authority = await openAuthority(newFolder());
  });
  after(() => authority.close());

  // Every answer is DER of its kind: a refusal is an answer too.
  itSurvives(
    'OCSP request',
    () => {
      const { root } = authority;
      const nonce = '300f06092b0601050507300102040204aa'.replace('300f', '3011').replace('0402', '0404');
      const extensions = derElement(0xa2, derSequence(Buffer.from(`${nonce}0102`, 'hex').subarray(0, 0)));
      const [tbs] = readDer(ocspRequest(root.certificate, root.certificate), 1_000).children;
      const withExtensions = derSequence(derSequence(...(tbs?.children ?? []).map(({ bytes }) => bytes), extensions));
      return mutatedDer([ocspRequest(root.certificate, root.certificate), withExtensions]);
    },
    async (bytes) => readDer(await answerOcsp(authority, bytes, { nextUpdateSeconds: 60 }, GOOD), 100_000),
  );
  itSurvives('time-stamp request', fc.oneof(mutatedDer(stampRequests), hostileBytes(stampRequests)), async (bytes) => {
    const [status] = readDer(await answerTimestamp(authority, bytes, GOOD), 100_000).children;
    expect(status?.children.length).to.be.above(0);
  });

  const pathOf = hostileFiles();
  const seed = { name: 'A', data: 'data', seed: 's', port: 0, ports: { tsa: 1 }, control: { port: 2 }, sandbox: true };
  itSurvives(
    'file of an authority',
    hostileYaml([seed, { ...seed, clock: { fixedAt: AUTHORITY_NOW.toISOString() } }]),
    (text) => readAuthorityFile(pathOf(text)),
  );
});
