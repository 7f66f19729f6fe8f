import { call } from '../../api/client.ts';
import { useAnswer, type Answered } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { useStore } from '../../api/store.ts';
import { useNow } from '../../design/time.tsx';
import { anchorTaken } from '../anchor-taken.ts';
import { useTokens } from '../tokens/notice.tsx';

export type StepName =
  'password' | 'prepared' | 'authority' | 'timestamping' | 'member' | 'publication' | 'anchor' | 'backup';

/** `unknown`: it cannot be told, or the caller may not know it. */
type Outcome = 'done' | 'open' | 'unknown';

export interface Step {
  readonly name: StepName;
  readonly outcome: Outcome;
}

const EVERY_MS = 5_000;

/** How far the first steps are, each by a check of its own. */
export function useSteps(): readonly Step[] | undefined {
  const may = useRights();
  const now = useNow();
  const taken = useStore(anchorTaken);
  const classes = useAnswer(may('VIEW_MEMBER_CLASSES') ? call('get', '/member-classes', {}) : undefined);
  const tokens = useTokens();
  const authorities = useAnswer(may('VIEW_APPROVED_CAS') ? call('get', '/certification-services', {}) : undefined);
  const authority = authorities.data?.find(({ not_after: end }) => new Date(end) > now);
  const responders = useAnswer(
    authority === undefined || !may('VIEW_APPROVED_CA_DETAILS')
      ? undefined
      : call('get', '/certification-services/{certification_service_id}/ocsp-responders', {
          path: { certification_service_id: authority.id },
        }),
  );
  const timestamping = useAnswer(may('VIEW_APPROVED_TSAS') ? call('get', '/timestamping-services', {}) : undefined);
  const management = useAnswer(
    may('VIEW_SYSTEM_SETTINGS') ? call('get', '/management-services-configuration', {}) : undefined,
  );
  const overview = useAnswer(may('VIEW_NETWORK_HEALTH') ? call('get', '/drum/overview', {}) : undefined, {
    everyMs: EVERY_MS,
  });
  const anchor = useAnswer(
    may('VIEW_INTERNAL_CONFIGURATION_SOURCE')
      ? call('get', '/configuration-sources/{configuration_type}/anchor', { path: { configuration_type: 'INTERNAL' } })
      : undefined,
    { everyMs: EVERY_MS },
  );
  const backups = useAnswer(may('BACKUP_CONFIGURATION') ? call('get', '/backups', {}) : undefined);
  const all = [classes, tokens, authorities, responders, timestamping, management, overview, anchor, backups];
  if (all.some(({ isLoading }) => isLoading)) return undefined;
  const sources = new Set(
    tokens.data?.flatMap(({ configuration_signing_keys: keys = [] }) => keys.map(({ source_type: type }) => type)),
  );
  const servers = overview.data?.servers;
  const isSeen = servers !== undefined && servers.total > servers.unknown;
  const hash = anchor.data?.anchor?.hash;
  return [
    { name: 'password', outcome: 'done' },
    {
      name: 'prepared',
      outcome: both(
        outcomeOf(classes, (known) => known.length > 0),
        outcomeOf(tokens, () => sources.size === 2),
      ),
    },
    {
      name: 'authority',
      outcome: both(
        outcomeOf(authorities, () => authority !== undefined),
        authority === undefined ? 'open' : outcomeOf(responders, (known) => known.length > 0),
      ),
    },
    { name: 'timestamping', outcome: outcomeOf(timestamping, (known) => known.length > 0) },
    { name: 'member', outcome: outcomeOf(management, (known) => (known.service_provider_id ?? '') !== '') },
    {
      name: 'publication',
      outcome: outcomeOf(
        overview,
        ({ publication: { nodes } }) => nodes.length > 0 && nodes.every(({ state }) => state === 'OK'),
      ),
    },
    { name: 'anchor', outcome: isSeen ? 'done' : outcomeOf(anchor, () => hash !== undefined && hash === taken) },
    { name: 'backup', outcome: outcomeOf(backups, (known) => known.length > 0) },
  ];
}

const outcomeOf = <Answer>({ data }: Answered<Answer>, isDone: (answer: Answer) => boolean): Outcome =>
  data === undefined ? 'unknown' : isDone(data) ? 'done' : 'open';

const both = (one: Outcome, other: Outcome): Outcome =>
  one === 'open' || other === 'open' ? 'open' : one === 'unknown' || other === 'unknown' ? 'unknown' : 'done';
