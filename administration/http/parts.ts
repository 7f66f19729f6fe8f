import type { Request } from 'express';
import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { AuditEvent } from '../audit-log.ts';
import type { Caller } from './call.ts';
import type { Accounts } from './credentials.ts';

/** X-Road's name of what becomes of a key that nobody knows. */
export const API_KEY_EVENT = 'API key authentication';

/** What is known of an event before it fails. */
export interface FailureEvent {
  readonly event: string;
  /** Whether it would have changed something: such a failure is of interest whatever its reason. */
  readonly isChange?: boolean;
  /** Whom a caller said to be. */
  readonly data?: object;
}

export type Occurrence = Pick<AuditEvent, 'event' | 'outcome' | 'reason' | 'data'>;
export type Told = (request: Request, occurrence: Occurrence, caller?: Caller) => Promise<void>;

export interface ServiceParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly eventOf: (request: Request, occurrence: Occurrence, caller?: Caller) => AuditEvent;
}
