import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ActButton } from '../../design/act-button.tsx';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { Icon } from '../../design/icons.tsx';
import { useTexts } from '../../texts/texts.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';
import type { SourceKind } from './source-kind.ts';

export type KnownKey = Schemas['KnownSigningKeys']['keys'][number];

interface RotationProps {
  readonly kind: SourceKind;
  /** Of this node and this configuration. */
  readonly keys: readonly KnownKey[];
  /** Security servers that are live. */
  readonly live: number;
  readonly tokens: readonly Schemas['Token'][];
}

type StepName = 'new' | 'known' | 'activate' | 'remove';

const STEPS: readonly StepName[] = ['new', 'known', 'activate', 'remove'];

/** From one key to the next, so that nobody is cut off: new, known by all, activated, the old one removed. */
export function Rotation({ kind, keys, live, tokens }: RotationProps) {
  const { t } = useTexts();
  const may = useRights();
  const [open, setOpen] = useState<'new' | 'remove'>();
  const activate = useChange(() => {
    announce(t('configuration:key_activated'));
  });
  const active = keys.find((key) => key.active);
  const other = keys.find((key) => !key.active);
  // The one that was made later takes over; an older one that does not sign has been relieved.
  const isRelieved = active !== undefined && other !== undefined && other.created_at < active.created_at;
  const successor = isRelieved ? active : other;
  const step: StepName =
    other === undefined ? 'new' : isRelieved ? 'remove' : isKnown(successor, live) ? 'activate' : 'known';
  const generating = kind === 'INTERNAL' ? 'GENERATE_INTERNAL_KEY' : 'GENERATE_EXTERNAL_KEY';
  const ready = tokens.filter(({ possible_actions: actions = [] }) => actions.includes(generating));
  const actionsOf = (id: string | undefined): readonly string[] =>
    tokens.flatMap(({ configuration_signing_keys: own = [] }) => own).find((key) => key.id === id)?.possible_actions ??
    [];
  const mayActivate = actionsOf(other?.id).includes('ACTIVATE') && may('ACTIVATE_SIGNING_KEY');
  const mayRemove = actionsOf(other?.id).includes('DELETE') && may('DELETE_SIGNING_KEY');
  const isSafe = isRelieved && isKnown(active, live);
  return (
    <Box>
      <Box component="h3" sx={{ m: 0, mb: 1, fontSize: 15, fontWeight: 620 }}>
        {t('configuration:rotation')}
      </Box>
      <Steps at={step} />
      {activate.problem !== undefined && <ErrorPanel problem={activate.problem} />}
      <Box sx={{ display: 'flex', gap: 1, mt: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        {step === 'new' && may('GENERATE_SIGNING_KEY') && (
          <Button
            disabled={ready.length === 0}
            onClick={() => {
              setOpen('new');
            }}
          >
            {t('configuration:new_key')}
          </Button>
        )}
        {(step === 'known' || step === 'activate') && mayActivate && other !== undefined && (
          <ActButton
            disabled={step === 'known'}
            isRunning={activate.isRunning}
            onClick={() => {
              activate.run(call('put', '/signing-keys/{sign_key_id}/activate', { path: { sign_key_id: other.id } }));
            }}
          >
            {t('configuration:activate')}
          </ActButton>
        )}
        {mayRemove && (
          <Button
            color="error"
            disabled={step === 'remove' && !isSafe}
            onClick={() => {
              setOpen('remove');
            }}
          >
            {t(step === 'remove' ? 'configuration:remove_old' : 'configuration:drop_new')}
          </Button>
        )}
        <Box sx={{ color: 'text.secondary', fontSize: 13 }} role="status">
          {t(hintOf({ step, kind, isReady: ready.length > 0, isSafe, isNobodyLive: live === 0 }))}
        </Box>
      </Box>
      {open === 'new' && (
        <NewKeyDialog
          {...{ kind, tokens: ready, number: keys.length + 1 }}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
      {open === 'remove' && other !== undefined && (
        <ConfirmLoss
          title={t('configuration:remove_title', { key: other.label })}
          act={t('configuration:remove_act', { key: other.label })}
          losses={[t('configuration:remove_loses')]}
          keeps={[t('configuration:remove_keeps')]}
          call={call('delete', '/signing-keys/{sign_key_id}', { path: { sign_key_id: other.id } })}
          permissions={['DELETE_SIGNING_KEY']}
          onClose={() => {
            setOpen(undefined);
          }}
          onDone={() => {
            announce(t('configuration:key_removed'));
            setOpen(undefined);
          }}
        />
      )}
    </Box>
  );
}

/** Whether every live server knows a key; of an external one that is not seen from here. */
const isKnown = (key: KnownKey | undefined, live: number): boolean =>
  key !== undefined && (key.known_by_servers === undefined || key.known_by_servers >= live);

interface Situation {
  readonly step: StepName;
  readonly kind: SourceKind;
  readonly isReady: boolean;
  readonly isSafe: boolean;
  readonly isNobodyLive: boolean;
}

function hintOf({ step, kind, isReady, isSafe, isNobodyLive }: Situation) {
  if (step === 'new') return isReady ? 'configuration:hint_new' : 'configuration:hint_token';
  if (kind === 'EXTERNAL') return 'configuration:hint_external';
  if (step === 'known') return 'configuration:hint_known';
  if (isNobodyLive) return 'configuration:hint_nobody';
  if (step === 'activate') return 'configuration:hint_activate';
  return isSafe ? 'configuration:hint_remove' : 'configuration:hint_known';
}

function Steps({ at }: { readonly at: StepName }) {
  const { t } = useTexts();
  const current = STEPS.indexOf(at);
  return (
    <Box
      component="ol"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5 }}
    >
      {STEPS.map((name, index) => (
        <Box
          component="li"
          key={name}
          data-rotation={name}
          aria-current={index === current ? 'step' : undefined}
          sx={{
            ...{ display: 'flex', gap: 0.75, alignItems: 'center' },
            ...(index === current ? { fontWeight: 620 } : { color: 'text.secondary' }),
          }}
        >
          {index < current ? <Icon name="done" sx={{ color: 'ok.main' }} /> : <span>{index + 1}.</span>}
          {t(`configuration:step_${name}`)}
        </Box>
      ))}
    </Box>
  );
}
