import { Store } from '../api/store.ts';

const STORED = 'drum.anchor-taken';

/** The SHA-224 of the internal anchor that was downloaded in this browser last: the server does not count downloads. */
export const anchorTaken = new Store(localStorage.getItem(STORED) ?? '');

export function takeAnchor(hash: string): void {
  localStorage.setItem(STORED, hash);
  anchorTaken.set(hash);
}
