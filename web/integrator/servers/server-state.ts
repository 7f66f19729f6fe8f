import { validityOf } from '../../design/certificate-card.tsx';
import type { State } from '../../design/status.tsx';
import type { Translate } from '../../texts/texts.ts';
import { isFresh } from './last-configuration.tsx';

interface Server {
  readonly in_maintenance_mode: boolean;
  /** When the first of its certificates ends; absent: it has none. */
  readonly nearest_expiry?: string;
  readonly seen?: { readonly at: string };
}

/** How a server does, by what the list knows of it: what stops it comes before what is only not known. */
export function stateInWords(
  server: Server,
  now: Date,
  t: Translate,
): { readonly state: State; readonly text: string } {
  const { in_maintenance_mode: isInMaintenance, nearest_expiry: end, seen } = server;
  if (isInMaintenance) return { state: 'attention', text: t('servers:in_maintenance') };
  if (end === undefined) return { state: 'stopped', text: t('servers:without_certificate') };
  // There may be another that holds longer.
  const { state } = validityOf({ not_before: now.toISOString(), not_after: end }, now, t);
  if (state === 'stopped') return { state: 'attention', text: t('servers:certificate_expired') };
  if (state !== 'ok') return { state: 'attention', text: t('servers:certificate_expires') };
  return isFresh(seen, now)
    ? { state: 'ok', text: t('common:state_ok') }
    : { state: 'unknown', text: t('common:state_unknown') };
}
