import { useState } from 'react';
import { call, type AnswerOf } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { TextInput } from '../../design/identifier-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import { PEOPLES_ROLES, RoleBoxes } from '../settings/role-boxes.tsx';
import type { MadePassword } from './acts.tsx';
import type { User } from './user.ts';

interface NewUserProps {
  readonly onClose: () => void;
  readonly onMade: (made: MadePassword) => void;
}

export function NewUser({ onClose, onMade }: NewUserProps) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<ReadonlySet<string>>(new Set());
  const [password, setPassword] = useState('');
  const [isSent, setSent] = useState(false);
  const change = useChange<AnswerOf<'/drum/users', 'post'>>(({ name: added, first_password: first }) => {
    announce(t('users:added'));
    onClose();
    if (first !== undefined) onMade({ name: added, password: first });
  });
  const add = (first: string) =>
    call('post', '/drum/users', {
      body: {
        ...{ name: name.trim(), roles: [...roles] as User['roles'] },
        ...(first === '' ? {} : { password: first }),
      },
    });
  return (
    <FormDialog title={t('users:add')} onClose={onClose}>
      <Form
        submit={t('users:add')}
        call={add(password === '' ? '' : '$NEW_PASSWORD')}
        permissions={['MANAGE_USERS']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (name.trim() === '' || roles.size === 0) return;
          change.run(add(password));
        }}
      >
        <TextInput
          label={t('users:name')}
          help={t('users:name_help')}
          value={name}
          onChange={setName}
          {...{ isSent, isRequired: true, autoFocus: true }}
        />
        <RoleBoxes offered={PEOPLES_ROLES} chosen={roles} onChange={setRoles} isSent={isSent} />
        <TextInput
          label={t('users:password')}
          help={t('users:password_help', { rule: t('session:password_rule') })}
          value={password}
          onChange={setPassword}
          type="password"
          autoComplete="new-password"
        />
      </Form>
    </FormDialog>
  );
}
