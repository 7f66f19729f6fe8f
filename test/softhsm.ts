import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's package puts the module, by architecture or in one place. */
const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
const SECURITY_OFFICER_PIN = 'officer-1234';

/** RNG, login required, user PIN there, no restore key needed, initialised. */
const FLAGS_OF_NEW_TOKEN = 0x42d;
const ELSEWHERE = `
const p = require('pkcs11js');
const [path, label, pin] = process.argv.slice(1);
const module = new p.PKCS11();
module.load(path);
module.C_Initialize();
const slot = module.C_GetSlotList(true).find((slot) => module.C_GetTokenInfo(slot).label.trimEnd() === label);
const session = module.C_OpenSession(slot, p.CKF_SERIAL_SESSION | p.CKF_RW_SESSION);
module.C_Login(session, p.CKU_USER, pin);
`;

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** SoftHSM2 with tokens of its own, for the modules that this process loads and the commands that it runs. */
export interface SoftHsm {
  readonly module: string;
  /** Makes a token. */
  newToken(label: string, pin: string): void;
  /** Runs JavaScript as another program that uses the token: with `p` (pkcs11js), `module`, `slot` and a logged-in `session`. */
  elsewhere(label: string, pin: string, script: string): void;
  /** Changes the flags that a token keeps of itself, as a device does that counts wrong PINs; no process may use it meanwhile. */
  setFlags(flags: number): void;
  /** Takes every token away, as if pulled out, or the one with this label; the function puts them back. */
  takeAway(label?: string): () => void;
  /** The files of the tokens. */
  readonly tokens: string;
  remove(): void;
}

/** Throws where SoftHSM2 is not installed: there is nothing else to test hardware tokens with. */
export function softHsm(): SoftHsm {
  const module = MODULES.find((path) => existsSync(path));
  if (module === undefined) throw new Error('SoftHSM2 is not installed: apt-get install softhsm2');
  const folder = mkdtempSync(join(tmpdir(), 'drum-softhsm-'));
  const tokens = join(folder, 'tokens');
  const away = join(folder, 'away');
  mkdirSync(tokens);
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const before = process.env.SOFTHSM2_CONF;
  process.env.SOFTHSM2_CONF = configuration;
  return {
    module,
    tokens,
    newToken: (label, pin) => {
      const officer = ['--so-pin', SECURITY_OFFICER_PIN];
      const made = spawnSync('softhsm2-util', ['--init-token', '--free', '--label', label, ...officer, '--pin', pin]);
      if (made.status !== 0) throw new Error(`softhsm2-util: ${made.stderr.toString()}`);
    },
    elsewhere: (label, pin, script) => {
      const given = [module, label, pin];
      const ran = spawnSync(process.execPath, ['-e', `${ELSEWHERE}${script}`, ...given], { cwd: import.meta.dirname });
      if (ran.status !== 0) throw new Error(ran.stderr.toString());
    },
    setFlags: (flags) => {
      for (const name of readdirSync(tokens)) {
        const path = join(tokens, name, 'token.object');
        const bytes = readFileSync(path);
        const at = bytes.indexOf(bigEndian(FLAGS_OF_NEW_TOKEN));
        if (at < 0) throw new Error('The token has no flags as of a new one');
        bigEndian(FLAGS_OF_NEW_TOKEN | flags).copy(bytes, at);
        writeFileSync(path, bytes);
      }
    },
    takeAway: (label = '') => {
      mkdirSync(away);
      for (const name of readdirSync(tokens)) {
        const isTaken = readFileSync(join(tokens, name, 'token.object')).includes(label);
        if (isTaken) renameSync(join(tokens, name), join(away, name));
      }
      return () => {
        for (const name of readdirSync(away)) renameSync(join(away, name), join(tokens, name));
        rmSync(away, { recursive: true });
      };
    },
    remove: () => {
      if (before === undefined) delete process.env.SOFTHSM2_CONF;
      else process.env.SOFTHSM2_CONF = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
