import type { fields as bulgarian } from '../bg/fields.ts';
import type { Like } from '../like.ts';

export const fields: Like<typeof bulgarian> = {
  empty: 'This field is required',
  too_long: '255 characters at most',
  not_allowed: "Characters that are not allowed: {{characters}}. Allowed are A–Z a–z 0–9 and '()+,-.=?",
  cyrillic: 'These are Cyrillic: {{characters}}. Make them Latin?',
  make_latin: 'Replace by {{text}}',
  taken: 'Already taken: {{taken}}',
  wrong_eik: 'The check digit is not that of an EIK. Check it, if the code is meant to be one.',
  whole: 'The whole identifier',
  space: 'space',
};
