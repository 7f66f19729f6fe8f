import { readFileSync } from 'node:fs';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import { fileError, readNamedFile } from '#config/named-file.ts';
import { asDrumError } from '#protocol/errors.ts';

/** Where a program gets its PIN: a file that only it may read, or a descriptor that whoever starts it has opened. */
export type PinSetting = { readonly file: string } | { readonly descriptor: number };

const PIN_BYTES_MAX = 4_096;

/** The software token in this folder, as `openToken` opens it with a PIN. */
export const openLoggedInToken = (folder: string, setting: PinSetting): Promise<SoftwareToken> =>
  openToken(folder, { pin: setting });

/**
 * The software token in this folder; with a PIN, logged in, and a new token takes the PIN as its own. Throws what opening it throws,
 * and, saying where the PIN came from, `pin_incorrect`, `token_pin_policy_failure` and what `readNamedFile` throws.
 */
export async function openToken(
  folder: string,
  { pin: setting, enforcePinPolicy }: { readonly pin: PinSetting | undefined; readonly enforcePinPolicy?: boolean },
): Promise<SoftwareToken> {
  const token = await SoftwareToken.open({ folder, ...(enforcePinPolicy === undefined ? {} : { enforcePinPolicy }) });
  if (setting === undefined) return token;
  try {
    const pin = await readPin(setting);
    if (!token.initialised) await token.initialise(pin);
    await token.login(pin);
    return token;
  } catch (error) {
    await token.close();
    throw asDrumError(error).at(`The PIN from ${placeOf(setting)}`);
  }
}

const placeOf = (setting: PinSetting): string =>
  'file' in setting ? setting.file : `descriptor ${setting.descriptor}`;

/** Throws what `readNamedFile` throws. */
export async function readPin(setting: PinSetting): Promise<string> {
  const bytes =
    'file' in setting ? await readNamedFile(setting.file, PIN_BYTES_MAX) : fromDescriptor(setting.descriptor);
  return bytes.toString('utf8').replace(/\r?\n$/, '');
}

function fromDescriptor(descriptor: number): Buffer {
  try {
    return readFileSync(descriptor);
  } catch (error) {
    throw fileError(error, `The descriptor ${descriptor}`);
  }
}
