import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** SoftHSM2 with tokens of its own, for the modules that this process loads and the commands that it runs. */
export interface SoftHsm {
  readonly module: string;
  /** Makes a token. */
  newToken(label: string, pin: string): void;
  /** Takes every token away, as if pulled out; the function puts them back. */
  takeAway(): () => void;
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
    takeAway: () => {
      renameSync(tokens, away);
      mkdirSync(tokens);
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
