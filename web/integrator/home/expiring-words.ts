import type { Schemas } from '../../api/definitions/all.d.ts';

export type Expiring = Schemas['Expiring'];

/** Whose a certificate is, as people call it: of a server its code. */
export const shownOwner = ({ kind, of }: Expiring): string =>
  kind === 'AUTHENTICATION_CERTIFICATE' ? (of.split(':').at(-1) ?? of) : of;
