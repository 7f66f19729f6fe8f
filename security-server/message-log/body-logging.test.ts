import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import yauzl from 'yauzl';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { buildHashChain } from '#protocol/signature/hash-chain/build.ts';
import { PART } from '#protocol/signature/names.ts';
import { configuration, consumer, provider, rsaSigner, sha512, sign, STAMPED_AT } from '../../test/evidence/country.ts';
import { startTestAuthority, type TestAuthority } from '../../test/message-log/authority.ts';
import { messageLogOptions, stampedBy } from '../../test/message-log/options.ts';
import { refusal, refusalOf } from '../../test/refusal.ts';
import { describeOnBothEngines } from '../../test/storage/engines.ts';
import type { LoggedExchange } from './body-logging.ts';
import { openMessageLog, type MessageLog } from './message-log.ts';
import type { MessageLogParameters } from './parameters.ts';
import type { LoggedBody, NewMessageRecord } from './record.ts';

const MESSAGE = Buffer.from(
  'POST\r\n/r1/BG/GOV/1002/sub/persons\r\nX-Road-Client:BG/GOV/1001/sub\r\n' +
    'x-road-request-id:5ae7a4ee-3d12-4a0c-8b1a-000000000001\r\nx-road-id:BG-0001\r\n',
);
const BODY = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
const LIMIT = 150_000;
const ABSENT = 'Signed, but not in the container, so only their digests are proved: /attachment1';

const EXCHANGE: LoggedExchange = {
  side: 'client',
  service: { ...provider, type: 'SERVICE', subsystemCode: 'sub', serviceCode: 'persons' },
};

/** A request with a body, signed as a client's server does. */
async function signedRequest(body: LoggedBody): Promise<NewMessageRecord> {
  const { result, chains } = buildHashChain([[sha512(MESSAGE), sha512(BODY)]], {
    algorithm: 'SHA-512',
    chainUri: PART.signedChain,
    partUri: PART.message,
  });
  return {
    queryId: 'BG-0001',
    requestId: '5ae7a4ee-3d12-4a0c-8b1a-000000000001',
    direction: 'request',
    ...EXCHANGE,
    client: consumer,
    time: STAMPED_AT,
    message: MESSAGE,
    signature: await sign(rsaSigner, PART.signedChainResult, result),
    hashChainResult: result,
    hashChain: chains[0] ?? Buffer.alloc(0),
    bodies: [body],
  };
}

async function entryOf(zip: Buffer, wanted: RegExp): Promise<Buffer | undefined> {
  const file = await yauzl.fromBufferPromise(zip);
  for await (const entry of file.eachEntry()) {
    if (wanted.test(entry.fileName)) return buffer(await file.openReadStreamPromise(entry));
  }
  return undefined;
}

