import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import { useId, useState, type ReactNode } from 'react';
import type { Call } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { useTexts } from '../texts/texts.ts';
import { ActButton } from './act-button.tsx';
import { Acts } from './acts.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { LabelAbove } from './form.tsx';
import { useLayer } from './layers.ts';
import { StateIcon } from './status.tsx';

export interface ConfirmLossProps<Answer> {
  /** The question. */
  readonly title: string;
  /** The act, as its button repeats it: „Изтриване на сървър SS2“. */
  readonly act: string;
  /** What is lost, in numbers; undefined while it is counted. */
  readonly losses: readonly ReactNode[] | undefined;
  /** What stays. */
  readonly keeps?: readonly ReactNode[];
  /** What must be typed, where the act cannot be undone. */
  readonly typed?: string;
  readonly call: Call<Answer>;
  /** A caller needs one of these. */
  readonly permissions: readonly string[];
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
}

/** Asks before something is lost, and does it. Rendered only while it is open. */
export function ConfirmLoss<Answer>(props: ConfirmLossProps<Answer>) {
  const { title, act, losses, keeps = [], typed, call, permissions, onDone, onClose } = props;
  const { t } = useTexts();
  const id = useId();
  const layer = useLayer();
  const [text, setText] = useState('');
  const change = useChange<Answer>(onDone);
  const isMeant = typed === undefined || text === typed;
  /** Red is for what is lost: an act that takes nothing away is a plain one. */
  const isLoss = typed !== undefined || losses === undefined || losses.length > 0;
  const confirm = (): void => {
    if (isMeant && losses !== undefined && !change.isRunning) change.run(call);
  };
  return (
    <Dialog {...layer} open onClose={onClose} aria-labelledby={id} maxWidth={false}>
      <DialogTitle id={id} component="h2">
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Losses losses={losses} keeps={keeps} />
        {typed !== undefined && (
          <LabelAbove id={`${id}-typed`} label={t('common:type_to_confirm', { text: typed })}>
            <TextField
              id={`${id}-typed`}
              value={text}
              autoComplete="off"
              slotProps={{ htmlInput: { spellCheck: false, translate: 'no' } }}
              onChange={({ target }) => {
                setText(target.value);
              }}
              onKeyDown={({ key }) => {
                if (key === 'Enter') confirm();
              }}
            />
          </LabelAbove>
        )}
        {change.problem !== undefined && <ErrorPanel problem={change.problem} />}
      </DialogContent>
      <DialogActions disableSpacing sx={{ display: 'block' }}>
        <Acts {...{ call, permissions }}>
          <ActButton
            color={isLoss ? 'error' : 'primary'}
            disabled={!isMeant || losses === undefined}
            isRunning={change.isRunning}
            onClick={confirm}
          >
            {act}
          </ActButton>
          <Button autoFocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
        </Acts>
      </DialogActions>
    </Dialog>
  );
}

function Losses({ losses, keeps }: { losses: readonly ReactNode[] | undefined; keeps: readonly ReactNode[] }) {
  const { t } = useTexts();
  if (losses === undefined) return <Skeleton variant="rounded" height={80} />;
  return (
    <>
      {losses.length > 0 && (
        <div>
          {t('common:lost')}
          <Box component="ul" data-losses sx={{ listStyle: 'none', p: 0, m: 0, mt: 1, display: 'grid', gap: 0.75 }}>
            {losses.map((loss, index) => (
              <Box component="li" key={index} sx={{ display: 'flex', gap: 1 }}>
                <StateIcon state="attention" />
                <span>{loss}</span>
              </Box>
            ))}
          </Box>
        </div>
      )}
      {keeps.map((kept, index) => (
        <Box key={index} sx={{ color: 'text.secondary' }}>
          {kept}
        </Box>
      ))}
    </>
  );
}
