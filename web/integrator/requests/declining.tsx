import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Form } from '../../design/form.tsx';
import { useTexts } from '../../texts/texts.ts';
import { permissionFor } from './request-words.ts';
import { DECIDED, type ReviewedRequest } from './reviewed.ts';

const REASON_MIN = 10;
const REASON_MAX = 255;

interface DecliningProps {
  readonly request: ReviewedRequest;
  readonly onLate: () => void;
  readonly onClose: () => void;
}

/** Declines a request, with a reason that whoever asked gets to read. */
export function Declining({ request, onLate, onClose }: DecliningProps) {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const [isSent, setSent] = useState(false);
  const { id = 0 } = request;
  const decline = call('post', '/drum/management-requests/{management_request_id}/decline', {
    path: { management_request_id: id },
    body: { reason: reason.trim() },
  });
  const change = useChange(
    () => {
      announce(t('requests:declined'));
      onClose();
    },
    ({ code }) => {
      if (code !== DECIDED) return;
      onLate();
      onClose();
    },
  );
  const isTooShort = reason.trim().length < REASON_MIN;
  return (
    <FormDialog title={t('requests:decline_title', { id })} onClose={onClose}>
      <Form
        submit={t('requests:decline_act', { id })}
        call={decline}
        permissions={[permissionFor('REVOKE', request)]}
        isRunning={change.isRunning}
        problem={change.problem}
        colour="error"
        onCancel={onClose}
        cancel={t('common:back')}
        onSubmit={() => {
          setSent(true);
          if (!isTooShort) change.run(decline);
        }}
      >
        <Box>{t('requests:decline_teach')}</Box>
        <TextField
          label={t('requests:reason')}
          value={reason}
          required
          autoFocus
          multiline
          minRows={3}
          error={isSent && isTooShort}
          helperText={t('requests:reason_length', { count: REASON_MIN })}
          slotProps={{ htmlInput: { maxLength: REASON_MAX } }}
          onChange={({ target }) => {
            setReason(target.value);
          }}
        />
      </Form>
    </FormDialog>
  );
}
