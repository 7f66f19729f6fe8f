import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Problem } from '../api/problem.ts';
import { explained } from '../api/explained.ts';
import { useTexts } from '../texts/texts.ts';
import { Copyable } from './copyable.tsx';
import { StateIcon } from './status.tsx';

interface ErrorPanelProps {
  readonly problem: Problem;
  /** The next step, where a button can do it. */
  readonly again?: () => void;
  readonly step?: ReactNode;
}

/** A problem in four parts: what happened, on which side, the next step, code and correlation id. It stands where it happened. */
export function ErrorPanel({ problem, again, step }: ErrorPanelProps) {
  const { t, language } = useTexts();
  const { what, next, side } = explained(problem, language);
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const { code, correlationId } = problem;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('problems:side'), t(`problems:side_${side}`)],
    [t('problems:next'), next],
  ];
  return (
    <Paper ref={shown} role="alert" data-problem={code} sx={{ borderColor: 'stopped.main', p: 2, maxWidth: 720 }}>
      <Box sx={{ display: 'flex', gap: 1, fontWeight: 620 }}>
        <StateIcon state="stopped" />
        <span>{what}</span>
      </Box>
      <Box component="dl" sx={definitionList}>
        {rows.map(([term, description]) => (
          <Box key={term}>
            <dt>{term}</dt>
            <dd>{description}</dd>
          </Box>
        ))}
        <Box>
          <dt>{t('problems:code')}</dt>
          <dd>
            <Copyable text={code} what={t('problems:code')} />
          </dd>
        </Box>
        {correlationId !== undefined && (
          <Box>
            <dt>{t('problems:correlation')}</dt>
            <dd>
              <Copyable text={correlationId} what={t('problems:correlation')} />
            </dd>
          </Box>
        )}
      </Box>
      <ServersWords problem={problem} />
      {(again !== undefined || step !== undefined) && (
        <Box sx={{ display: 'flex', gap: 1, mt: 1.5, flexWrap: 'wrap' }}>
          {step}
          {again !== undefined && <Button onClick={again}>{t('common:again')}</Button>}
        </Box>
      )}
    </Paper>
  );
}

/** The server speaks English. */
function ServersWords({ problem: { details, fields } }: { readonly problem: Problem }) {
  const { t } = useTexts();
  const lines = [...details, ...Object.entries(fields).map(([field, rules]) => `${field}: ${rules.join(', ')}`)];
  if (lines.length === 0) return null;
  return (
    <Box component="details" sx={{ mt: 1, '& summary': { cursor: 'pointer', color: 'text.secondary' } }}>
      <summary>{t('problems:details')}</summary>
      <Box component="ul" lang="en" sx={{ m: 0, pl: 3, fontSize: 13, overflowWrap: 'anywhere' }}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
    </Box>
  );
}

export const definitionList = {
  m: 0,
  mt: 1,
  display: 'grid',
  rowGap: 0.75,
  '& > div': { display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '160px 1fr' }, columnGap: 2 },
  '& dt': { color: 'text.secondary', fontSize: { xs: 13, sm: 15 } },
  '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere' },
} as const;
