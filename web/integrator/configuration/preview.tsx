import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { Section } from '../../design/section.tsx';
import { StatusLine } from '../../design/status-line.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Changes } from './changes.tsx';
import { Countdown } from './countdown.tsx';
import { HoldState } from './hold-state.tsx';
import { PreviewActs } from './preview-acts.tsx';
import { RawText } from './raw-text.tsx';

const EVERY_MS = 5_000;

/** What the next publication changes, for whom; what holds it; and the decision. */
export function Component() {
  const { t } = useTexts();
  const described = call('get', '/drum/configuration/preview', {});
  const preview = useAnswer(described, { everyMs: EVERY_MS });
  return (
    <Loaded of={preview}>
      {(known) => (
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
            <Box sx={{ flex: '1 1 240px' }}>
              <Next preview={known} />
            </Box>
            <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
              <PreviewActs preview={known} />
              <ApiCallButton call={described} permissions={['VIEW_CONFIGURATION_PUBLICATIONS']} />
            </Box>
          </Box>
          <HoldState preview={known} />
          {known.total === 0 ? (
            <Paper>
              <EmptyState
                why="first"
                title={t('configuration:nothing_changes')}
                teach={t(known.last === undefined ? 'configuration:never_published' : 'configuration:signed_anew')}
              />
            </Paper>
          ) : (
            <Section title={t('configuration:what_changes', { count: known.total })}>
              <Changes of={known} />
              <RawText call={call('get', '/drum/configuration/preview/text', {})} />
            </Section>
          )}
        </Box>
      )}
    </Loaded>
  );
}

/** When the nodes publish next, and what was published last. */
function Next({ preview: { last, interval_seconds: seconds, hold } }: { readonly preview: Schemas['Preview'] }) {
  const { t } = useTexts();
  const may = useRights();
  const overview = useAnswer(may('VIEW_NETWORK_HEALTH') ? call('get', '/drum/overview', {}) : undefined, {
    everyMs: EVERY_MS,
  });
  const times = (overview.data?.publication.nodes ?? []).flatMap(({ published_at: at }) => at ?? []);
  const latest = times.sort().at(-1);
  return (
    <>
      <Box sx={{ fontSize: 20, fontWeight: 620 }}>
        {hold.held ? (
          t('configuration:held')
        ) : latest === undefined ? (
          t('configuration:not_publishing')
        ) : (
          <Countdown to={new Date(new Date(latest).getTime() + seconds * 1000)} />
        )}
      </Box>
      {last !== undefined && (
        <Box sx={{ color: 'text.secondary' }}>
          {t('configuration:last', { number: last.number })} <Time at={last.published_at} relative />
        </Box>
      )}
      {overview.data?.publication.nodes
        .filter(({ problem }) => problem !== undefined)
        .map(({ node, problem }) => (
          <StatusLine key={node} state="stopped" text={t('configuration:node_fails', { node })} code={problem} />
        ))}
    </>
  );
}
