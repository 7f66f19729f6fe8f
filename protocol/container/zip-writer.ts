import { PassThrough, type Readable } from 'node:stream';
import { ZipFile, type Options, type ReadStreamOptions } from 'yazl';

/**
 * Writes a ZIP file as a stream. yazl does the writing; this sees to it that nothing stays open when whoever reads the file
 * goes away before its end, and that an entry which cannot be read ends the file in that error.
 */
export class ZipWriter {
  private readonly zip = new ZipFile();
  private readonly output = new PassThrough();
  private reading: Readable | undefined;

  constructor() {
    this.zip.on('error', (error: unknown) => {
      this.fail(error);
    });
    this.output.once('close', () => this.reading?.destroy());
  }

  addBytes(name: string, bytes: Uint8Array, options: Partial<Options>): void {
    this.zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, options);
  }

  /** An entry that is opened when its turn comes. Its sizes need not be known: beyond 4 GB it is ZIP64 (APPNOTE §4.3.9.2). */
  addStream(name: string, options: Partial<ReadStreamOptions>, open: () => Readable | Promise<Readable>): void {
    this.zip.addReadStreamLazy(name, options, (lend) => {
      this.open(open).then(
        (stream) => {
          lend(null, stream);
        },
        (error: unknown) => {
          this.fail(error);
        },
      );
    });
  }

  /** Says that nothing more comes, and gives the file. */
  end(comment = ''): Readable {
    this.zip.end({ forceZip64Format: false, comment });
    this.zip.outputStream.pipe(this.output);
    return this.output;
  }

  private async open(open: () => Readable | Promise<Readable>): Promise<Readable> {
    const stream = await open();
    this.reading = stream;
    stream.once('error', (error) => {
      this.fail(error);
    });
    if (this.output.destroyed) stream.destroy();
    return stream;
  }

  private fail(error: unknown): void {
    this.output.destroy(error instanceof Error ? error : new Error('The ZIP file cannot be written', { cause: error }));
  }
}
