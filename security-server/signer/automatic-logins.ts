import type { Pkcs11Declaration } from '#certs/tokens/pkcs11/declaration.ts';
import type { Pkcs11Token } from '#certs/tokens/pkcs11-token.ts';
import { readNamedFile } from '#config/named-file.ts';
import type { Log } from '#config/log.ts';
import { asDrumError, type ErrorCode } from '#protocol/errors.ts';

const PIN_BYTES_MAX = 1_024;
/** A token counts wrong PINs and locks itself, so that the same one is not given to it again. */
const REFUSED: ReadonlySet<string> = new Set<ErrorCode>([
  'pin_incorrect',
  'token_pin_final_try',
  'token_pin_locked',
  'login_failed',
]);

/** Logs in to devices by the files that hold their PINs: at once, or as soon as they are there. */
export class AutomaticLogins {
  /** Of tokens that are still to be logged in to. */
  private readonly waiting: Map<string, string>;
  private readonly log: Log;
  private readonly trying = new Set<string>();
  private readonly refusedIds = new Set<string>();

  constructor(devices: readonly Pkcs11Declaration[], log: Log) {
    this.log = log;
    this.waiting = new Map(
      devices.flatMap(({ id, pin }) => (pin !== undefined && 'file' in pin ? [[id, pin.file] as const] : [])),
    );
  }

  /** Tokens that did not take their PIN. */
  get refused(): readonly string[] {
    return [...this.refusedIds];
  }

  /** Somebody has logged in or out: it is theirs from now on. */
  leave(tokenId: string): void {
    this.waiting.delete(tokenId);
  }

  /** Tries where a PIN waits and the token may be there. Never throws: what goes wrong is in the log. */
  async attempt(token: Pkcs11Token): Promise<void> {
    const { id } = token;
    const file = this.waiting.get(id);
    if (file === undefined || this.trying.has(id)) return;
    this.trying.add(id);
    try {
      await token.login(await pinIn(file));
      this.waiting.delete(id);
      this.log.info('A token is logged in', { token: id });
    } catch (error) {
      const { code } = asDrumError(error);
      this.log.error('A token could not be logged in to', { token: id, error });
      if (!REFUSED.has(code)) return;
      this.waiting.delete(id);
      this.refusedIds.add(id);
    } finally {
      this.trying.delete(id);
    }
  }
}

async function pinIn(file: string): Promise<string> {
  const bytes = await readNamedFile(file, PIN_BYTES_MAX);
  const pin = bytes.toString('utf8').split(/\r?\n/, 1)[0] ?? '';
  bytes.fill(0);
  return pin;
}
