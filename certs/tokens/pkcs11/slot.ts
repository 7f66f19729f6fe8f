import pkcs11 from 'pkcs11js';
import { drumError } from '#protocol/errors.ts';
import type { Pkcs11Declaration } from './declaration.ts';
import type { CryptokiModule } from './module.ts';

export interface FoundSlot {
  readonly slot: Buffer;
  readonly info: pkcs11.TokenInfo;
}

/** The slot with the declared token; undefined while there is none. Throws `token_not_available` where several are alike. */
export function findSlot(module: CryptokiModule, declaration: Pkcs11Declaration): FoundSlot | undefined {
  const found = module
    .slots()
    .map((slot) => withInfo(module, slot))
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => isDeclared(candidate, declaration));
  const [first, second] = found;
  if (first === undefined || second === undefined) return first;
  throw drumError(
    'token_not_available',
    `The token cannot be used: ${found.length} tokens of its module are as declared; say label, serialNumber or slot`,
  );
}

function withInfo({ library }: CryptokiModule, slot: Buffer): FoundSlot | undefined {
  try {
    return { slot, info: library.C_GetTokenInfo(slot) };
  } catch (error) {
    // Another token's trouble is not this one's, and a token that is away answers so too.
    if (error instanceof pkcs11.NativeError) return undefined;
    throw error;
  }
}

function isDeclared({ slot, info }: FoundSlot, { label, serialNumber, slot: number }: Pkcs11Declaration): boolean {
  if (number !== undefined) {
    if (slotNumber(slot) !== number) return false;
  } else if ((info.flags & pkcs11.CKF_TOKEN_INITIALIZED) === 0) {
    // A slot where a token could be made holds none yet.
    return false;
  }
  return (
    (label === undefined || info.label.trimEnd() === label) &&
    (serialNumber === undefined || info.serialNumber.trimEnd() === serialNumber)
  );
}

/** CK_SLOT_ID is a CK_ULONG in the machine's byte order, little-endian on all that we run on. */
const slotNumber = (slot: Buffer): number => Number(slot.length === 8 ? slot.readBigUInt64LE() : slot.readUInt32LE());
