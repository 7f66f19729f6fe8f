import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { FieldWithHelp, Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Makes the provider a client of a security server. */
export function RegisterProvider({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const may = useRights();
  const [server, setServer] = useState('');
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('management:registered'));
    onClose();
  });
  const register = call('post', '/management-services-configuration/register-provider', {
    body: { security_server_id: server.trim() },
  });
  const Field = may('VIEW_SECURITY_SERVERS') ? ServerChoice : ServerInput;
  return (
    <FormDialog title={t('management:register_title')} onClose={onClose}>
      <Form
        submit={t('management:register_act')}
        call={register}
        permissions={['REGISTER_SERVICE_PROVIDER']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (server.trim() !== '') change.run(register);
        }}
      >
        <Field value={server} onChange={setServer} isSent={isSent} />
      </Form>
    </FormDialog>
  );
}

interface ServerFieldProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly isSent: boolean;
}

/** For whoever may not see the servers. */
function ServerInput(props: ServerFieldProps) {
  const { t } = useTexts();
  return (
    <TextInput
      label={t('management:server_id')}
      help={t('management:server_help')}
      {...{ ...props, isRequired: true, autoFocus: true }}
    />
  );
}

const SERVERS_MAX = 10_000;

function ServerChoice({ value, onChange, isSent }: ServerFieldProps) {
  const { t } = useTexts();
  const { data } = useAnswer(
    call('get', '/security-servers', { query: { paging_sorting: { limit: SERVERS_MAX, offset: 0 } } }),
  );
  const isMissing = isSent && value === '';
  return (
    <FieldWithHelp>
      <TextField
        select
        required
        autoFocus
        label={t('management:server_id')}
        value={value}
        error={isMissing}
        helperText={isMissing ? t('fields:empty') : undefined}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      >
        <option value="">{t('management:choose_server')}</option>
        {(data?.items ?? []).map(({ server_id: { encoded_id: id = '' }, owner_name: owner = '' }) => (
          <option key={id} value={id}>
            {`${id} – ${owner}`}
          </option>
        ))}
      </TextField>
    </FieldWithHelp>
  );
}
