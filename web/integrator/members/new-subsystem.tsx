import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { IdentifierField, TextInput } from '../../design/identifier-field.tsx';
import { faultOf } from '../../design/identifiers.ts';
import { useTexts } from '../../texts/texts.ts';

export function NewSubsystem({ member, onClose }: { readonly member: string; readonly onClose: () => void }) {
  const { t } = useTexts();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [isSent, setSent] = useState(false);
  const [, memberClass = '', memberCode = ''] = member.split(':');
  const change = useChange(() => {
    announce(t('members:subsystem_added'));
    onClose();
  });
  const add = call('post', '/subsystems', {
    body: {
      subsystem_id: { member_class: memberClass, member_code: memberCode, subsystem_code: code },
      ...(name.trim() === '' ? {} : { subsystem_name: name.trim() }),
    },
  });
  return (
    <FormDialog title={t('members:add_subsystem')} onClose={onClose}>
      <Form
        submit={t('members:add_subsystem')}
        {...{ call: add, isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        permissions={['ADD_MEMBER_SUBSYSTEM']}
        onSubmit={() => {
          setSent(true);
          if (faultOf(code) === undefined) change.run(add);
        }}
      >
        <IdentifierField
          kind="subsystem"
          label={t('members:subsystem_code')}
          help={t('members:subsystem_help')}
          value={code}
          onChange={setCode}
          whole={`${member}:${code}`}
          isSent={isSent}
          autoFocus
        />
        <TextInput label={t('members:subsystem_name')} value={name} onChange={setName} />
      </Form>
    </FormDialog>
  );
}
