import { CONFIGURATION, PROVIDERS, SERVERS, TIME_STAMPING } from './breakdowns.ts';
import { AUTHENTICATION, CERTIFICATES } from './certificates.ts';
import type { FaultGroup } from './fault.ts';
import { ANSWERS, MESSAGES, REQUESTS } from './malformed.ts';
import { RIGHTS } from './rights.ts';

/** In the order in which they are run: first contact with a server is tried before it is known. */
export const GROUPS: readonly FaultGroup[] = [
  RIGHTS,
  REQUESTS,
  CERTIFICATES,
  MESSAGES,
  ANSWERS,
  PROVIDERS,
  SERVERS,
  TIME_STAMPING,
  AUTHENTICATION,
  CONFIGURATION,
];
