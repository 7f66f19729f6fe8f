import type { Migration } from '#storage/migration.ts';
import {
  createAdministrationTables,
  createAttachedAuditLog,
  addDisabledUsers,
  addSingleSignOnTables,
} from './accounts/tables.ts';
import { addOversight } from './oversight-tables.ts';

/** All that administration keeps, for a program that gets it in one migration. What administration gets later is a step of its own. */
const STEPS: readonly Migration['up'][] = [
  createAdministrationTables,
  addDisabledUsers,
  createAttachedAuditLog,
  addSingleSignOnTables,
  addOversight,
];

export const addAllOfAdministration: Migration['up'] = async (schema, types) => {
  for (const step of STEPS) await step(schema, types);
};
