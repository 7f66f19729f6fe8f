import type { Schemas } from '../../api/definitions/all.d.ts';
import { eventPath, requestPath, serverPath } from '../../api/paths.ts';
import type { State } from '../../design/status.tsx';

export type Notice = Schemas['Notice'];

export const noticePath = (id: number): string => `/settings/notices/${id}`;

/** What is resolved is no trouble any more. */
export const stateOf = ({ state, severity }: Pick<Notice, 'state' | 'severity'>): State =>
  state === 'RESOLVED' ? 'ok' : severity === 'ERROR' ? 'stopped' : 'attention';

/** Where one does what a notice asks for; of what is done outside of the screens, nowhere. */
export function placeOf({ kind, data }: Pick<Notice, 'kind' | 'data'>): string | undefined {
  const { request, name, event } = data as Readonly<Record<string, string | number | undefined>>;
  switch (kind) {
    case 'request_waiting':
      return requestPath(Number(request));
    case 'authentication_certificate_expires':
      return `${serverPath(String(name))}/certificates`;
    case 'audit_log_broken':
      return eventPath(Number(event));
    default:
      return PLACES[kind];
  }
}

const PLACES: Readonly<Record<string, string | undefined>> = {
  ca_certificate_expires: '/trust/authorities',
  intermediate_ca_certificate_expires: '/trust/authorities',
  ocsp_responder_certificate_expires: '/trust/authorities',
  timestamping_certificate_expires: '/trust/time-stamping',
  signing_key_certificate_expires: '/config/internal',
  management_tls_certificate_expires: '/settings/management',
  publication_failing: '/config/publications',
  configuration_expires: '/config/publications',
  syslog_collector_away: '/audit',
  backup_failed: '/settings/backups',
};
