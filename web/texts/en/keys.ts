import type { keys as bulgarian } from '../bg/keys.ts';
import type { Like } from '../like.ts';

export const keys: Like<typeof bulgarian> = {
  title: 'Keyboard shortcuts',
  search: 'search in the list',
  rows: 'next, previous row',
  open: 'open the row',
  submit: 'send the form',
  palette: 'search and commands',
  close: 'close',
  help: 'this list',
  on: 'Single-key shortcuts',
};
