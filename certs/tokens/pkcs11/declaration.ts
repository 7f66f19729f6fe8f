import { z } from 'zod';
import { codeSchema, pinSchema } from '#config/file-schemas.ts';

/** X-Road's id of the software token. */
const SOFTWARE_TOKEN = '0';
const TOKENS_MAX = 100;
/** Widths of the fields of CK_TOKEN_INFO, in bytes. */
const LABEL_BYTES_MAX = 32;
const SERIAL_NUMBER_BYTES_MAX = 16;

const paddedText = (bytesMax: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= bytesMax, `must have at most ${bytesMax} bytes`);

const tokenSchema = z.strictObject({
  /** By which everything here knows the token, wherever it is plugged in and whatever it is called. */
  id: codeSchema
    .regex(/^[A-Za-z0-9._-]+$/, 'may hold letters, digits, full stops, hyphens and low lines')
    .refine((id) => id !== SOFTWARE_TOKEN, `must not be ${SOFTWARE_TOKEN}, which is the software token`),
  /** The maker's library. */
  module: z.string().startsWith('/', 'must be an absolute path'),
  /** What tells the token from others of the module; all that is said must hold. */
  label: paddedText(LABEL_BYTES_MAX).optional(),
  serialNumber: paddedText(SERIAL_NUMBER_BYTES_MAX).optional(),
  slot: z.int().min(0).optional(),
  /** Where it is logged in to when the program starts; otherwise somebody does it. */
  pin: pinSchema.optional(),
  /** No key is made or deleted there. */
  readOnly: z.boolean().default(false),
  /** The PIN is given to the token for each signature, and it is logged out after it. */
  pinPerSignature: z.boolean().default(false),
  rsaSignMechanism: z.enum(['CKM_RSA_PKCS', 'CKM_RSA_PKCS_PSS']).default('CKM_RSA_PKCS'),
  /** Whether the module may use the operating system's locks (CKF_OS_LOCKING_OK) and threads of its own. */
  osLocking: z.boolean().default(false),
  ownThreads: z.boolean().default(true),
});

/** A token of a PKCS#11 module. */
export type Pkcs11Declaration = z.infer<typeof tokenSchema>;

/** The tokens of PKCS#11 modules that a program's file declares. */
export const pkcs11TokensSchema = z
  .array(tokenSchema)
  .max(TOKENS_MAX)
  .superRefine((tokens, context) => {
    for (const [index, token] of tokens.entries()) {
      const before = tokens.slice(0, index);
      const refuse = (field: string, message: string) => {
        context.addIssue({ code: 'custom', path: [index, field], message });
      };
      if (before.some(({ id }) => id === token.id)) refuse('id', 'is the id of another token too');
      const other = before.find(({ module }) => module === token.module);
      if (other === undefined) continue;
      if (other.osLocking !== token.osLocking) refuse('osLocking', 'must be the same for all tokens of one module');
      if (other.ownThreads !== token.ownThreads) refuse('ownThreads', 'must be the same for all tokens of one module');
    }
  });
