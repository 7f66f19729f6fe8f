import type { classes as bulgarian } from '../bg/classes.ts';
import type { Like } from '../like.ts';

export const classes: Like<typeof bulgarian> = {
  title: 'Member classes',
  add: 'Add a class',
  code: 'Code',
  description: 'Description',
  search: 'code, description',
  empty: 'There are no classes yet',
  empty_teach: 'A class orders the members, GOV for state administration, for one.',
  added: 'The class is added',
  code_help: 'Short, in Latin letters: GOV, MUN, COM.',
  edit: 'Change',
  edit_title: 'Description of the class {{code}}',
  edited: 'The description is changed',
  delete: 'Delete',
  delete_title: 'Delete the class {{code}}?',
  delete_act: 'Delete the class {{code}}',
  deleted: 'The class is deleted',
  lose: 'the class {{code}}',
  keeps: 'A class with members is not deleted.',
};
