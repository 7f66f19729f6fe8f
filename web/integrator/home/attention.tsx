import Paper from '@mui/material/Paper';
import type { ReactNode } from 'react';
import { PlaceButton } from '../../design/places.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import type { State } from '../../design/status.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { shownOwner } from './expiring-words.ts';
import type { Overview, Part } from './overview.ts';

interface AttentionProps {
  readonly overview: Overview;
  readonly isStale: boolean;
}

/** What each part looks like, and where one sees more. */
const ROWS = {
  PUBLICATION_STOPPED: { state: 'stopped', to: '/config/publications', step: 'home:review' },
  PUBLICATION_FAILING: { state: 'attention', to: '/config/publications', step: 'home:review' },
  PUBLICATION_HELD: { state: 'attention', to: '/config/preview', step: 'home:review' },
  REQUESTS_WAITING: { state: 'attention', to: '/requests', step: 'home:review' },
  CERTIFICATES_EXPIRED: { state: 'stopped', to: '/expiring?days=0', step: 'home:review' },
  CERTIFICATES_EXPIRING: { state: 'attention', to: '/expiring?days=30', step: 'home:review' },
  SERVERS_SILENT: { state: 'unknown', to: '/servers?seen=longer', step: 'home:check' },
  SERVERS_UNKNOWN: { state: 'unknown', to: '/servers?seen=unknown', step: 'home:check' },
  COLLECTOR_AWAY: { state: 'attention', to: '/audit', step: 'home:review' },
  NOTICES_OPEN: { state: 'attention', to: '/settings/notices?state=OPEN', step: 'home:review' },
} as const satisfies Readonly<
  Record<Part['code'], { readonly state: State; readonly to: string; readonly step: string }>
>;

const URGENCY: readonly State[] = ['stopped', 'attention', 'unknown'];
const urgencyOf = ({ code }: Part): number => URGENCY.indexOf(ROWS[code].state);

/** What needs somebody, the worst first: what, since when, one button. */
export function Attention({ overview, isStale }: AttentionProps) {
  const { t } = useTexts();
  const { parts } = overview;
  if (parts.length === 0) return null;
  return (
    <Paper component="section" aria-label={t('home:needs')} sx={{ px: 2 }}>
      {parts
        .toSorted((one, other) => urgencyOf(one) - urgencyOf(other))
        .map((part) => {
          const { state, to, step } = ROWS[part.code];
          return (
            <StatusLine
              key={`${part.code} ${part.of ?? ''}`}
              state={isStale ? 'unknown' : state}
              text={<Words {...{ part, overview }} />}
              step={<PlaceButton to={to}>{t(step)}</PlaceButton>}
            />
          );
        })}
    </Paper>
  );
}

function Words({
  part: { code, count, since, of = '' },
  overview,
}: {
  readonly part: Part;
  readonly overview: Overview;
}) {
  const { t } = useTexts();
  const now = useNow();
  const { expiring, collector } = overview;
  switch (code) {
    case 'PUBLICATION_STOPPED':
    case 'PUBLICATION_FAILING':
    case 'PUBLICATION_HELD':
      return (
        <>
          {t(`home:part_${code}`, { of })}
          <Since at={since} words={t(code === 'PUBLICATION_HELD' ? 'home:since' : 'home:last_published')} />
        </>
      );
    case 'REQUESTS_WAITING':
      return (
        <>
          {t('home:waiting', { count })}
          <Since at={since} words={t(count === 1 ? 'home:since' : 'home:oldest')} />
        </>
      );
    case 'CERTIFICATES_EXPIRED':
    case 'CERTIFICATES_EXPIRING': {
      const first = expiring.next.find(
        ({ not_after: end }) => new Date(end) < now === (code === 'CERTIFICATES_EXPIRED'),
      );
      const named: ReactNode = first !== undefined && (
        <>
          : <strong>{shownOwner(first)}</strong>, {t(`home:kind_${first.kind}`)},{' '}
          <Time at={first.not_after} form="date" relative />
        </>
      );
      return (
        <span>
          {t(`home:part_${code}`, { count })}
          {count > 1 && named !== false ? `, ${t('home:first')}` : ''}
          {named}
        </span>
      );
    }
    case 'SERVERS_SILENT':
    case 'SERVERS_UNKNOWN':
    case 'NOTICES_OPEN':
      return t(`home:part_${code}`, { count });
    case 'COLLECTOR_AWAY':
      return (
        <>
          {t('home:part_COLLECTOR_AWAY', { target: collector?.target ?? '', count: collector?.waiting ?? 0 })}
          <Since at={since} words={t('home:since')} />
        </>
      );
  }
}

function Since({ at, words }: { readonly at: string | undefined; readonly words: string }) {
  if (at === undefined) return null;
  return (
    <>
      , {words} <Time at={at} relative />
    </>
  );
}
