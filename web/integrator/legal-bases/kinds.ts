import { call, type Call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';

export type Basis = Schemas['LegalBasis'];
export type Purpose = Schemas['Purpose'];

/** As their ids are. */
const ID = /^[a-z0-9][a-z0-9.-]{0,63}$/;
export const isId = (id: string): boolean => ID.test(id);

export const changeBasis = ({ id, ...body }: Basis): Call<Basis> =>
  call('put', '/drum/legal-bases/{id}', { path: { id }, body });

export const changePurpose = ({ id, ...body }: Purpose): Call<Purpose> =>
  call('put', '/drum/purposes/{id}', { path: { id }, body });
