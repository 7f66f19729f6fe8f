import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixedClock, systemClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import { refusal, refusalOf } from '../../../../test/refusal.ts';
import { describeWithS3, startS3Store, type S3Store } from '../../../../test/s3-store.ts';
import { temporaryFolders } from '../../../../test/temporary.ts';
import { archiveTransfers } from '../../../message-log-parameters.ts';
import { s3Transfer, type S3Settings } from './s3-transfer.ts';
import { signedHeaders } from './signature.ts';

const ARCHIVES = [
  'mlog-BG_GOV_1000-20261122235850-20261122235850-bffdf58e53c20be0.zip',
  'mlog-20261122235850-20261122235851-aaadf58e53c20be0.zip.gpg',
  'mlog-Община_+_(1)-20261122235850-20261122235851-ccadf58e53c20be0.zip',
];
const OTHERS = ['half.tmp', 'notes.txt', 'mlog-20261122235850-20261122235851-aaadf58e53c20be0.zip.tmp'];

describe('the parameters of the store for archives', () => {
  const read = (parameters: Readonly<Record<string, string>>) =>
    refusal(() =>
      archiveTransfers(
        readParameters(
          Object.fromEntries(
            Object.entries(parameters).map(([name, value]) => [`message-log.archive-s3-${name}`, value]),
          ),
        ),
        systemClock,
      ),
    );

  it('are refused by name', () => {
    for (const endpoint of ['store', 'ftp://store', 'https://store/path', 'https://store/?a']) {
      expect(read({ endpoint })).to.match(/^malformed_server_conf: .*archive-s3-endpoint: must be https/);
    }
    expect(read({ endpoint: 'https://store' })).to.match(/^malformed_server_conf: .*archive-s3-bucket: must be set/);
    expect(read({ endpoint: 'https://store', bucket: 'b' })).to.match(
      /^malformed_server_conf: .*archive-s3-credentials-file: must be set/,
    );
  });
});

describeWithS3('the transfer of archives to an S3-compatible store', function () {
  this.timeout(30_000);
  const temporary = temporaryFolders();
  let store: S3Store;
  let settings: S3Settings;
  let folder: string;

  before(async () => {
    store = await startS3Store();
    const url = new URL('/archives', store.endpoint);
    const bodyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const headers = signedHeaders({ method: 'PUT', url, bodyDigest }, store, {
      region: 'us-east-1',
      at: systemClock.now(),
    });
    expect((await fetch(url, { method: 'PUT', headers })).status).to.equal(200);
  });
  after(() => store.stop());
  beforeEach(() => {
    folder = temporary();
    for (const [index, name] of [...ARCHIVES, ...OTHERS].entries())
      writeFileSync(join(folder, name), Buffer.alloc(200_000, index));
    const credentialsFile = join(temporary(), 'credentials');
    writeFileSync(
      credentialsFile,
      `[default]\naws_access_key_id = ${store.accessKeyId}\naws_secret_access_key=${store.secretAccessKey}\n`,
    );
    settings = {
      endpoint: store.endpoint,
      bucket: 'archives',
      region: 'us-east-1',
      prefix: `${String(Math.random()).slice(2)}/server 1/`,
      credentialsFile,
      isMove: false,
    };
  });

  const there = () => join(store.folder, 'archives', settings.prefix);
  const transfer = (change: Partial<S3Settings> = {}, clock = systemClock) =>
    s3Transfer({ ...settings, ...change }, clock)(folder, AbortSignal.timeout(20_000));

  it('brings archives and nothing else, under their names', async () => {
    await transfer();
    expect(readdirSync(there()).toSorted()).to.deep.equal(ARCHIVES.toSorted());
    for (const name of ARCHIVES) {
      expect(readFileSync(join(there(), name)).equals(readFileSync(join(folder, name)))).to.equal(true);
    }
    expect(readdirSync(folder)).to.have.length(ARCHIVES.length + OTHERS.length);
  });

  it('sends nothing again that is there, and again what is there in part', async () => {
    await transfer();
    const [whole = '', part = ''] = ARCHIVES;
    const before = statSync(join(there(), whole)).mtimeMs;
    writeFileSync(join(there(), part), 'part');
    await transfer();
    expect(statSync(join(there(), whole)).mtimeMs).to.equal(before);
    expect(statSync(join(there(), part)).size).to.equal(200_000);
  });

  it('removes what it has brought, where it is to move', async () => {
    await transfer({ isMove: true });
    expect(readdirSync(folder).toSorted()).to.deep.equal(OTHERS.toSorted());
    expect(readdirSync(there())).to.have.length(ARCHIVES.length);
    await transfer({ isMove: true });
  });

  it('removes nothing that did not arrive, and says what is wrong', async () => {
    for (const [change, clock, words] of [
      [{ bucket: 'no-such-bucket' }, systemClock, /HTTP status 404: .*NoSuchBucket/s],
      [{ region: 'eu-north-1' }, systemClock, /HTTP status 4\d\d/],
      [{}, fixedClock(new Date('2020-01-01T00:00:00Z')), /HTTP status 403/],
      [{ endpoint: 'http://127.0.0.1:1' }, systemClock, /the store 127.0.0.1:1 could not be asked: /],
    ] as const) {
      const refused = await refusalOf(() => transfer({ ...change, isMove: true }, clock));
      expect(refused)
        .to.match(/^archive_transfer_failed: Archive mlog-/)
        .and.match(words);
    }
    writeFileSync(settings.credentialsFile, 'aws_access_key_id = drum-test\naws_secret_access_key = wrong\n');
    expect(await refusalOf(() => transfer({ isMove: true })))
      .to.match(/^archive_transfer_failed: .*HTTP status 403/)
      .and.not.include('wrong');
    writeFileSync(settings.credentialsFile, 'secret-without-name\n');
    expect(await refusalOf(() => transfer()))
      .to.match(/^malformed_server_conf: .*has no line "aws_access_key_id/)
      .and.not.include('secret-without-name');
    expect(existsSync(there())).to.equal(false);
    expect(readdirSync(folder)).to.have.length(ARCHIVES.length + OTHERS.length);
  });
});
