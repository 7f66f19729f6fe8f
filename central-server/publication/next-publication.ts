import type { ConfigurationInput } from './directory.ts';
import type { Judge } from './judge.ts';

/** What a node would publish next, for whoever wants to look at it first. */
export interface NextPublication {
  readonly judge: Judge;
  /** Of the registration service (DER), where there is one. */
  readonly registrationCertificate: Uint8Array | undefined;
  wanted(): Promise<ConfigurationInput>;
}
