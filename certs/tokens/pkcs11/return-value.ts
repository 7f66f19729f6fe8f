import pkcs11 from 'pkcs11js';

const number = (...values: readonly number[]): ReadonlySet<number> => new Set(values);

/** After these a session is of no use, or the token is away; what was held of it must be found anew. */
const LOST = number(
  pkcs11.CKR_DEVICE_ERROR,
  pkcs11.CKR_DEVICE_REMOVED,
  pkcs11.CKR_TOKEN_NOT_PRESENT,
  pkcs11.CKR_TOKEN_NOT_RECOGNIZED,
  pkcs11.CKR_SLOT_ID_INVALID,
  pkcs11.CKR_SESSION_HANDLE_INVALID,
  pkcs11.CKR_SESSION_CLOSED,
  pkcs11.CKR_CRYPTOKI_NOT_INITIALIZED,
  pkcs11.CKR_USER_NOT_LOGGED_IN,
  // Modules that do not notice a removal answer so for what was in the token.
  pkcs11.CKR_OBJECT_HANDLE_INVALID,
  pkcs11.CKR_KEY_HANDLE_INVALID,
  pkcs11.CKR_GENERAL_ERROR,
  pkcs11.CKR_FUNCTION_FAILED,
);
const WRITE_PROTECTED = number(pkcs11.CKR_TOKEN_WRITE_PROTECTED, pkcs11.CKR_SESSION_READ_ONLY);
const KIND_REFUSED = number(
  pkcs11.CKR_MECHANISM_INVALID,
  pkcs11.CKR_MECHANISM_PARAM_INVALID,
  pkcs11.CKR_KEY_SIZE_RANGE,
  pkcs11.CKR_DOMAIN_PARAMS_INVALID,
  pkcs11.CKR_KEY_TYPE_INCONSISTENT,
);
/** A PIN that cannot be one of the token is no more right than a wrong one. */
const PIN_WRONG = number(pkcs11.CKR_PIN_INCORRECT, pkcs11.CKR_PIN_INVALID, pkcs11.CKR_PIN_LEN_RANGE);

const valueOf = (error: unknown): number | undefined => (error instanceof pkcs11.Pkcs11Error ? error.code : undefined);

const isOneOf = (values: ReadonlySet<number>) => (error: unknown) => values.has(valueOf(error) ?? pkcs11.CKR_OK);

/** What was in the token is not found, and the token does not answer as it should. */
export class Gone extends Error {}

export const isLost = (error: unknown): boolean => error instanceof Gone || isOneOf(LOST)(error);
export const isWriteProtected = isOneOf(WRITE_PROTECTED);
export const isKindRefused = isOneOf(KIND_REFUSED);
export const isPinWrong = isOneOf(PIN_WRONG);

/** Whether the module answered with this value. */
export const isValue = (error: unknown, value: number): boolean => valueOf(error) === value;

/** What the module answered, by its name: `CKR_DEVICE_REMOVED`. */
export const nameOf = (error: unknown): string =>
  error instanceof pkcs11.Pkcs11Error ? error.message : 'an error of the module';

/** Runs an action of which nothing depends: what it answers does not matter. */
export function regardless(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof pkcs11.NativeError)) throw error;
  }
}
