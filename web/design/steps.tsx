import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Icon } from './icons.tsx';
import { visuallyHidden } from './visually-hidden.ts';

interface StepsProps {
  readonly label: string;
  readonly titles: readonly string[];
  /** Counted from 1. */
  readonly at: number;
  /** Back to a step that is done. */
  readonly onGo: (step: number) => void;
  readonly children: ReactNode;
}

/** A task in steps: those that are done stand ticked on the left, and one can go back to them. */
export function Steps({ label, titles, at, onGo, children }: StepsProps) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '200px minmax(0, 1fr)' } }}>
      <Box sx={{ display: { xs: 'block', sm: 'none' }, fontWeight: 620 }}>
        {t('common:step', { step: at, of: titles.length, title: titles[at - 1] ?? '' })}
      </Box>
      <Box component="ol" aria-label={label} sx={listLook}>
        {titles.map((title, index) => {
          const step = index + 1;
          const isDone = step < at;
          return (
            <Box component="li" key={title} aria-current={step === at ? 'step' : undefined}>
              <Box component="span" aria-hidden data-mark={isDone ? 'done' : undefined}>
                {isDone ? <Icon name="done" sx={{ fontSize: 18 }} /> : step}
              </Box>
              {isDone ? (
                <button
                  type="button"
                  onClick={() => {
                    onGo(step);
                  }}
                >
                  {title}
                  <Box component="span" sx={visuallyHidden}>
                    {` (${t('common:step_done')})`}
                  </Box>
                </button>
              ) : (
                <span>{title}</span>
              )}
            </Box>
          );
        })}
      </Box>
      <Box sx={{ minWidth: 0 }}>{children}</Box>
    </Box>
  );
}

const listLook = {
  ...{
    listStyle: 'none',
    m: 0,
    p: 0,
    display: { xs: 'none', sm: 'flex' },
    gap: 1.5,
    flexWrap: 'wrap',
    alignSelf: 'start',
  },
  flexDirection: { xs: 'row', md: 'column' },
  '& li': { display: 'flex', gap: 1, alignItems: 'center', minHeight: 32, color: 'text.secondary' },
  '& li[aria-current]': { color: 'text.primary', fontWeight: 620 },
  '& li > span:first-of-type': {
    ...{ width: 26, height: 26, borderRadius: '50%', border: '1px solid', borderColor: 'control', flex: 'none' },
    ...{ display: 'inline-flex', alignItems: 'center', justifyContent: 'center', fontSize: 13 },
  },
  '& li[aria-current] > span:first-of-type': {
    ...{ bgcolor: 'primary.main', borderColor: 'primary.main', color: 'primary.contrastText' },
  },
  '& li > [data-mark]': { bgcolor: 'ok.tint', color: 'ok.main', borderColor: 'ok.main' },
  '& button': {
    ...{ font: 'inherit', color: 'primary.main', background: 'none', border: 0, p: 0, cursor: 'pointer' },
    ...{ minHeight: 24, textAlign: 'left' },
  },
} as const;
