import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { StateIcon } from './status.tsx';
import { visuallyHidden } from './visually-hidden.ts';

export interface Check {
  readonly name: string;
  /** `warning`: it holds, and yet somebody should know. */
  readonly outcome: 'passed' | 'warning' | 'failed' | 'unknown';
  /** What it means, in plain words. */
  readonly detail?: ReactNode;
  /** What the server says of it, in English. */
  readonly evidence?: string;
}

const STATES = { passed: 'ok', warning: 'attention', failed: 'stopped', unknown: 'unknown' } as const;

/** Checks: how many hold in a sentence, then each; those that failed stand open. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const { t } = useTexts();
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length;
  return (
    <Box>
      <Box component="p" sx={{ m: 0, mb: 1, fontWeight: 620 }}>
        {t('common:checks', { total: checks.length, passed })}
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', p: 0, m: 0, display: 'grid', gap: 0.75 }}>
        {checks.map((check) => (
          <Box component="li" key={check.name} sx={{ display: 'flex', gap: 1 }}>
            <StateIcon state={STATES[check.outcome]} />
            {check.outcome !== 'passed' && (
              <Box component="span" sx={visuallyHidden}>
                {t(`common:check_${check.outcome}`)}:{' '}
              </Box>
            )}
            <CheckBody {...check} />
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function CheckBody({ name, outcome, detail, evidence }: Check) {
  const { t } = useTexts();
  if (detail === undefined && evidence === undefined) return <span>{name}</span>;
  return (
    <Box component="details" open={outcome !== 'passed'} sx={{ '& summary': { py: 0.25, minHeight: 26 } }}>
      <summary>{name}</summary>
      <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
        {detail}
        {evidence !== undefined && (
          <details>
            <summary>{t('common:raw_value')}</summary>
            <Box component="code" lang="en" sx={{ overflowWrap: 'anywhere' }}>
              {evidence}
            </Box>
          </details>
        )}
      </Box>
    </Box>
  );
}
