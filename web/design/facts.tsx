import Box, { type BoxProps } from '@mui/material/Box';
import type { ReactNode } from 'react';

/** A term, and what is said of it. */
export type Fact = readonly [term: string, value: ReactNode];

interface FactsProps extends Pick<BoxProps, 'lang'> {
  readonly facts: readonly Fact[];
  /** Pixels, where terms stand beside their values. */
  readonly termWidth?: number;
  /** It stands at the top of its section, with no distance to what is above it. */
  readonly isFirst?: boolean;
  /** Of the values. */
  readonly valueLook?: Readonly<Record<string, string>>;
}

/** What is known of one thing, each under its term. */
export const Facts = ({ facts, termWidth = 160, isFirst = false, valueLook = {}, lang }: FactsProps) => (
  <Box
    component="dl"
    lang={lang}
    sx={{
      ...{ m: 0, mt: isFirst ? 0 : 1, display: 'grid', rowGap: 0.75 },
      '& > div': { display: 'grid', gridTemplateColumns: { xs: '1fr', sm: `${termWidth}px 1fr` }, columnGap: 2 },
      '& dt': { color: 'text.secondary', fontSize: { xs: 13, sm: 15 } },
      '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere', ...valueLook },
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
