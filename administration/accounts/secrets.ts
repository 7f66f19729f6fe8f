import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** What a caller keeps and we do not: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** What we keep of it. A random secret needs no slow hash, and looking it up by its hash tells nothing by its time. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');
