import type { Schemas } from '../../api/definitions/all.d.ts';
import type { State } from '../../design/status.tsx';

export type Notice = Schemas['Notice'];

export const noticePath = (id: number): string => `/settings/notices/${id}`;

/** What is resolved is no trouble any more. */
export const stateOf = ({ state, severity }: Pick<Notice, 'state' | 'severity'>): State =>
  state === 'RESOLVED' ? 'ok' : severity === 'ERROR' ? 'stopped' : 'attention';
