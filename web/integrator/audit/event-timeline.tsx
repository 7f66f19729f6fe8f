import { auditEventPath } from '../../api/paths.ts';
import { Timeline } from '../../design/timeline.tsx';
import { EventOf, type ToldEvent } from './event-words.tsx';

interface HappenedEvent extends ToldEvent {
  readonly id: number;
  readonly at: string;
  readonly outcome: 'success' | 'failure';
  readonly user_name?: string;
}

/** Events of the audit log, each with what it was about and the way to the whole of it. */
export const EventTimeline = ({ events }: { readonly events: readonly HappenedEvent[] }) => (
  <Timeline
    events={events.map((event) => ({
      at: event.at,
      what: <EventOf event={event} />,
      link: auditEventPath(event.id),
      state: event.outcome === 'success' ? ('ok' as const) : ('stopped' as const),
      ...(event.user_name === undefined ? {} : { actor: event.user_name }),
    }))}
  />
);