describeOnBothEngines('logging of bodies', (engine) => {
  let authority: TestAuthority;
  let folder: string;
  let log: MessageLog;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = STAMPED_AT;
  });
  after(() => authority.close());
  afterEach(() => log.close());

  const open = async (parameters: Partial<MessageLogParameters>): Promise<void> => {
    folder = engine.folder();
    log = await openMessageLog(
      messageLogOptions(folder, {
        database: await engine.fresh(),
        ...stampedBy(authority),
        parameters,
      }),
    );
  };
  const spilled = (): LoggedBody => {
    const file = join(folder, 'spilled');
    writeFileSync(file, BODY);
    return { sizeBytes: BODY.length, digest: sha512(BODY), content: { file } };
  };
  const inMemory = (): LoggedBody => ({ sizeBytes: BODY.length, digest: sha512(BODY), content: BODY });
  const judge = async (container: Buffer) => {
    const { verified, code, checks } = await verifyContainer({
      source: sourceOf(container),
      configuration: {
        trust: configuration.trust.bind(configuration),
        signingMember: configuration.signingMember.bind(configuration),
        tsaCertificates: () => [authority.certificate],
      },
    });
    return {
      verified,
      code,
      warnings: checks.filter(({ outcome }) => outcome === 'warning').map((each) => each.detail),
    };
  };
  const bodyFiles = () => (existsSync(join(folder, 'bodies')) ? readdirSync(join(folder, 'bodies')) : []);

  for (const [policy, parameters, kept, keptBytes, warnings] of [
    ['whole', {}, 'whole', BODY.length, []],
    ['whole, at its very limit', { maxLoggableMessageBodyBytes: BODY.length }, 'whole', BODY.length, []],
    ['by its digest alone, for nothing may be logged', { maxLoggableMessageBodyBytes: 0 }, 'digest', 0, [ABSENT]],
    [
      'by its digest alone, because it is large',
      { maxLoggableMessageBodyBytes: LIMIT, largeBodyByDigest: true, truncatedBodyAllowed: true },
      'digest',
      0,
      [ABSENT],
    ],
    [
      'by its beginning, because it is large',
      { maxLoggableMessageBodyBytes: LIMIT, truncatedBodyAllowed: true },
      'beginning',
      LIMIT,
      [ABSENT, `beginning-of-attachment1 has the first ${LIMIT} bytes, as the log kept them; nothing proves them`],
    ],
    [
      'by a beginning that lies in its record',
      { maxLoggableMessageBodyBytes: 1000, truncatedBodyAllowed: true },
      'beginning',
      1000,
      [ABSENT, 'beginning-of-attachment1 has the first 1000 bytes, as the log kept them; nothing proves them'],
    ],
  ] as const) {
    for (const [where, body] of [
      ['on disk', spilled],
      ['in memory', inMemory],
    ] as const) {
      it(`logs a body that is ${where} ${policy}; evidence and archive say so`, async () => {
        await open(parameters);
        log.assertLoggable(BODY.length, EXCHANGE);
        const id = await log.append(await signedRequest(body()));
        await log.stampRecord(id);
        const container = await log.container(id);
        expect(container.bodies).to.deep.equal([kept]);
        const bytes = await buffer(container.stream());
        expect(await judge(bytes)).to.deep.equal({ verified: true, code: null, warnings });
        const name = kept === 'beginning' ? /^beginning-of-attachment1$/ : /^attachment1$/;
        expect((await entryOf(bytes, name)) ?? Buffer.alloc(0)).to.deep.equal(BODY.subarray(0, keptBytes));
        const [archive = ''] = await log.archive();
        const archived = await entryOf(readFileSync(join(folder, 'archive', archive)), /\.asice$/);
        expect(archived?.equals(bytes)).to.equal(true);
      });
    }
  }

  it('refuses a body that is too large, by its size alone', async () => {
    await open({ maxLoggableMessageBodyBytes: LIMIT });
    const refused =
      'logging_failed: The message body has more than 150000 bytes, which is all that can be logged (message-log.max-loggable-message-body-size)';
    expect(
      refusal(() => {
        log.assertLoggable(LIMIT + 1, EXCHANGE);
      }),
    ).to.equal(refused);
    log.assertLoggable(LIMIT, EXCHANGE);
    const record = await signedRequest(spilled());
    expect(await refusalOf(() => log.append(record))).to.equal(refused);
    expect(bodyFiles()).to.deep.equal([]);
  });

  if (engine.name === 'SQLite') {
    it('says when a body is lost', async () => {
      await open({});
      const id = await log.append(await signedRequest(spilled()));
      await log.stampRecord(id);
      rmSync(join(folder, 'bodies', bodyFiles()[0] ?? ''));
      const container = await log.container(id);
      expect(container.bodies).to.deep.equal(['lost']);
      expect((await judge(await buffer(container.stream()))).warnings).to.deep.equal([ABSENT]);
    });

    it('takes a body on disk without copying a byte, and one that is not to be logged not at all', async () => {
      await open({});
      const body = spilled();
      await log.append(await signedRequest(body));
      const [name = ''] = bodyFiles();
      const file = (body.content as { file: string }).file;
      expect(statSync(join(folder, 'bodies', name)).ino).to.equal(statSync(file).ino);
      await log.close();
      await open({ maxLoggableMessageBodyBytes: 0 });
      // Nobody looks: the file need not even be there.
      const absent = { sizeBytes: BODY.length, digest: sha512(BODY), content: { file: join(folder, 'gone') } };
      await log.append(await signedRequest(absent));
      expect(bodyFiles()).to.deep.equal([]);
    });
  }
});
