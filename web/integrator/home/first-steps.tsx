import Box from '@mui/material/Box';
import { PlaceButton, useMayGo } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useSteps } from '../setup/steps.ts';
import type { Overview } from './overview.ts';

const SET_UP = '/setup';

/** How far the set-up is, until the first security server has joined. */
export function FirstSteps({ overview: { servers } }: { readonly overview: Overview }) {
  const mayGo = useMayGo();
  return servers.total > 0 || !mayGo(SET_UP) ? null : <Progress />;
}

function Progress() {
  const { t } = useTexts();
  const steps = useSteps();
  if (steps === undefined) return null;
  const done = steps.filter(({ outcome }) => outcome === 'done').length;
  const next = steps.find(({ outcome }) => outcome === 'open');
  return (
    <Section title={t('setup:title')}>
      <Box data-first-steps={done} sx={{ mb: 1.5, maxWidth: '72ch' }}>
        {next === undefined
          ? t('home:steps_server')
          : t('home:steps_next', { done, total: steps.length, next: t(`setup:step_${next.name}`) })}
      </Box>
      <PlaceButton to={SET_UP}>{t('home:to_steps')}</PlaceButton>
    </Section>
  );
}
