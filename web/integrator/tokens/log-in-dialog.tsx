import Box from '@mui/material/Box';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { StateIcon } from '../../design/status.tsx';
import { useTexts } from '../../texts/texts.ts';

interface LogInDialogProps {
  readonly token: Schemas['Token'];
  readonly node: string;
  readonly onClose: () => void;
}

/** The PIN of a token; tries that run low are told before they are used up. */
export function LogInDialog({ token, node, onClose }: LogInDialogProps) {
  const { t } = useTexts();
  const client = useQueryClient();
  const [pin, setPin] = useState('');
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('tokens:unlocked'));
    onClose();
  });
  const path = { token_id: token.id };
  const isFinal = token.status === 'USER_PIN_FINAL_TRY' || change.problem?.code === 'token_pin_final_try';
  const isLocked = token.status === 'USER_PIN_LOCKED' || change.problem?.code === 'token_pin_locked';
  const warning = isLocked ? 'tokens:pin_locked' : isFinal ? 'tokens:pin_final_try' : undefined;
  return (
    <FormDialog
      title={t('tokens:unlock_title', { token: token.name, node })}
      onClose={() => {
        // A wrong PIN has changed how many are left.
        void client.invalidateQueries();
        onClose();
      }}
    >
      <Form
        submit={t('tokens:unlock')}
        call={call('put', '/tokens/{token_id}/login', { path, body: { password: '$PIN' } })}
        permissions={['ACTIVATE_TOKEN']}
        isRunning={change.isRunning}
        problem={change.problem}
        onCancel={onClose}
        onSubmit={() => {
          setSent(true);
          if (pin !== '') change.run(call('put', '/tokens/{token_id}/login', { path, body: { password: pin } }));
        }}
      >
        {warning !== undefined && (
          <Box role="status" data-warning={warning} sx={{ display: 'flex', gap: 1, color: 'attention.main' }}>
            <StateIcon state="attention" />
            <span>{t(warning)}</span>
          </Box>
        )}
        <TextInput
          label={t('tokens:pin')}
          value={pin}
          onChange={setPin}
          {...{ isSent, isRequired: true, type: 'password', autoFocus: true }}
        />
      </Form>
    </FormDialog>
  );
}
