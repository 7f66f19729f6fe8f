import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { Token } from '#certs/tokens/token.ts';
import { drumError } from '#protocol/errors.ts';

/** Where a program gets its PIN: a file that only it may read, or a descriptor that whoever starts it has opened. */
export type PinSetting = { readonly file: string } | { readonly descriptor: number };

/** The software token in this folder, logged in; a new token takes the PIN as its own. Throws `pin_incorrect`, `not_found`. */
export async function openLoggedInToken(folder: string, setting: PinSetting): Promise<Token> {
  const token = await SoftwareToken.open({ folder });
  const pin = await readPin(setting);
  if (!token.initialised) await token.initialise(pin);
  await token.login(pin);
  return token;
}

async function readPin(setting: PinSetting): Promise<string> {
  try {
    const text = 'file' in setting ? await readFile(setting.file, 'utf8') : readFileSync(setting.descriptor, 'utf8');
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    const place = 'file' in setting ? setting.file : `descriptor ${setting.descriptor}`;
    throw drumError('not_found', `The PIN cannot be read from ${place}`, error);
  }
}
