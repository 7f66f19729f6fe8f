import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import { useEffect, useRef, type ReactNode } from 'react';
import { mayPass, type Problem } from '../api/problem.ts';
import { explained } from '../api/explained.ts';
import { useTexts } from '../texts/texts.ts';
import { Copyable } from './copyable.tsx';
import { Facts, type Fact } from './facts.tsx';
import { StateIcon } from './status.tsx';

interface ErrorPanelProps {
  readonly problem: Problem;
  /** Asks once more; it is offered where that may help. */
  readonly again?: () => void;
  /** The next step, where a button can do it. */
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
  const mayAskAgain = again !== undefined && mayPass(problem);
  const facts: readonly Fact[] = [
    [t('problems:side'), t(`problems:side_${side}`)],
    [t('problems:next'), next],
    [t('problems:code'), <Copyable text={code} what={t('problems:code')} />],
    ...(correlationId === undefined
      ? []
      : [[t('problems:correlation'), <Copyable text={correlationId} what={t('problems:correlation')} />] as const]),
  ];
  return (
    <Paper ref={shown} role="alert" data-problem={code} sx={{ borderColor: 'stopped.main', p: 2, maxWidth: 720 }}>
      <Box sx={{ display: 'flex', gap: 1, fontWeight: 620 }}>
        <StateIcon state="stopped" />
        <span>{what}</span>
      </Box>
      <Facts facts={facts} />
      <ServersWords problem={problem} />
      {(mayAskAgain || step !== undefined) && (
        <Box sx={{ display: 'flex', gap: 1, mt: 1.5, flexWrap: 'wrap' }}>
          {step}
          {mayAskAgain && <Button onClick={again}>{t('common:again')}</Button>}
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
