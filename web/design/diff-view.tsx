import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { differencesOf } from './differences.ts';

interface DiffViewProps {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** What it means, in words, first of all. */
  readonly impact: readonly ReactNode[];
  /** What fields are called. */
  readonly names?: Readonly<Record<string, string>>;
}

const COLOURS = { '+': 'ok', '−': 'stopped', '~': 'attention' } as const;

/** What changes: in words, then field by field with its sign, then raw. */
export function DiffView({ before, after, impact, names = {} }: DiffViewProps) {
  const { t } = useTexts();
  const differences = differencesOf(before, after);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {impact.map((words, index) => (
        <div key={index}>{words}</div>
      ))}
      {differences.length > 0 && (
        <div>
          <Box sx={{ color: 'text.secondary', fontSize: 13, pb: 0.5 }}>
            {t('common:differences', { count: differences.length })}
          </Box>
          <Box component="dl" sx={{ m: 0, display: 'grid', gap: 1 }}>
            {differences.map(({ field, sign, was, is }) => (
              <Box key={field} sx={differenceLook}>
                <dt>
                  <Box
                    component="span"
                    sx={{ ...signLook, color: `${COLOURS[sign]}.main`, bgcolor: `${COLOURS[sign]}.tint` }}
                  >
                    {sign}
                  </Box>
                  {names[field] ?? field}
                </dt>
                {/* A line each: what was and what is would be read as one. */}
                {was !== undefined && (
                  <dd>
                    <del>{was}</del>
                  </dd>
                )}
                {is !== undefined && (
                  <dd>
                    <ins>{is}</ins>
                  </dd>
                )}
              </Box>
            ))}
          </Box>
        </div>
      )}
      <Box component="details" sx={{ '& summary': { cursor: 'pointer', color: 'text.secondary' } }}>
        <summary>{t('common:raw')}</summary>
        <Box component="pre" tabIndex={0} sx={{ overflow: 'auto', m: 0, p: 1, bgcolor: 'background.default' }}>
          {JSON.stringify({ before, after }, undefined, 2)}
        </Box>
      </Box>
    </Box>
  );
}

const differenceLook = {
  ...{ display: 'grid', rowGap: 0.25, columnGap: 2, alignItems: 'baseline' },
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 3fr) minmax(0, 7fr)' },
  '& dt': { fontWeight: 600, display: 'flex', gap: 1, alignItems: 'baseline' },
  '& dd': { m: 0, overflowWrap: 'anywhere', gridColumn: { sm: 2 }, pl: { xs: 4, sm: 0 } },
} as const;

const signLook = {
  ...{ flex: 'none', width: 24, height: 24, borderRadius: 1, fontWeight: 700 },
  ...{ display: 'inline-flex', alignItems: 'center', justifyContent: 'center' },
} as const;
