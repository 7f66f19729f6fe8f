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
        <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%', tableLayout: 'fixed' }}>
          <Box component="caption" sx={{ textAlign: 'left', color: 'text.secondary', fontSize: 13, pb: 0.5 }}>
            {t('common:differences', { count: differences.length })}
          </Box>
          <tbody>
            {differences.map(({ field, sign, was, is }) => (
              <Box component="tr" key={field} sx={{ '& > *': { p: 0.75, textAlign: 'left', verticalAlign: 'top' } }}>
                <Box
                  component="td"
                  sx={{ width: 32, fontWeight: 700, color: `${COLOURS[sign]}.main`, bgcolor: `${COLOURS[sign]}.tint` }}
                >
                  {sign}
                </Box>
                <Box component="th" scope="row" sx={{ fontWeight: 600, width: '30%' }}>
                  {names[field] ?? field}
                </Box>
                <Box component="td" sx={{ overflowWrap: 'anywhere' }}>
                  {was !== undefined && <del>{was}</del>} {is !== undefined && <ins>{is}</ins>}
                </Box>
              </Box>
            ))}
          </tbody>
        </Box>
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
