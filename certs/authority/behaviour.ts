import { z } from 'zod';

/** Longest delay that may be asked for. */
const DELAY_MS_MAX = 600_000;
const STALE_SECONDS_MAX = 315_360_000;
const STALE_SECONDS_DEFAULT = 2_592_000;

/** How any service can fail: never answer, answer HTTP 500, answer half of its bytes. */
const ANY = ['silent', 'http-error', 'malformed'] as const;

export const FAULTS = {
  /**
   * `try-later`: an error in place of a response. `bad-signature`: of other bytes. `wrong-key`: signed by a stranger of the
   * responder's name. `wrong-certificate-id`: about the next serial number. `stale`: thisUpdate long ago.
   */
  ocsp: [...ANY, 'try-later', 'bad-signature', 'wrong-key', 'wrong-certificate-id', 'stale'],
  /** `rejection`: a status other than granted. `wrong-key`: signed by a stranger. `wrong-imprint`: over another digest. */
  tsa: [...ANY, 'rejection', 'bad-signature', 'wrong-key', 'wrong-imprint'],
  /** `wrong-key`: a certificate for another public key than was asked for. */
  ca: [...ANY, 'bad-signature', 'wrong-key'],
} as const;

export type Service = keyof typeof FAULTS;
export type Fault<S extends Service = Service> = (typeof FAULTS)[S][number];

/** How a service behaves, until it is told otherwise. */
export interface Behaviour<S extends Service = Service> {
  /** How long each answer waits. */
  readonly delayMs: number;
  readonly fault?: Fault<S> | undefined;
  /** For the fault `stale`: how old thisUpdate is. */
  readonly staleSeconds: number;
}

export const GOOD: Behaviour<never> = { delayMs: 0, staleSeconds: STALE_SECONDS_DEFAULT };

const schemaOf = <S extends Service>(service: S) =>
  z.strictObject({
    delayMs: z.int().min(0).max(DELAY_MS_MAX).default(GOOD.delayMs),
    fault: z.enum(FAULTS[service]).optional(),
    staleSeconds: z.int().min(0).max(STALE_SECONDS_MAX).default(GOOD.staleSeconds),
  });

/** What the control endpoint takes. */
export const BEHAVIOUR_SCHEMAS: Readonly<Record<Service, z.ZodType<Behaviour>>> = {
  ocsp: schemaOf('ocsp'),
  tsa: schemaOf('tsa'),
  ca: schemaOf('ca'),
};
