import { ACCOUNTS } from './accounts.ts';
import { ADMINISTRATION } from './administration.ts';
import { BACKUP } from './backup.ts';
import { SERVICE_CATALOGUE } from './service-catalogue.ts';
import { CONFIGURATION } from './configuration.ts';
import { CONTAINER } from './container.ts';
import { GENERIC } from './generic.ts';
import { MACHINE } from './machine.ts';
import { MANAGEMENT } from './management.ts';
import { MANAGEMENT_SERVICES } from './management-services.ts';
import { MESSAGE } from './message.ts';
import { MESSAGE_LOG } from './message-log.ts';
import { REGISTER } from './register.ts';
import { SERVER_CLIENTS } from './server-clients.ts';
import { SERVER_KEYS } from './server-keys.ts';
import { SERVER_SYSTEM } from './server-system.ts';
import { SERVICE } from './service.ts';
import { SERVICE_DESCRIPTIONS } from './service-descriptions.ts';
import { SET_UP } from './set-up.ts';
import { STATE } from './state.ts';
import { TOKEN } from './token.ts';
import { TRUST } from './trust.ts';

export type { ErrorEntry, Explanation, Side } from './entry.ts';

/** Every error code of the project, spelled as X-Road 7.8 spells it where X-Road has it. `docs/errors.md` lists exactly these. */
export const ERRORS = {
  ...GENERIC,
  ...MACHINE,
  ...MESSAGE,
  ...TRUST,
  ...SERVICE,
  ...STATE,
  ...CONFIGURATION,
  ...CONTAINER,
  ...MESSAGE_LOG,
  ...TOKEN,
  ...REGISTER,
  ...MANAGEMENT,
  ...MANAGEMENT_SERVICES,
  ...ADMINISTRATION,
  ...SERVICE_CATALOGUE,
  ...SERVICE_DESCRIPTIONS,
  ...SET_UP,
  ...ACCOUNTS,
  ...BACKUP,
  ...SERVER_CLIENTS,
  ...SERVER_KEYS,
  ...SERVER_SYSTEM,
} as const;

export type ErrorCode = keyof typeof ERRORS;
