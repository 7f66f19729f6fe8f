import { spawnSync } from 'node:child_process';
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { quietLog } from '../../test/quiet-log.ts';
import { refusalOf } from '../../test/refusal.ts';
import { softHsm, type SoftHsm } from '../../test/softhsm.ts';
import { temporaryFolders } from '../../test/temporary.ts';
import { describeToken } from '../../test/token-contract.ts';
import { openPkcs11Tokens, type Pkcs11Token } from './pkcs11-token.ts';
import { pkcs11TokensSchema } from './pkcs11/declaration.ts';
import type { KeySpec } from './token.ts';

const PIN = 'Secret1234';
const EC: KeySpec = { kind: 'ec', curve: 'P-256' };
const data = Buffer.from('what is signed');
/** Arguments of C_GenerateKeyPair in another program: both templates begin with it. */
const PERMANENT = '{ type: p.CKA_TOKEN, value: true }';

describe('the PKCS#11 token', () => {
  const newFolder = temporaryFolders();
  let hsm: SoftHsm;
  let made = 0;
  const opened = new Map<string, Pkcs11Token>();

  before(() => {
    hsm = softHsm();
  });
  afterEach(async () => {
    for (const token of opened.values()) await token.close();
    opened.clear();
  });
  after(() => {
    hsm.remove();
  });

  function newToken(pin = PIN): string {
    made += 1;
    hsm.newToken(`token-${made}`, pin);
    return `token-${made}`;
  }

  async function open(label: string, declared: object = {}): Promise<Pkcs11Token> {
    await opened.get(label)?.close();
    const given = pkcs11TokensSchema.parse([{ id: label, module: hsm.module, label, ...declared }]);
    const [token] = await openPkcs11Tokens(given, { log: quietLog });
    if (token === undefined) throw new Error('There is no token');
    opened.set(label, token);
    return token;
  }

  async function loggedIn(label: string, declared: object = {}): Promise<Pkcs11Token> {
    const token = await open(label, declared);
    await token.login(PIN);
    return token;
  }

  const signs = (token: Pkcs11Token, id: string): Promise<string> =>
    refusalOf(() => token.sign(id, 'SHA512withECDSA', data, 'der'));

  describeToken('the PKCS#11 token', {
    newToken: (pin) => open(newToken(pin)),
    reopened: (token) => open(token.id),
  });

  describe('that wants its PIN for each signature', () => {
    describeToken('it', {
      newToken: (pin) => open(newToken(pin), { pinPerSignature: true }),
      reopened: (token) => open(token.id, { pinPerSignature: true }),
    });
  });

  it('confirms the PIN for a key that wants it at each use', async () => {
    const label = newToken();
    hsm.elsewhere(
      label,
      PIN,
      `module.C_GenerateKeyPair(session, { mechanism: p.CKM_EC_KEY_PAIR_GEN },
        [${PERMANENT}, { type: p.CKA_ID, value: Buffer.from([7]) }, { type: p.CKA_LABEL, value: 'strict' },
         { type: p.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') }],
        [${PERMANENT}, { type: p.CKA_ID, value: Buffer.from([7]) }, { type: p.CKA_PRIVATE, value: true },
         { type: p.CKA_SIGN, value: true }, { type: p.CKA_ALWAYS_AUTHENTICATE, value: true }]);`,
    );
    const token = await loggedIn(label);
    const [key] = await token.keys();
    expect([key?.label, key?.usable]).to.deep.equal(['strict', true]);
    for (let count = 0; count < 3; count += 1) expect(await signs(token, key?.id ?? '')).to.equal('accepted');
  });

  it('sees what another program does with the keys while it is open', async () => {
    const label = newToken();
    const token = await loggedIn(label);
    const { id } = await token.generateKey(EC, 'first');
    expect(await signs(token, id)).to.equal('accepted');
    hsm.elsewhere(
      label,
      PIN,
      `const id = { type: p.CKA_ID, value: Buffer.from([1]) };
       module.C_GenerateKeyPair(session, { mechanism: p.CKM_EC_KEY_PAIR_GEN },
        [${PERMANENT}, id, { type: p.CKA_LABEL, value: 'second' },
         { type: p.CKA_EC_PARAMS, value: Buffer.from('06052b81040022', 'hex') }],
        [${PERMANENT}, id, { type: p.CKA_PRIVATE, value: true }, { type: p.CKA_SIGN, value: true }]);`,
    );
    const second = (await token.keys()).find((key) => key.label === 'second');
    expect(second?.spec).to.deep.equal({ kind: 'ec', curve: 'P-384' });
    expect(await signs(token, second?.id ?? '')).to.equal('accepted');
    hsm.elsewhere(
      label,
      PIN,
      'module.C_FindObjectsInit(session, []); const all = module.C_FindObjects(session, 100); module.C_FindObjectsFinal(session);' +
        'for (const object of all) module.C_DestroyObject(session, object);',
    );
    expect(await signs(token, id)).to.equal(`key_not_found: The token has no key "${id}"`);
    expect(await token.keys()).to.deep.equal([]);
    expect(token.loggedIn).to.equal(true);
  });

  it('leaves out keys of kinds that it does not keep, and says which cannot sign', async () => {
    const label = newToken();
    hsm.elsewhere(
      label,
      PIN,
      `const make = (mechanism, id, attributes) => module.C_GenerateKeyPair(session, { mechanism },
         [${PERMANENT}, { type: p.CKA_ID, value: Buffer.from([id]) }, ...attributes],
         [${PERMANENT}, { type: p.CKA_ID, value: Buffer.from([id]) }, { type: p.CKA_SIGN, value: true }]);
       make(p.CKM_RSA_PKCS_KEY_PAIR_GEN, 1, [{ type: p.CKA_MODULUS_BITS, value: 1024 }, { type: p.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) }]);
       make(p.CKM_EC_KEY_PAIR_GEN, 2, [{ type: p.CKA_EC_PARAMS, value: Buffer.from('06052b81040023', 'hex') }]);
       const p256 = [{ type: p.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') }];
       const half = make(p.CKM_EC_KEY_PAIR_GEN, 3, p256);
       module.C_DestroyObject(session, half.privateKey);
       make(p.CKM_EC_KEY_PAIR_GEN, 4, p256);
       make(p.CKM_EC_KEY_PAIR_GEN, 4, p256);`,
    );
    const token = await loggedIn(label);
    const keys = await token.keys();
    expect(keys.map(({ spec }) => spec)).to.deep.equal([EC, EC, EC]);
    for (const { id } of keys) {
      expect(await signs(token, id)).to.equal(
        `cannot_sign: The token has no private key, or several, with the CKA_ID of key ${id}`,
      );
    }
    const half = keys.find(({ usable }) => !usable);
    await token.deleteKey(half?.id ?? '');
    expect(await token.keys()).to.have.length(2);
  });

  it('makes and deletes no key where it is declared read-only', async () => {
    const label = newToken();
    const { id } = await (await loggedIn(label)).generateKey(EC, '');
    const token = await loggedIn(label, { readOnly: true });
    expect(token.state.readOnly).to.equal(true);
    const refused = 'token_readonly: The token allows no change';
    expect(await refusalOf(() => token.generateKey(EC, ''))).to.equal(refused);
    expect(await refusalOf(() => token.deleteKey(id))).to.equal(refused);
    expect(await signs(token, id)).to.equal('accepted');
  });

  it('is found by its serial number and slot too, and is not guessed among several', async () => {
    const [label, other] = [newToken(), newToken()];
    const { serialNumber } = (await open(label)).state;
    const bySerial = await open('by serial', { id: 'serial', label: undefined, serialNumber });
    expect(bySerial.label).to.equal(label);
    const neither = await open('neither', { id: 'neither', label: other, serialNumber });
    expect(neither.state.reason).to.equal('The token cannot be used: it is in no slot of its module');
    const guessed = await open('guessed', { id: 'guessed', label: undefined });
    expect(guessed.state.reason).to.match(/ tokens of its module are as declared; say label, serialNumber or slot$/);
    const slot = Number.parseInt((serialNumber ?? '').slice(-8), 16) & 0x7fff_ffff;
    const bySlot = await open('by slot', { id: 'slot', label: undefined, slot });
    expect(bySlot.label).to.equal(label);
  });

  it('holds up nothing else while it makes a key', async () => {
    const token = await loggedIn(newToken());
    let turns = 0;
    const counting = new AbortController();
    const key = token.generateKey({ kind: 'rsa', bits: 4096 }, '').finally(() => {
      counting.abort();
    });
    while (!counting.signal.aborted) {
      turns += 1;
      await turn();
    }
    expect((await key).spec).to.deep.equal({ kind: 'rsa', bits: 4096 });
    expect(turns).to.be.greaterThan(100);
  }).timeout(60_000);

  it('goes on under every name of its module', async () => {
    const label = newToken();
    const token = await loggedIn(label);
    const { id } = await token.generateKey(EC, '');
    const link = join(newFolder(), 'module.so');
    symlinkSync(hsm.module, link);
    const again = await open('linked', { id: 'linked', label, module: link });
    await again.login(PIN);
    expect(await signs(again, id)).to.equal('accepted');
    await again.close();
    expect(await signs(token, id)).to.equal('accepted');
  });

  it('needs a module that can be loaded, and says so otherwise', async () => {
    for (const module of ['/no/such/module.so', process.execPath]) {
      expect(await refusalOf(() => open('none', { module }))).to.equal(
        `token_not_available: ${module} cannot be loaded as a PKCS#11 module`,
      );
    }
    const copy = join(newFolder(), 'text.so');
    copyFileSync(import.meta.filename, copy);
    expect(await refusalOf(() => open('none', { module: copy }))).to.match(/^token_not_available: /);
  });

  it('says what to run where pkcs11js is not built', () => {
    // As on a machine without a compiler, where the package has no native half.
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => {
        if (name.endsWith('pkcs11.node') || name === 'pkcs11js') throw new Error('not built');
        return next(name, context);
      } });`;
    const program = `
      import { openPkcs11Tokens } from '${join(import.meta.dirname, 'pkcs11-token.ts')}';
      import { pkcs11TokensSchema } from '${join(import.meta.dirname, 'pkcs11', 'declaration.ts')}';
      const declared = pkcs11TokensSchema.parse([{ id: 'hsm', module: '/lib/some.so' }]);
      await openPkcs11Tokens(declared, { log: console }).catch((error) => console.log(error.code + ': ' + error.message));`;
    const hooks = `data:text/javascript,${encodeURIComponent(script)}`;
    const file = join(newFolder(), 'program.mjs');
    writeFileSync(file, program);
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', hooks, file]);
    expect(stderr.toString()).to.equal('');
    expect(stdout.toString()).to.equal(
      'token_not_available: PKCS#11 tokens need the package pkcs11js, which is not built here: run "npm run build:pkcs11" (it needs a C++ compiler, make and Python)\n',
    );
  });
});
