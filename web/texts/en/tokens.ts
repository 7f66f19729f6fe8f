import type { tokens as bulgarian } from '../bg/tokens.ts';
import type { Like } from '../like.ts';

export const tokens: Like<typeof bulgarian> = {
  title: 'Tokens of node {{node}}',
  locked: 'Token {{token}} of node {{node}} is locked: nothing new is published.',
  locked_teach: 'What has been published is valid until it expires. After the PIN, publication goes on by itself.',
  unlock: 'Unlock',
  unlock_title: 'Unlock {{token}} of node {{node}}',
  unlocked: 'The token has been unlocked',
  pin: 'PIN',
  pin_final_try: 'One try is left: after another wrong PIN the token is locked.',
  pin_locked:
    'After five wrong PINs the token takes none for 15 minutes; a hardware token is unlocked by its administrator.',
  pin_was_wrong: 'The last PIN was wrong. After five wrong ones the token is locked.',
  pin_is_locked: 'locked after wrong PINs',
  logged_in: 'unlocked',
  logged_out: 'locked',
  no_pin: 'no PIN yet',
  absent: 'taken out',
  absent_teach: 'The device does not answer. Put it in again, or check its connection.',
  keys_one: '{{count}} key',
  keys_other: '{{count}} keys',
  lock: 'Lock',
  lock_title: 'Lock {{token}}?',
  lock_act: 'Lock {{token}}',
  lock_loses: 'node {{node}} stops publishing until somebody enters the PIN',
  lock_keeps: 'What has been published is valid until it expires.',
  is_locked: 'The token has been locked',
};
