import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';

const CHAIN_RESULT = 'sig-hashchainresult.xml';

/** The container with another byte in what its signature refers to: the message, or the result of the hash chain that covers it. */
export async function changedContainer(container: Buffer): Promise<Buffer> {
  const zip = await yauzl.fromBufferPromise(container, { lazyEntries: true });
  const written = new yazl.ZipFile();
  const name = container.includes(CHAIN_RESULT) ? CHAIN_RESULT : 'message.xml';
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry));
    const more = entry.fileName === name ? Buffer.from(' ') : Buffer.alloc(0);
    written.addBuffer(Buffer.concat([content, more]), entry.fileName);
  }
  written.end();
  return buffer(written.outputStream);
}
