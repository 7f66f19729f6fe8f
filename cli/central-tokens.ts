import { join } from 'node:path';
import { openPkcs11Tokens, type Pkcs11Token } from '#certs/tokens/pkcs11-token.ts';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { CentralServerFile } from '#central-server/file.ts';
import { Tokens, type HeldToken } from '#central-server/signing/tokens.ts';
import { asDrumError } from '#protocol/errors.ts';
import { openToken, readPin } from './open-token.ts';

/**
 * The tokens of a central server: its own of files, and the devices that its file declares, whether they are there or not. A device
 * that does not take its PIN now does not keep the server from starting: the log and the list of tokens say so. Throws what
 * `openToken` and `openPkcs11Tokens` throw.
 */
export async function openCentralTokens(file: CentralServerFile, clock: Clock, log: Log): Promise<Tokens> {
  const enforcePinPolicy = file.parameters['signer.enforce-token-pin-policy'];
  const software = await openToken(join(file.data, 'token'), { pin: file.pin, enforcePinPolicy });
  try {
    const devices = await openPkcs11Tokens(file.tokens, { log });
    for (const device of devices) {
      const pin = file.tokens.find(({ id }) => id === device.id)?.pin;
      if (pin !== undefined) await logIn(device, await readPin(pin), log);
    }
    return new Tokens({ software, others: devices.map(heldDevice), clock, log });
  } catch (error) {
    await software.close();
    throw error;
  }
}

async function logIn(device: Pkcs11Token, pin: string, log: Log): Promise<void> {
  try {
    await device.login(pin);
  } catch (error) {
    log.error('A token could not be logged in to', { token: device.id, error: asDrumError(error) });
  }
}

const heldDevice = (device: Pkcs11Token): HeldToken => ({
  token: device,
  get serialNumber() {
    return device.state.serialNumber;
  },
  isAvailable: () => device.state.available,
  // Whether it has a PIN is asked apart.
  pinStatus: () => (device.state.pinStatus === 'NOT_INITIALIZED' ? 'OK' : device.state.pinStatus),
});
