import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { memberPath } from '../../api/paths.ts';
import { useAnswer, useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { FieldWithHelp, Form } from '../../design/form.tsx';
import { IdentifierField, TextInput } from '../../design/identifier-field.tsx';
import { faultOf } from '../../design/identifiers.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useTaken } from './taken.ts';

export function Component() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const classes = useAnswer(call('get', '/member-classes', {}));
  const status = useAnswer(call('get', '/system/status', {}));
  const [name, setName] = useState('');
  const [memberClass, setClass] = useState('');
  const [code, setCode] = useState('');
  const [isSent, setSent] = useState(false);
  const instance = status.data?.initialization_status?.instance_identifier ?? '';
  const whole = memberClass === '' ? undefined : [instance, memberClass, code].join(':');
  const taken = useTaken(memberClass, code);
  const change = useChange<{ client_id: { encoded_id?: string } }>(({ client_id: id }) => {
    announce(t('members:added'));
    void navigate(memberPath(id.encoded_id ?? ''));
  });
  const add = call('post', '/members', {
    body: { member_id: { member_class: memberClass, member_code: code }, member_name: name.trim() },
  });
  return (
    <>
      <PageHeader title={t('members:new')} />
      <Form
        submit={t('members:add')}
        call={add}
        permissions={['ADD_NEW_MEMBER']}
        isRunning={change.isRunning}
        problem={change.problem}
        onCancel={() => void navigate('/members')}
        onSubmit={() => {
          setSent(true);
          if (name.trim() !== '' && memberClass !== '' && faultOf(code) === undefined) change.run(add);
        }}
      >
        <TextInput
          label={t('members:name')}
          help={t('members:name_help')}
          value={name}
          onChange={setName}
          {...{ isSent, isRequired: true, autoFocus: true }}
        />
        <FieldWithHelp help={t('members:class_help')}>
          <TextField
            select
            required
            label={t('members:class')}
            value={memberClass}
            error={isSent && memberClass === ''}
            helperText={isSent && memberClass === '' ? t('fields:empty') : undefined}
            slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
            onChange={({ target }) => {
              setClass(target.value);
            }}
          >
            <option value="">{t('members:choose_class')}</option>
            {(classes.data ?? []).map(({ code: value, description }) => (
              <option key={value} value={value}>
                {`${value} – ${description}`}
              </option>
            ))}
          </TextField>
        </FieldWithHelp>
        <IdentifierField
          kind="member"
          label={t('members:code')}
          help={t('members:code_help')}
          value={code}
          onChange={setCode}
          {...{ whole, taken, isSent }}
        />
      </Form>
    </>
  );
}
