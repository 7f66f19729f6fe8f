import type { session as bulgarian } from '../bg/session.ts';
import type { Like } from '../like.ts';

export const session: Like<typeof bulgarian> = {
  sign_in: 'Sign in',
  sign_in_act: 'Sign in',
  sign_out: 'Sign out',
  name: 'User name',
  password: 'Password',
  over: 'The session is over. Sign in again; what you typed is kept.',
  first_password: 'Change the first password',
  first_password_teach: 'Your password was given by somebody else. Change it before you go on.',
  current_password: 'Current password',
  new_password: 'New password',
  repeated_password: 'The new password once more',
  not_the_same: 'The two new passwords differ.',
  password_rule: 'At least 12 characters, 5 of them different, without the user name.',
  change_password: 'Change the password',
  user: 'User {{name}}',
  with_provider: 'Sign in with {{provider}}',
  or_provider: 'or',
};
