import { drumError } from '#protocol/errors.ts';
import { PASSWORD_CHARACTERS_MAX } from '../pkcs12.ts';

const POLICY_CHARACTERS_MIN = 10;
const POLICY_KINDS_MIN = 3;
const KINDS = [/[0-9]/, /[a-z]/, /[A-Z]/, /[^0-9A-Za-z]/];

/**
 * Whether a PIN may be chosen. X-Road's policy, where it is enforced (`signer.enforce-token-pin-policy`): at least 10
 * characters, all printable ASCII, of at least 3 of the kinds digit, lower case, upper case, other.
 * Throws `token_pin_policy_failure`, which says what is missing and never the PIN.
 */
export function requirePin(pin: string, enforcePolicy: boolean): void {
  const refuse = (rule: string) => drumError('token_pin_policy_failure', `A PIN must ${rule}`);
  if (pin === '') throw refuse('not be empty');
  if (pin.length > PASSWORD_CHARACTERS_MAX) throw refuse(`have at most ${PASSWORD_CHARACTERS_MAX} characters`);
  if (!enforcePolicy) return;
  if (pin.length < POLICY_CHARACTERS_MIN) throw refuse(`have at least ${POLICY_CHARACTERS_MIN} characters`);
  if (!/^[\x20-\x7e]*$/.test(pin)) throw refuse('consist of printable ASCII characters');
  if (KINDS.filter((kind) => kind.test(pin)).length < POLICY_KINDS_MIN) {
    throw refuse(`hold at least ${POLICY_KINDS_MIN} kinds of digits, lower case, upper case and other characters`);
  }
}
