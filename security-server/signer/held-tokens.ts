import { join } from 'node:path';
import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { Pkcs11Token } from '#certs/tokens/pkcs11-token.ts';
import { SoftwareToken } from '#certs/tokens/software-token.ts';
import type { Log } from '#config/log.ts';

const SOFTWARE_TOKEN_FOLDER = 'softtoken';

/** The tokens of a signer: the software token, and the devices that the server's file declares, whether they are there or not. */
export interface HeldTokens {
  readonly software: SoftwareToken;
  readonly devices: readonly Pkcs11Token[];
  /** Called when a device is there or not any more, or somebody has logged in or out. */
  onChange: (device: Pkcs11Token) => void;
}

/** Opens the tokens of a signer's directory; nobody is logged in. Throws what `SoftwareToken.open` and `openPkcs11Tokens` throw. */
export async function openTokens(
  directory: string,
  declarations: readonly Pkcs11Declaration[],
  log: Log,
): Promise<HeldTokens> {
  const software = await SoftwareToken.open({ folder: join(directory, SOFTWARE_TOKEN_FOLDER) });
  try {
    const held = { software, devices: [] as Pkcs11Token[], onChange: (): void => undefined };
    held.devices = await devicesOf(declarations, log, (device) => {
      (held as HeldTokens).onChange(device);
    });
    return held;
  } catch (error) {
    await software.close();
    throw error;
  }
}

async function devicesOf(
  declarations: readonly Pkcs11Declaration[],
  log: Log,
  onChange: (device: Pkcs11Token) => void,
): Promise<Pkcs11Token[]> {
  // A signer without devices does without what speaks to them.
  if (declarations.length === 0) return [];
  const { openPkcs11Tokens } = await import('#certs/tokens/pkcs11-token.ts');
  return openPkcs11Tokens(declarations, { log, onChange });
}
