import { useParams } from 'react-router';
import { call } from '../api/client.ts';
import { useAnswer } from '../api/queries.ts';
import { EmptyState } from '../design/empty-state.tsx';
import { Loaded } from '../design/loaded.tsx';
import { Section } from '../design/section.tsx';
import { useTexts } from '../texts/texts.ts';
import { EventTimeline } from './audit/event-timeline.tsx';

const EVENTS = 100;

/** What the audit log tells of the thing whose page this is. */
export function Component() {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const found = useAnswer(call('get', '/drum/audit-events', { query: { q: id, paging_sorting: { limit: EVENTS } } }));
  return (
    <Loaded of={found}>
      {({ items }) => (
        <Section title={t('common:history')}>
          {items.length === 0 ? (
            <EmptyState why="first" icon="audit" title={t('common:no_history')} teach={t('common:no_history_teach')} />
          ) : (
            <EventTimeline events={items} />
          )}
        </Section>
      )}
    </Loaded>
  );
}
