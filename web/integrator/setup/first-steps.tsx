import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { StateWord, type State } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AnchorDownload } from './anchor-download.tsx';
import { ManagementMember } from './management-member.tsx';
import { Preparation } from './preparation-button.tsx';
import { useSteps, type Step, type StepName } from './steps.ts';

type Place = 'done' | 'next' | 'later' | 'unknown';

const STATES: Readonly<Record<Place, State>> = { done: 'ok', next: 'attention', later: 'unknown', unknown: 'unknown' };

/** Where a step is done that is not done here. */
const SCREENS: Readonly<Partial<Record<StepName, string>>> = {
  authority: '/trust/authorities',
  timestamping: '/trust/time-stamping',
  publication: '/config/preview',
  backup: '/settings/backups',
};

/** What a new central server needs: what is done, what is next, what comes later. It can be left and come back to. */
export function FirstSteps({ status }: { readonly status: Schemas['InitializationStatus'] }) {
  const { t } = useTexts();
  const steps = useSteps();
  if (steps === undefined) return <Box aria-busy sx={{ minHeight: 320 }} />;
  const next = steps.find(({ outcome }) => outcome === 'open');
  const done = steps.filter(({ outcome }) => outcome === 'done').length;
  return (
    <>
      <Box component="p" sx={{ mt: 0, mb: 2, maxWidth: '72ch' }}>
        {next === undefined && done === steps.length
          ? t('setup:all_done')
          : t('setup:progress', { done, count: steps.length })}{' '}
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {t('setup:fixed', { instance: status.instance_identifier, address: status.central_server_address })}
        </Box>
      </Box>
      <Paper component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {steps.map((step, at) => (
          <StepLine key={step.name} {...{ step, number: at + 1, status }} place={placeOf(step, next)} />
        ))}
      </Paper>
    </>
  );
}

function placeOf({ name, outcome }: Step, next: Step | undefined): Place {
  if (outcome !== 'open') return outcome;
  return name === next?.name ? 'next' : 'later';
}

interface StepLineProps {
  readonly step: Step;
  readonly number: number;
  readonly place: Place;
  readonly status: Schemas['InitializationStatus'];
}

function StepLine({ step: { name }, number, place, status }: StepLineProps) {
  const { t } = useTexts();
  return (
    <Box component="li" data-step={name} data-place={place} sx={lineLook}>
      <Box aria-hidden sx={{ ...badge, ...(place === 'done' ? badgeDone : {}) }}>
        {number}
      </Box>
      <Box sx={{ minWidth: 0, display: 'grid', gap: 1, justifyItems: 'start' }}>
        <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
          <Box component="h2" sx={{ m: 0, fontSize: 15, fontWeight: 620 }}>
            {t(`setup:step_${name}`)}
          </Box>
          <StateWord state={STATES[place]} text={t(`setup:place_${place}`)} />
        </Box>
        {place !== 'done' && <Box sx={{ color: 'text.secondary', maxWidth: '72ch' }}>{t(`setup:teach_${name}`)}</Box>}
        {place !== 'done' && <StepAct {...{ name, place, status }} />}
      </Box>
    </Box>
  );
}

function StepAct({
  name,
  place,
  status,
}: Pick<StepLineProps, 'place' | 'status'> & { readonly name: StepName }): ReactNode {
  const { t } = useTexts();
  const screen = SCREENS[name];
  const isNext = place === 'next';
  if (name === 'prepared') return <Preparation />;
  if (name === 'member') return <ManagementMember instance={status.instance_identifier} />;
  if (name === 'anchor') return <AnchorDownload />;
  if (screen === undefined) return null;
  return (
    <Button component={Link} to={screen} variant={isNext ? 'contained' : 'outlined'}>
      {t(`setup:go_${name as 'authority' | 'timestamping' | 'publication' | 'backup'}`)}
    </Button>
  );
}

const lineLook = {
  ...{ display: 'grid', gridTemplateColumns: '32px minmax(0, 1fr)', gap: 2, p: 2 },
  ...{ borderTop: '1px solid', borderColor: 'divider', '&:first-of-type': { borderTop: 0 } },
} as const;

const badge = {
  ...{ width: 32, height: 32, borderRadius: '50%', display: 'grid', placeItems: 'center', fontWeight: 620 },
  ...{ border: '1px solid', borderColor: 'divider', color: 'text.secondary', fontFeatureSettings: "'tnum'" },
} as const;

const badgeDone = { bgcolor: 'ok.tint', color: 'ok.main', borderColor: 'ok.main' } as const;
