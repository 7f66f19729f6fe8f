import { DerFault } from '../der/read.ts';

/**
 * RC2-CBC (RFC 2268), which old PKCS#12 files hide their certificates with and OpenSSL 3 no longer has. The effective key
 * is as long as the key. This is the one use of node-forge, loaded only when such a file turns up.
 */
export async function decryptRc2(key: Buffer, iv: Buffer, data: Buffer): Promise<Buffer> {
  const { default: forge } = await import('node-forge');
  const cipher = forge.rc2.createDecryptionCipher(key.toString('latin1'), 8 * key.length);
  cipher.start(iv.toString('latin1'));
  cipher.update(forge.util.createBuffer(data.toString('latin1')));
  if (!cipher.finish()) throw new DerFault('wrong padding');
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}
