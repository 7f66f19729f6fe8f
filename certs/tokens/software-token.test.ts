import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeWithOpenssl, openssl } from '../../test/openssl.ts';
import { refusalOf } from '../../test/refusal.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { describeToken } from '../../test/token-contract.ts';
import { keyIdOf } from './key-folder.ts';
import { SoftwareToken } from './software-token.ts';
import type { KeySpec } from './token.ts';

const PIN = 'Secret1234';
const ITERATIONS = 50;
const EC: KeySpec = { kind: 'ec', curve: 'P-256' };
const data = Buffer.from('what is signed');

describe('the software token', () => {
  const newFolder = temporaryFolders();
  const opened = new Map<string, SoftwareToken>();
  const folders = new Map<string, string>();

  /** Opens a folder's token; as after a restart, where it was open before. */
  async function open(folder: string, enforcePinPolicy = false, id = '0'): Promise<SoftwareToken> {
    await opened.get(folder)?.close();
    const token = await SoftwareToken.open({ folder, id, kdfIterations: ITERATIONS, enforcePinPolicy });
    opened.set(folder, token);
    return token;
  }

  afterEach(async () => {
    for (const token of opened.values()) await token.close();
    opened.clear();
  });

  async function newToken(folder: string): Promise<SoftwareToken> {
    const token = await open(folder);
    await token.initialise(PIN);
    await token.login(PIN);
    return token;
  }

  const signs = (token: SoftwareToken, id: string): Promise<string> =>
    refusalOf(() => token.sign(id, 'SHA512withECDSA', data, 'der'));

  let made = 0;
  describeToken('the software token', {
    newToken: async (pin) => {
      made += 1;
      const folder = newFolder();
      const token = await open(folder, false, `software-${made}`);
      folders.set(token.id, folder);
      await token.initialise(pin);
      return token;
    },
    reopened: (token) => open(folders.get(token.id) ?? '', false, token.id),
  });

  it('has no PIN at first', async () => {
    const token = await open(newFolder());
    expect(token.initialised).to.equal(false);
    expect(await refusalOf(() => token.login(PIN))).to.equal('token_not_initialized: The token has no PIN yet');
    expect(await refusalOf(() => token.generateKey(EC, ''))).to.equal(
      'token_not_initialized: The token has no PIN yet',
    );
  });

  it('takes a PIN once', async () => {
    const token = await newToken(newFolder());
    expect(await refusalOf(() => token.initialise('another'))).to.equal(
      'token_not_available: The token has a PIN already',
    );
  });

  it('takes in a key from elsewhere, the same one once', async () => {
    const token = await newToken(newFolder());
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const first = await token.importKey(privateKey, 'first');
    expect((await token.importKey(privateKey, 'second')).label).to.equal('first');
    expect(await token.keys()).to.deep.equal([first]);
    const foreign = generateKeyPairSync('ed25519').privateKey;
    expect(await refusalOf(() => token.importKey(foreign, ''))).to.match(
      /^unsupported_sign_algorithm: A token keeps RSA/,
    );
  });

  it('takes back the file of a key that it has had, under the same PIN alone', async () => {
    const folder = newFolder();
    const token = await newToken(folder);
    const { id } = await token.generateKey(EC, 'once');
    const file = readFileSync(join(folder, `${id}.p12`));
    await token.deleteKey(id);
    await token.adoptKey(id, file);
    await token.adoptKey(id, file);
    expect(await signs(token, id)).to.equal('accepted');
    expect((await token.keys()).map(({ label, usable }) => [label, usable])).to.deep.equal([['once', true]]);
    expect(readFileSync(join(folder, `${id}.p12`)).equals(file)).to.equal(true);

    const other = await newToken(newFolder());
    for (const refused of [file, Buffer.from('no file')]) {
      expect(await refusalOf(() => other.adoptKey(id, refused))).to.equal(
        `pin_incorrect: The file of key ${id} is not one of this token under its present PIN`,
      );
    }
    expect(await other.keys()).to.deep.equal([]);
    await other.logout();
    expect(await refusalOf(() => other.adoptKey(id, file))).to.match(/^token_not_active: /);
  });

  it('goes on for another token by its PIN file, as long as no key of its own is lost', async () => {
    const folder = newFolder();
    const token = await newToken(folder);
    const { id } = await token.generateKey(EC, 'once');
    const [pinFile, file] = ['pin', id].map((name) => readFileSync(join(folder, `${name}.p12`))) as [Buffer, Buffer];
    const another = newFolder();
    const empty = await open(another);
    expect(await refusalOf(() => empty.adoptPin(pinFile, `${PIN}x`))).to.equal('pin_incorrect: The PIN is wrong');
    expect(empty.initialised).to.equal(false);
    await empty.adoptPin(pinFile, PIN);
    await empty.adoptKey(id, file);
    await empty.adoptPin(pinFile, PIN);
    expect(await signs(empty, id)).to.equal('accepted');
    const later = await open(another);
    await later.login(PIN);
    expect(await signs(later, id)).to.equal('accepted');

    // Of the same PIN, and yet its files are others.
    const other = await newToken(newFolder());
    await other.adoptPin(pinFile, PIN);
    await other.adoptKey(id, file);
    const third = newFolder();
    await newToken(third);
    expect(await refusalOf(async () => other.adoptPin(readFileSync(join(third, 'pin.p12')), PIN))).to.match(
      /^token_not_available: The token holds keys under another PIN file/,
    );
    expect(await signs(other, id)).to.equal('accepted');
  });

  it('hands out a key for TLS', async () => {
    const token = await newToken(newFolder());
    const { id, publicKey } = await token.generateKey(EC, '');
    const key = await token.privateKey(id);
    expect([key.type, keyIdOf(publicKey)]).to.deep.equal(['private', id]);
    expect(await refusalOf(() => token.privateKey('abc'))).to.match(/^key_not_found: /);
  });

  it('writes files that only their owner reads, and no PIN', async () => {
    const folder = newFolder();
    await (await newToken(folder)).generateKey(EC, '');
    const names = readdirSync(folder);
    expect(names).to.have.length(3);
    for (const name of names) {
      expect(statSync(join(folder, name)).mode & 0o777, name).to.equal(0o600);
      const bytes = readFileSync(join(folder, name));
      expect(bytes.includes(PIN), name).to.equal(false);
      expect(bytes.includes(Buffer.from(PIN, 'utf16le').swap16()), name).to.equal(false);
    }
  });

  describe('the PIN policy', () => {
    const refusals: [string, string][] = [
      ['', 'not be empty'],
      ['Short1!', 'have at least 10 characters'],
      ['Парола1234!', 'consist of printable ASCII characters'],
      ['lowercase1234', 'hold at least 3 kinds of digits, lower case, upper case and other characters'],
      ['x'.repeat(1025), 'have at most 1024 characters'],
    ];
    for (const [pin, rule] of refusals) {
      it(`refuses one that does not ${rule}`, async () => {
        const token = await open(newFolder(), true);
        expect(await refusalOf(() => token.initialise(pin))).to.equal(`token_pin_policy_failure: A PIN must ${rule}`);
        expect(token.initialised).to.equal(false);
      });
    }

    it('takes any PIN but none where it is not enforced', async () => {
      const token = await open(newFolder());
      expect(await refusalOf(() => token.initialise(''))).to.equal('token_pin_policy_failure: A PIN must not be empty');
      expect(await refusalOf(() => token.initialise('1'))).to.equal('accepted');
    });

    it('holds for a changed PIN', async () => {
      const token = await open(newFolder(), true);
      await token.initialise(PIN);
      expect(await refusalOf(() => token.changePin(PIN, 'weak'))).to.equal(
        'token_pin_policy_failure: A PIN must have at least 10 characters',
      );
    });
  });

  describe('a change of PIN', () => {
    it('keeps keys and login; the old PIN opens nothing more', async () => {
      const folder = newFolder();
      const token = await newToken(folder);
      const first = await token.generateKey(EC, 'first');
      await token.changePin(PIN, 'another');
      expect(await signs(token, first.id)).to.equal('accepted');
      const second = await token.generateKey(EC, 'second');

      const restarted = await open(folder);
      expect(await refusalOf(() => restarted.login(PIN))).to.equal('pin_incorrect: The PIN is wrong');
      await restarted.login('another');
      for (const { id } of [first, second]) expect(await signs(restarted, id)).to.equal('accepted');
    });

    it('needs the old PIN', async () => {
      const token = await newToken(newFolder());
      expect(await refusalOf(() => token.changePin('wrong', 'another'))).to.equal('pin_incorrect: The PIN is wrong');
    });

    it('is refused while a file is damaged, and leaves all as it was', async () => {
      const folder = newFolder();
      const token = await newToken(folder);
      const { id } = await token.generateKey(EC, '');
      damage(join(folder, `${id}.p12`));
      expect(await refusalOf(() => token.changePin(PIN, 'another'))).to.equal(
        `token_not_available: The PIN cannot change while a key file is damaged (${id}): restore or remove it`,
      );
      expect(await refusalOf(() => token.login(PIN))).to.equal('accepted');
    });

    /** A folder as a crash leaves it: the new key files are written, the PIN's file is replaced or not. */
    async function crashed(isPinReplaced: boolean): Promise<{ folder: string; id: string }> {
      const [folder, other] = [newFolder(), newFolder()];
      const token = await newToken(folder);
      const { id } = await token.generateKey(EC, 'label');
      for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(other, name));
      await token.changePin(PIN, 'another');
      renameSync(join(folder, `${id}.p12`), join(other, `${id}.p12.next`));
      if (isPinReplaced) copyFileSync(join(folder, 'pin.p12'), join(other, 'pin.p12'));
      writeFileSync(join(other, 'pin.p12.0123abcd.draft'), 'half');
      return { folder: other, id };
    }

    it('that broke off before its end counts, once the PIN was replaced', async () => {
      const { folder, id } = await crashed(true);
      const token = await open(folder);
      await token.login('another');
      expect(await signs(token, id)).to.equal('accepted');
      expect(readdirSync(folder).toSorted()).to.deep.equal(['.owner', `${id}.p12`, 'pin.p12']);
    });

    it('that broke off before the PIN was replaced never was', async () => {
      const { folder, id } = await crashed(false);
      const token = await open(folder);
      await token.login(PIN);
      expect(await signs(token, id)).to.equal('accepted');
      expect(readdirSync(folder).toSorted()).to.deep.equal(['.owner', `${id}.p12`, 'pin.p12']);
    });
  });

  const damage = (path: string): void => {
    const bytes = readFileSync(path);
    // Inside the encrypted key.
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };

  describe('changed files', () => {
    it('cost their own key only', async () => {
      const folder = newFolder();
      const first = await newToken(folder);
      const [changed, whole] = [await first.generateKey(EC, 'changed'), await first.generateKey(EC, 'whole')];
      damage(join(folder, `${changed.id}.p12`));
      const token = await open(folder);
      await token.login(PIN);
      expect(await signs(token, changed.id)).to.equal(`cannot_sign: The file of key ${changed.id} is damaged`);
      expect(await signs(token, whole.id)).to.equal('accepted');
      expect((await token.keys()).find(({ id }) => id === changed.id)?.usable).to.equal(false);
    });

    it('are named when nothing of them can be read', async () => {
      const folder = newFolder();
      const { id } = await (await newToken(folder)).generateKey(EC, '');
      writeFileSync(join(folder, `${id}.p12`), 'rubbish');
      const token = await open(folder);
      expect(token.unreadableFiles).to.deep.equal([`${id}.p12`]);
      expect(await refusalOf(() => token.login(PIN))).to.equal('accepted');
    });

    it('cannot pass one key off as another', async () => {
      const folder = newFolder();
      const token = await newToken(folder);
      const [one, other] = [await token.generateKey(EC, ''), await token.generateKey(EC, '')];
      copyFileSync(join(folder, `${one.id}.p12`), join(folder, `${other.id}.p12`));
      const restarted = await open(folder);
      expect(restarted.unreadableFiles).to.deep.equal([`${other.id}.p12`]);
    });

    it('make no key of another token, with another PIN, usable', async () => {
      const [mine, others] = [newFolder(), newFolder()];
      await newToken(mine);
      const theirs = await open(others);
      await theirs.initialise('another');
      await theirs.login('another');
      const { id } = await theirs.generateKey(EC, '');
      copyFileSync(join(others, `${id}.p12`), join(mine, `${id}.p12`));
      const token = await open(mine);
      await token.login(PIN);
      expect(await signs(token, id)).to.equal(`cannot_sign: The file of key ${id} is damaged`);
    });

    it('leave the token shut when the PIN file is unreadable', async () => {
      const folder = newFolder();
      await newToken(folder);
      writeFileSync(join(folder, 'pin.p12'), 'rubbish');
      const token = await open(folder);
      expect(await refusalOf(() => token.login(PIN))).to.equal(
        'token_not_available: The file that checks the PIN is damaged',
      );
    });

    it('let nobody choose a new PIN over keys whose PIN file is gone', async () => {
      const folder = newFolder();
      await (await newToken(folder)).generateKey(EC, '');
      unlinkSync(join(folder, 'pin.p12'));
      const token = await open(folder);
      expect(await refusalOf(() => token.initialise('another'))).to.equal(
        'token_not_available: The token holds keys, but the file that checks its PIN is missing',
      );
    });
  });

  it('says so when its folder cannot be made', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    expect(await refusalOf(() => open(join(file, 'token')))).to.equal(
      `file_not_found: The folder ${join(file, 'token')} does not exist: a part of its path is a file, not a folder`,
    );
    expect(await refusalOf(() => open(file))).to.equal(`file_not_usable: The folder ${file} is a file, not a folder`);
  });

  it('does many things at once, none by halves', async () => {
    const folder = newFolder();
    const token = await newToken(folder);
    const { id } = await token.generateKey(EC, 'first');
    const [, ...results] = await Promise.all([
      token.changePin(PIN, 'another'),
      ...Array.from({ length: 8 }, (_, index) => token.generateKey(EC, `key ${index}`)),
      ...Array.from({ length: 8 }, () => token.sign(id, 'SHA512withECDSA', data, 'der')),
    ]);
    expect(results).to.have.length(16);
    const restarted = await open(folder);
    await restarted.login('another');
    const keys = await restarted.keys();
    expect(keys).to.have.length(9);
    for (const key of keys) expect(await signs(restarted, key.id), key.label).to.equal('accepted');
  });
});

describeWithOpenssl('the software token with OpenSSL as the other party', () => {
  const newFolder = temporaryFolders();

  it('keeps keys that OpenSSL reads with the PIN', async () => {
    const folder = newFolder();
    const token = await SoftwareToken.open({ folder });
    await token.initialise(PIN);
    await token.login(PIN);
    const key = await token.generateKey(EC, 'label');
    const path = join(folder, `${key.id}.p12`);
    const pem = openssl(['pkcs12', '-in', path, '-passin', `pass:${PIN}`, '-nodes', '-nocerts']).text;
    const read: KeyObject = createPrivateKey(pem.slice(pem.indexOf('-----BEGIN')));
    expect(read.equals(await token.privateKey(key.id))).to.equal(true);
    const info = openssl(['pkcs12', '-info', '-in', join(folder, 'pin.p12'), '-passin', `pass:${PIN}`, '-noout']);
    expect([info.code, info.text]).to.deep.equal([
      0,
      'MAC: sha256, Iteration 200000\nMAC length: 32, salt length: 20\nPKCS7 Data\n',
    ]);
  });
});
