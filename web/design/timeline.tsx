import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { formatClock, formatDate, formatUtc } from './formats.ts';
import { PlaceLink } from './places.tsx';
import { StateIcon, type State } from './status.tsx';
import { visuallyHidden } from './visually-hidden.ts';

export interface TimelineEvent {
  readonly at: Date | string;
  readonly actor?: string;
  readonly what: ReactNode;
  /** Where more of it is told, for whoever may go there. */
  readonly link?: string | undefined;
  readonly state?: State;
}

/** What happened, the newest first, day by day. */
export function Timeline({ events }: { readonly events: readonly TimelineEvent[] }) {
  const { language } = useTexts();
  const days = new Map<string, (TimelineEvent & { readonly date: Date })[]>();
  const dated = events.map((event) => ({ ...event, date: new Date(event.at) }));
  for (const event of dated.sort((one, other) => other.date.getTime() - one.date.getTime())) {
    const day = formatDate(event.date, language);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      {[...days].map(([day, own]) => (
        <Box key={day}>
          <Box component="h3" sx={{ fontSize: 13, fontWeight: 620, color: 'text.secondary', m: 0, mb: 0.5 }}>
            {day}
          </Box>
          <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
            {own.map(({ date, actor, what, link, state = 'ok' }, index) => (
              <Box component="li" key={`${date.getTime()}-${index}`} sx={{ display: 'flex', gap: 1 }}>
                <StateIcon state={state} />
                <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {link === undefined ? what : <PlaceLink to={link}>{what}</PlaceLink>}
                  <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
                    <time dateTime={date.toISOString()} title={formatUtc(date)}>
                      {/* The heading shows the day; whoever hears or copies a row alone needs it with the clock. */}
                      <Box component="span" sx={visuallyHidden}>
                        {day}{' '}
                      </Box>
                      {formatClock(date)}
                    </time>
                    {actor !== undefined && ` · ${actor}`}
                  </Box>
                </Box>
              </Box>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
