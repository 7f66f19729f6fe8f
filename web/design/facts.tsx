import Box, { type BoxProps } from '@mui/material/Box';
import type { ReactNode } from 'react';

/** A term, and what is said of it. */
export type Fact = readonly [term: string, value: ReactNode];

interface FactsProps extends Pick<BoxProps, 'lang'> {
  readonly facts: readonly Fact[];
  /** It stands at the top of its section, with no distance to what is above it. */
  readonly isFirst?: boolean;
  /** Of the values. */
  readonly valueLook?: Readonly<Record<string, string>>;
}

/** Of terms beside their values: the same everywhere, so that the parts of a page stand under each other. */
const TERM_PX = 200;
/** With less room than this a value stands below its term. */
const VALUE_MIN_PX = 260;

/** What is known of one thing, each under its term. */
export const Facts = ({ facts, isFirst = false, valueLook = {}, lang }: FactsProps) => (
  <Box
    component="dl"
    lang={lang}
    sx={{
      ...{ m: 0, mt: isFirst ? 0 : 1, display: 'grid', rowGap: 0.75 },
      // By the room that they have themselves: a panel may be narrow in a wide window.
      containerType: 'inline-size',
      '& > div': { display: 'grid', columnGap: 2, alignItems: 'baseline' },
      '& dt': { color: 'text.secondary', fontSize: 13 },
      '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere', ...valueLook },
      [`@container (min-width: ${TERM_PX + VALUE_MIN_PX}px)`]: {
        '& > div': { gridTemplateColumns: `${TERM_PX}px minmax(0, 1fr)` },
        '& dt': { fontSize: 15 },
      },
    }}
  >
    {facts.map(([term, value]) => (
      <div key={term}>
        <dt>{term}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </Box>
);
