import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { drumError } from '#protocol/errors.ts';
import { Turns } from './turns.ts';

/** NIST SP 800-63B, 3.1.1.2: length is what counts; no rule demands kinds of characters. */
const PASSWORD_CHARACTERS_MIN = 12;
const PASSWORD_CHARACTERS_MAX = 128;
/** Of a password that is no more than a few characters over and over. */
const DIFFERENT_CHARACTERS_MIN = 5;

/** From this length on a user's name may not stand in the password. */
const NAME_CHARACTERS_MIN = 3;

/** OWASP's second choice of parameters for Argon2id: 19 MiB, 2 passes, 1 lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Throws `weak_password` where a password may not be used by this user. */
export function requireStrongPassword(password: string, userName: string): void {
  const characters = Array.from(password);
  const refuse = (rule: string) => drumError('weak_password', `Password: ${rule}`);
  if (characters.length < PASSWORD_CHARACTERS_MIN) {
    throw refuse(`it must have at least ${PASSWORD_CHARACTERS_MIN} characters`);
  }
  if (characters.length > PASSWORD_CHARACTERS_MAX) {
    throw refuse(`it may have at most ${PASSWORD_CHARACTERS_MAX} characters`);
  }
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) {
    throw refuse(`it must have at least ${DIFFERENT_CHARACTERS_MIN} different characters`);
  }
  if (holdsName(password, userName)) throw refuse('the user name stands in it');
}

/** A name of a letter or two stands in most passwords. */
const holdsName = (password: string, userName: string): boolean =>
  userName.length >= NAME_CHARACTERS_MIN && password.toLowerCase().includes(userName.toLowerCase());

/** Characters that nobody takes for another, read aloud or on paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** 99 bits in all. */
const GROUPS = 4;
const GROUP_LETTERS = 5;

/** A first password that no rule refuses. */
export function generatedPassword(userName: string): string {
  const group = (): string => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  let password: string;
  do password = Array.from({ length: GROUPS }, group).join('-');
  while (holdsName(password, userName));
  return password;
}

/** Each takes 19 MiB and a processor for some hundredths of a second. */
const HASHES_AT_ONCE_MAX = 2;
/** A second or two of work; whoever comes then is refused at once. */
const HASHES_WAITING_MAX = 50;

const turns = new Turns(HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX);

/** In the PHC string format. Throws `overloaded`. */
export const hashPassword = (password: string): Promise<string> => turns.take(() => hash(password, ARGON2));

let nobodys: Promise<string> | undefined;

/** Whether it is the password. A user that there is not (`undefined`) takes as long as one that there is. Throws `overloaded`. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  // Nothing longer was ever taken, and hashing it would be a stranger's to decide.
  if (password.length > 2 * PASSWORD_CHARACTERS_MAX) return false;
  // Once, and not in turn: were it refused, it would stay so.
  nobodys ??= hash('nobody has this password', ARGON2);
  const expected = passwordHash ?? (await nobodys);
  const isEqual = await turns.take(() => verify(expected, password));
  return isEqual && passwordHash !== undefined;
}
