import { createDecipheriv, createHmac, hash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import yauzl from 'yauzl';
import { newProtection, PasswordKeys, readPkcs12, writePkcs12 } from '#certs/pkcs12.ts';
import { openDatabase, type DatabaseOptions } from '#storage/database.ts';
import { startTestAuthority, type TestAuthority } from '../../../test/message-log/authority.ts';
import { messageLogOptions, NOW, stampedBy } from '../../../test/message-log/options.ts';
import { signedRecord } from '../../../test/message-log/records.ts';
import { refusalOf } from '../../../test/refusal.ts';
import { describeOnBothEngines } from '../../../test/storage/engines.ts';
import { temporaryFolders } from '../../../test/temporary.ts';
import { describeWithVectors, vectorsPath } from '../../../test/vectors.ts';
import { openMessageLog, type MessageLog } from '../message-log.ts';
import type { LoggedBody } from '../record.ts';
import type { MessageLogTables } from '../store/schema.ts';
import { deriveLogKey, readLogKeys, type LogKeys } from './keys.ts';

const hmac = (key: Uint8Array, ...data: Uint8Array[]) => createHmac('sha512', key).update(Buffer.concat(data)).digest();

describeWithVectors('the keystore of X-Road’s message log', () => {
  it('gives the secret that Java keeps in it', async () => {
    const { secrets, keys } = await readPkcs12(
      readFileSync(vectorsPath('messagelog', 'messagelog.p12')),
      new PasswordKeys('password'),
    );
    expect(secrets.map(({ friendlyName }) => friendlyName)).to.deep.equal(['key1']);
    expect(keys).to.deep.equal([]);
    expect(secrets[0]?.secret.length).to.be.greaterThan(0);
  });
});

describe('the keys of the message log', () => {
  const folder = temporaryFolders();
  const secrets = [
    { secret: Buffer.from('първа тайна'), friendlyName: 'key1' },
    { secret: randomBytes(40), friendlyName: 'key2' },
  ];
  const settings = async () => {
    const home = folder();
    writeFileSync(join(home, 'log.p12'), await writePkcs12({ secrets }, newProtection('парола', 50)));
    writeFileSync(join(home, 'password'), 'парола\n');
    return { isEnabled: true, keystore: join(home, 'log.p12'), passwordFile: join(home, 'password'), keyId: 'key2' };
  };

  it('are derived as RFC 5869 has it, with the name of the secret as salt', () => {
    const secret = Buffer.from('a secret');
    const pseudoRandom = hmac(Buffer.from('key1'), secret);
    const output = hmac(pseudoRandom, Buffer.of(1));
    const { messages, attachments } = deriveLogKey('key1', secret);
    expect(Buffer.from(messages)).to.deep.equal(output.subarray(0, 16));
    expect(Buffer.from(attachments)).to.deep.equal(output.subarray(16, 32));
  });

  it('come from the keystore, all of them, whether new records are encrypted or not', async () => {
    const given = await settings();
    const derived = secrets.map(({ secret, friendlyName }) => deriveLogKey(friendlyName, secret));
    expect(await readLogKeys(given)).to.deep.equal({ keys: derived, currentId: 'key2' });
    expect(await readLogKeys({ ...given, isEnabled: false })).to.deep.equal({ keys: derived, currentId: undefined });
    const none = { isEnabled: false, keystore: '', passwordFile: '', keyId: '' };
    expect(await readLogKeys(none)).to.deep.equal({ keys: [], currentId: undefined });
  });

  it('name the parameter that is missing or wrong, and never the password', async () => {
    const given = await settings();
    const refused = (change: Partial<typeof given>) => refusalOf(() => readLogKeys({ ...given, ...change }));
    expect(await refused({ keystore: '' })).to.match(/^malformed_server_conf: .*messagelog-keystore: must be set/);
    expect(await refused({ passwordFile: '' })).to.match(
      /^malformed_server_conf: .*keystore-password-file: must be set/,
    );
    expect(await refused({ keyId: '' })).to.match(/^malformed_server_conf: .*messagelog-key-id: must be set/);
    expect(await refused({ keyId: 'key3' })).to.match(/^malformed_server_conf: .* has no secret "key3"/);
    expect(await refused({ keystore: `${given.keystore}x` })).to.match(/^file_not_found/);
    writeFileSync(given.passwordFile, 'тайна');
    expect(await refused({}))
      .to.match(/^pin_incorrect: /)
      .and.not.include('тайна');
  });
});

/** SHA-512 of the message and of each attachment. */
async function partsOf(container: Buffer): Promise<Record<string, string>> {
  const parts: Record<string, string> = {};
  const file = await yauzl.fromBufferPromise(container);
  for await (const entry of file.eachEntry()) {
    if (!/^(message.xml|.*attachment\d+)$/.test(entry.fileName)) continue;
    parts[entry.fileName] = hash('sha512', await buffer(await file.openReadStreamPromise(entry)));
  }
  return parts;
}

describeOnBothEngines('an encrypted message log', (engine) => {
  const OLD = deriveLogKey('old', Buffer.from('one secret'));
  const NEW = deriveLogKey('new', Buffer.from('another secret'));
  const SECRET = '8001011234';
  let authority: TestAuthority;
  let folder: string;
  let database: DatabaseOptions;
  let log: MessageLog;

  before(async () => {
    authority = await startTestAuthority('Authority');
    authority.time = NOW;
  });
  after(() => authority.close());
  beforeEach(async () => {
    folder = engine.folder();
    database = await engine.fresh();
  });
  afterEach(() => log.close());

  const open = async (keys: LogKeys) => {
    log = await openMessageLog(
      messageLogOptions(folder, {
        database,
        keys,
        ...stampedBy(authority),
      }),
    );
  };
  const body = (size: number): LoggedBody => {
    const content = Buffer.alloc(size, SECRET);
    return { sizeBytes: size, digest: Buffer.alloc(64, 1), content };
  };
  const spilled = (size: number): LoggedBody => {
    const file = join(folder, 'spilled');
    writeFileSync(file, Buffer.alloc(size, SECRET));
    return { ...body(size), content: { file } };
  };
  const record = (queryId: string, bodies: readonly LoggedBody[]) =>
    signedRecord(queryId, { bodies, message: Buffer.from(`GET\r\n/r1/a?egn=${SECRET}&id=${queryId}\r\n`) });
  const containerOf = async (id: number) => buffer((await log.container(id)).stream());

  it('keeps nothing in clear that was in a message, and gives the same evidence', async () => {
    const bodies = () => [body(100), body(100_000), body(1), spilled(2_500_000)];
    await open({ keys: [], currentId: undefined });
    const plain = await log.append(await record('q', bodies()));
    await log.close();
    await open({ keys: [OLD], currentId: 'old' });
    const encrypted = await log.append(await record('q', bodies()));
    await log.stamp();
    const evidence = await log.container(encrypted);
    expect(evidence.bodies).to.deep.equal(['whole', 'whole', 'whole', 'whole']);
    const content = async (id: number) => {
      const opened = await openDatabase<MessageLogTables>(database);
      const row = await opened.kysely
        .selectFrom('message_content')
        .where('record_id', '=', id)
        .selectAll()
        .executeTakeFirstOrThrow();
      const rest = await opened.kysely
        .selectFrom('message_attachment')
        .where('record_id', '=', id)
        .selectAll()
        .execute();
      const parts = await opened.kysely.selectFrom('message_body_part').selectAll().execute();
      await opened.close();
      return { row, rest, parts };
    };
    const { row, rest, parts } = await content(encrypted);
    expect(Buffer.from((await content(plain)).row.message).includes(SECRET)).to.equal(true);
    expect(Buffer.from(row.message).includes(SECRET)).to.equal(false);
    expect(Buffer.from(row.body ?? Buffer.alloc(0)).includes(SECRET)).to.equal(false);
    // As X-Road's own program would read it: the record's id is the counter, then the attachment's number.
    const decrypted = (key: Uint8Array, id: number, attachment: number, bytes: Uint8Array) => {
      const counter = Buffer.alloc(16);
      counter[7] = id;
      counter[11] = attachment;
      return createDecipheriv('aes-128-ctr', key, counter).update(bytes).toString();
    };
    expect(decrypted(OLD.messages, encrypted, 0, row.message)).to.equal(`GET\r\n/r1/a?egn=${SECRET}&id=q\r\n`);
    expect(decrypted(OLD.attachments, encrypted, 0, row.body ?? Buffer.alloc(0))).to.equal(SECRET.repeat(10));
    const third = rest.find(({ number }) => number === 3)?.body ?? Buffer.alloc(0);
    expect(decrypted(OLD.attachments, encrypted, 2, third)).to.equal(SECRET.slice(0, 1));
    if (engine.name === 'SQLite') {
      const files = readdirSync(join(folder, 'bodies')).map((name) => readFileSync(join(folder, 'bodies', name)));
      expect(files.map((file) => file.includes(SECRET)).toSorted()).to.deep.equal([false, false, true, true]);
    } else {
      const names = Map.groupBy(parts, ({ name }) => name);
      const clear = [...names.values()].map((some) => some.some(({ bytes }) => Buffer.from(bytes).includes(SECRET)));
      expect(clear.toSorted()).to.deep.equal([false, false, true, true]);
    }
    expect(await partsOf(await containerOf(encrypted))).to.deep.equal(await partsOf(await containerOf(plain)));
    expect(await log.archive()).to.have.length(1);
  });

  it('reads records of every key, and those from before', async () => {
    const made = new Map<number, Buffer>();
    for (const [name, keys] of [
      ['plain', { keys: [], currentId: undefined }],
      ['old', { keys: [OLD], currentId: 'old' }],
      ['new', { keys: [NEW, OLD], currentId: 'new' }],
      ['plain again', { keys: [NEW, OLD], currentId: undefined }],
    ] as const) {
      await open(keys);
      const id = await log.append(await record(name, [body(70_000), body(10)]));
      await log.stampRecord(id);
      made.set(id, await containerOf(id));
      for (const [earlier, bytes] of made) expect((await containerOf(earlier)).equals(bytes)).to.equal(true);
      await log.close();
    }
    await open({ keys: [NEW], currentId: 'new' });
    expect((await containerOf(3)).equals(made.get(3) ?? Buffer.alloc(0))).to.equal(true);
    expect(await refusalOf(() => log.container(2))).to.equal(
      'log_key_not_found: Records of the message log are encrypted with the key "old", which the keystore (message-log.messagelog-keystore) lacks',
    );
    expect(await refusalOf(() => log.archive())).to.match(/^log_key_not_found: /);
  });
});
