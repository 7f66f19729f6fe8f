import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FieldWithHelp, Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { SourceKind } from './source-kind.ts';

interface NewKeyDialogProps {
  readonly kind: SourceKind;
  /** Those that have room for one. */
  readonly tokens: readonly Schemas['Token'][];
  readonly number: number;
  readonly onClose: () => void;
}

/** A new signing key: what it is called, and in which token. */
export function NewKeyDialog({ kind, tokens, number, onClose }: NewKeyDialogProps) {
  const { t } = useTexts();
  const [label, setLabel] = useState(`${kind.toLowerCase()}-${number}`);
  const [token, setToken] = useState(tokens[0]?.id ?? '');
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('configuration:key_made'));
    onClose();
  });
  const add = call('post', '/configuration-sources/{configuration_type}/signing-keys', {
    path: { configuration_type: kind },
    body: { key_label: label.trim(), token_id: token },
  });
  return (
    <FormDialog title={t('configuration:new_key_title')} onClose={onClose}>
      <Form
        submit={t('configuration:make_key')}
        call={add}
        permissions={['GENERATE_SIGNING_KEY']}
        isRunning={change.isRunning}
        problem={change.problem}
        onCancel={onClose}
        onSubmit={() => {
          setSent(true);
          if (label.trim() !== '') change.run(add);
        }}
      >
        <TextInput
          label={t('configuration:key_label')}
          help={t('configuration:key_label_help')}
          value={label}
          onChange={setLabel}
          {...{ isSent, isRequired: true, autoFocus: true }}
        />
        <FieldWithHelp>
          <TextField
            select
            label={t('configuration:token')}
            value={token}
            slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
            onChange={({ target }) => {
              setToken(target.value);
            }}
          >
            {tokens.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </TextField>
        </FieldWithHelp>
      </Form>
    </FormDialog>
  );
}
