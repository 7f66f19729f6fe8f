import {
  addMemberClass,
  deleteMemberClass,
  describeMemberClass,
  getMemberClass,
  listMemberClasses,
  type MemberClassEntry,
} from '../../membership/member-classes.ts';
import type { CatalogueHandlers, Shown } from './shapes.ts';

const shown: Shown = async ({ path }, catalogue) => ({ body: await getMemberClass(catalogue, path.code ?? '') });

/** `changed`: after each change of what is published. */
export const memberClasses = (changed: () => void): CatalogueHandlers => ({
  getMemberClasses: { run: async (_call, catalogue) => ({ body: await listMemberClasses(catalogue) }) },
  getMemberClass: { isObject: true, run: shown },
  addMemberClass: {
    event: 'Add member class',
    run: async ({ body }, change) => {
      const audit = await addMemberClass(change, body as MemberClassEntry);
      return { body: audit.after, audit };
    },
    afterwards: changed,
  },
  updateMemberClass: {
    event: 'Edit member class description',
    state: shown,
    run: async ({ path, body }, change) => {
      const { description } = body as MemberClassEntry;
      const audit = await describeMemberClass(change, { code: path.code ?? '', description });
      return { body: audit.after, audit };
    },
    afterwards: changed,
  },
  deleteMemberClass: {
    event: 'Delete member class',
    state: shown,
    run: async ({ path }, change) => ({ audit: await deleteMemberClass(change, path.code ?? '') }),
    afterwards: changed,
  },
});
