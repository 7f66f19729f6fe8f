import { z } from 'zod';
import type { ClientId } from './identifier.ts';
import { parseRestClientHeader } from './rest.ts';

/** A member or subsystem in a configuration file, written as in a REST header. */
export const clientIdSchema = z.string().transform((text, context): ClientId => {
  try {
    return parseRestClientHeader(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be INSTANCE/CLASS/MEMBER or INSTANCE/CLASS/MEMBER/SUBSYSTEM' });
    return z.NEVER;
  }
});
