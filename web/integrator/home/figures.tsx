import Box from '@mui/material/Box';
import { CodeWords } from '../../design/code-words.tsx';
import { formatNumber } from '../../design/formats.ts';
import { PlaceLink } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EventTimeline } from '../audit/event-timeline.tsx';
import { shownOwner } from './expiring-words.ts';
import { STATES, type Overview } from './overview.ts';

interface OfOverview {
  readonly overview: Overview;
}

/** What each node publishes, since when and until when. */
export function Publication({ overview: { publication }, isStale }: OfOverview & { readonly isStale: boolean }) {
  const { t } = useTexts();
  const { hold, nodes } = publication;
  const now = useNow();
  const works = nodes.filter(({ state }) => state === 'OK').length;
  return (
    <Section title={t('home:publication')}>
      <Box component="p" sx={{ m: 0, mb: 1 }}>
        <PlaceLink to="/config/publications">{t('home:nodes', { works, total: nodes.length })}</PlaceLink>
        {hold.held && ` · ${t('home:held')}`}
        {hold.by_hand !== undefined && `: ${hold.by_hand.reason} (${hold.by_hand.by})`}
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 1 }}>
        {nodes.map((node) => (
          <Box component="li" key={node.node} sx={{ display: 'grid', gap: 0.25 }}>
            <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
              <StateWord state={isStale ? 'unknown' : STATES[node.state]} />
              <span>{node.node}</span>
              {node.problem !== undefined && <CodeWords code={node.problem} />}
            </Box>
            <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
              {node.published_at === undefined ? (
                t('home:never_published')
              ) : (
                <>
                  {t('home:published')} <Time at={node.published_at} relative />
                  {node.valid_until !== undefined && (
                    <>
                      , {t(new Date(node.valid_until) < now ? 'home:was_valid_until' : 'home:valid_until')}{' '}
                      <Time at={node.valid_until} />
                    </>
                  )}
                </>
              )}
            </Box>
          </Box>
        ))}
      </Box>
    </Section>
  );
}

/** Servers by when they took configuration last. */
export function ServersSeen({ overview: { servers } }: OfOverview) {
  const { t } = useTexts();
  return (
    <Section title={t('home:servers_seen')}>
      <Figures
        of={[
          [t('home:seen_2'), servers.seen_within_2_minutes, '/servers?seen=2'],
          [t('home:seen_10'), servers.seen_within_10_minutes, '/servers?seen=10'],
          [t('home:seen_longer'), servers.seen_longer_ago, '/servers?seen=longer'],
          [t('home:seen_unknown'), servers.unknown, '/servers?seen=unknown'],
        ]}
      />
    </Section>
  );
}

/** Certificates by the days they have left. */
export function Expiring({ overview: { expiring } }: OfOverview) {
  const { t } = useTexts();
  return (
    <Section title={t('home:expiring')}>
      <Figures
        of={[
          [t('home:expired'), expiring.expired, '/expiring?days=0'],
          [t('home:within', { days: 7 }), expiring.within_7_days, '/expiring?days=7'],
          [t('home:within', { days: 30 }), expiring.within_30_days, '/expiring?days=30'],
          [t('home:within', { days: 90 }), expiring.within_90_days, '/expiring'],
        ]}
      />
      {expiring.next.length > 0 && (
        <Box component="ul" sx={{ pl: 2.5, m: 0, mt: 1.5, display: 'grid', gap: 0.5, overflowWrap: 'anywhere' }}>
          {expiring.next.slice(0, NAMED).map((each) => (
            <li key={`${each.kind} ${each.of} ${each.sha256}`}>
              {shownOwner(each)}: {t(`home:kind_${each.kind}`)}, <Time at={each.not_after} form="date" relative />
            </li>
          ))}
        </Box>
      )}
    </Section>
  );
}

const NAMED = 3;

/** How much there is of everything. */
export function Totals({ overview: { members, servers, requests, notices } }: OfOverview) {
  const { t } = useTexts();
  return (
    <Section title={t('home:network')}>
      <Figures
        of={[
          [t('home:members'), members, '/members'],
          [t('home:servers'), servers.total, '/servers'],
          [t('home:requests'), requests.waiting, '/requests'],
          ...(notices === undefined ? [] : [[t('home:notices'), notices.open, '/settings/notices'] as const]),
        ]}
      />
    </Section>
  );
}

/** The last of what was done. */
export function Changes({ overview: { events, collector } }: OfOverview) {
  const { t } = useTexts();
  if (events === undefined) return null;
  return (
    <Section title={t('home:changes')}>
      {events.length === 0 && <Box sx={{ color: 'text.secondary' }}>{t('home:no_changes')}</Box>}
      <EventTimeline events={events} />
      <Box sx={{ mt: 1.5, display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <PlaceLink to="/audit">{t('home:whole_log')}</PlaceLink>
        {collector !== undefined && (
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
            {t('home:collector', { target: collector.target })} <StateWord state={STATES[collector.state]} />
          </Box>
        )}
      </Box>
    </Section>
  );
}

/** Figures, each of which leads to its list. */
function Figures({ of }: { readonly of: readonly (readonly [text: string, value: number, to: string])[] }) {
  const { language } = useTexts();
  return (
    <Box component="dl" sx={figuresLook}>
      {of.map(([text, value, to]) => (
        <div key={to} data-figure={to}>
          <dt>
            <PlaceLink to={to}>{text}</PlaceLink>
          </dt>
          <Box component="dd" sx={{ color: value === 0 ? 'text.secondary' : 'text.primary' }}>
            {formatNumber(value, language)}
          </Box>
        </div>
      ))}
    </Box>
  );
}

const figuresLook = {
  ...{
    m: 0,
    display: 'grid',
    gap: 1.5,
    gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', sm: 'repeat(4, minmax(0, 1fr))' },
  },
  '& > div': {
    ...{
      display: 'flex',
      flexDirection: 'column-reverse',
      justifyContent: 'flex-end',
      gap: 0.25,
      position: 'relative',
    },
  },
  // The number leads there too.
  '& a::after': { content: '""', position: 'absolute', inset: 0 },
  '& dd': { m: 0, fontSize: 26, fontWeight: 650, lineHeight: 1.2, fontFeatureSettings: "'tnum'" },
} as const;
