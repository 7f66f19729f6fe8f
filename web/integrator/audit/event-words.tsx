import { useTexts, type TextKey, type Translate } from '../../texts/texts.ts';
import { EVENT_NAMES } from './event-names.ts';
import { keyOfEvent } from './event-key.ts';

/** What an event is about. */
interface ToldObject {
  readonly id?: string;
  readonly name?: string;
}

export interface ToldEvent {
  readonly event: string;
  readonly object?: ToldObject;
}

/** What was done, in words; events that have none keep the name that the log has for them. */
export const wordsOfEvent = (event: string, t: Translate): string =>
  EVENT_NAMES.includes(event) ? t(`events:${keyOfEvent(event)}` as TextKey) : event;

/** The same to be shown: a name without words is English. */
export function EventWords({ event }: { readonly event: string }) {
  const { t } = useTexts();
  return EVENT_NAMES.includes(event) ? wordsOfEvent(event, t) : <span lang="en">{event}</span>;
}

/** What an event is about: the name that people know, and the identifier. */
export const nameOfObject = ({ id = '', name }: ToldObject): string => name ?? id;

export const ObjectWords = ({ object: { id, name } }: { readonly object: ToldObject }) => (
  <>
    {name}
    {name !== undefined && id !== undefined && ' '}
    {id !== undefined && <code translate="no">{id}</code>}
  </>
);

/** What was done, and to what. */
export const EventOf = ({ event: { event, object } }: { readonly event: ToldEvent }) => (
  <>
    <EventWords event={event} />
    {object !== undefined && (
      <>
        : <ObjectWords object={object} />
      </>
    )}
  </>
);
