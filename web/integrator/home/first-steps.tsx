import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { useMayGo } from '../../design/places.tsx';
import { Section } from '../../design/section.tsx';
import { StateWord } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Overview } from './overview.ts';

const STEPS = ['authority', 'timestamping', 'member', 'publication', 'server'] as const;
const PLACES: Readonly<Record<(typeof STEPS)[number], string>> = {
  authority: '/trust/authorities',
  timestamping: '/trust/time-stamping',
  member: '/members/new',
  publication: '/config/internal',
  server: '/requests',
};

function isDone(step: (typeof STEPS)[number], { set_up: setUp, members, servers, publication }: Overview): boolean {
  switch (step) {
    case 'authority':
      return setUp.certification_services > 0;
    case 'timestamping':
      return setUp.timestamping_services > 0;
    case 'member':
      return members > 0;
    case 'publication':
      return publication.nodes.some(({ published_at: at }) => at !== undefined);
    case 'server':
      return servers.total > 0;
  }
}

/** What a new server still needs, until the first security server has joined. */
export function FirstSteps({ overview }: { readonly overview: Overview }) {
  const { t } = useTexts();
  const mayGo = useMayGo();
  const next = STEPS.find((step) => !isDone(step, overview));
  if (next === undefined || overview.servers.total > 0) return null;
  return (
    <Section title={t('home:first_steps')}>
      <Box component="ol" data-first-steps sx={{ pl: 3, m: 0, display: 'grid', gap: 1 }}>
        {STEPS.map((step) => {
          const done = isDone(step, overview);
          return (
            <Box component="li" key={step}>
              <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', flexWrap: 'wrap', minHeight: 40 }}>
                <Box sx={{ flex: '1 1 220px' }}>{t(`home:step_${step}`)}</Box>
                {done ? (
                  <StateWord state="ok" text={t('home:done')} />
                ) : (
                  mayGo(PLACES[step]) && (
                    <Button component={Link} to={PLACES[step]} variant={step === next ? 'contained' : 'outlined'}>
                      {t(`home:go_${step}`)}
                    </Button>
                  )
                )}
              </Box>
            </Box>
          );
        })}
      </Box>
    </Section>
  );
}
