import { closeSync, fstatSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { fileError } from '#config/named-file.ts';
import { drumError } from '#protocol/errors.ts';

/**
 * Where the signer gets its PIN when it starts. A file (such as a service credential) is opened by the server and read by the
 * signer, and a descriptor is handed on, so in both cases the PIN never enters the server's memory. A descriptor can be read
 * once: when the signer has died, someone must log in again. `held` is for tests, sandboxes and a PIN that a person
 * has just typed.
 */
export type PinSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'held'; readonly pin: string }
  | { readonly kind: 'none' };

/** What a child process gets as the descriptor that it reads its PIN from, and what has to be done once it runs. */
export interface PinHandover {
  readonly stdio: number | 'pipe';
  /** To be written into the pipe. */
  readonly text?: string;
  /** Lets go of what was opened here. */
  close(): void;
}

const nothing = (): void => undefined;

/** Throws what `fileError` says when the file cannot be opened, or is a folder. */
export function handOverPin(source: PinSource): PinHandover {
  switch (source.kind) {
    case 'none':
      // Without a descriptor of its own the child would have something else there.
      return openFile(devNull);
    case 'held':
      return { stdio: 'pipe', text: source.pin, close: nothing };
    case 'descriptor':
      return { stdio: source.descriptor, close: nothing };
    case 'file':
      return openFile(source.path);
  }
}

function openFile(path: string): PinHandover {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw fileError(error, `The file with the PIN, ${path},`);
  }
  if (fstatSync(descriptor).isDirectory()) {
    closeSync(descriptor);
    throw drumError('file_not_usable', `The file with the PIN, ${path}, is a folder, not a file`);
  }
  return {
    stdio: descriptor,
    close: () => {
      closeSync(descriptor);
    },
  };
}
