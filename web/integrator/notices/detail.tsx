import Box from '@mui/material/Box';
import { useParams } from 'react-router';
import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Facts, type Fact } from '../../design/facts.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { PlaceButton } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Acknowledge } from './acknowledge.tsx';
import { NoticeText } from './notice-text.tsx';
import { placeOf, stateOf } from './notice.ts';
import { recipientOf } from './recipient.ts';

type Shown = AnswerOf<'/drum/notices/{id}', 'get'>;

export function Component() {
  const { t, language } = useTexts();
  const { id = '' } = useParams();
  const answered = useAnswer(call('get', '/drum/notices/{id}', { path: { id: Number(id) } }));
  return (
    <Loaded of={answered} title={t('notices:one')}>
      {(notice) => (
        <>
          <EntityHeader
            kind={t('notices:one')}
            name={notice.title[language]}
            status={<StateWord state={stateOf(notice)} text={t(`notices:state_${notice.state}`)} />}
          />
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Section title={t('notices:what')}>
              <What notice={notice} />
              <Acts notice={notice} />
            </Section>
            <Section title={t('notices:deliveries')}>
              <Deliveries deliveries={notice.deliveries} />
            </Section>
          </Box>
        </>
      )}
    </Loaded>
  );
}

function What({ notice }: { readonly notice: Shown }) {
  const { t, language } = useTexts();
  const rows: readonly Fact[] = [
    ...(notice.next[language] === '' ? [] : [[t('notices:next'), notice.next[language]] as const]),
    [t('notices:raised'), <Time at={notice.raised_at} relative />],
    [t('notices:stepped'), <Time at={notice.stepped_at} relative />],
    ...(notice.resolved_at === undefined
      ? []
      : [[t('notices:resolved'), <Time at={notice.resolved_at} relative />] as const]),
  ];
  return (
    <>
      <Box component="p" sx={{ m: 0, mb: 1.5, maxWidth: '72ch' }}>
        <NoticeText notice={notice} />
      </Box>
      <Facts facts={rows} isFirst />
    </>
  );
}

/** What it asks for comes first: to take it over is not to do it. */
function Acts({ notice }: { readonly notice: Shown }) {
  const { t } = useTexts();
  const place = notice.state === 'RESOLVED' ? undefined : placeOf(notice);
  return (
    <Box sx={{ mt: 2, display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
      {place !== undefined && <PlaceButton to={place}>{t('notices:go')}</PlaceButton>}
      <Acknowledge notice={notice} />
    </Box>
  );
}

const STATES = { WAITING: 'unknown', SENT: 'ok', GIVEN_UP: 'stopped', DROPPED: 'unknown' } as const;

function Deliveries({ deliveries }: Pick<Shown, 'deliveries'>) {
  const { t } = useTexts();
  if (deliveries.length === 0) return t('notices:no_deliveries');
  return deliveries.map(({ step, channel, state, attempts, sent_at: at, error }) => (
    <StatusLine
      key={`${step} ${channel}`}
      state={STATES[state]}
      text={[
        `${recipientOf(channel, t)}: ${t(`notices:delivery_${state}`)}`,
        ...(attempts > 0 ? [t('notices:attempts', { count: attempts })] : []),
      ].join(', ')}
      since={at}
      cause={error === undefined ? undefined : <span lang="en">{error}</span>}
    />
  ));
}
