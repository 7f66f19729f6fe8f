import { useState } from 'react';
import { call, type AnswerOf } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { PEOPLES_ROLES, RoleBoxes } from '../settings/role-boxes.tsx';
import type { User } from './user.ts';

export interface Act {
  readonly what: 'roles' | 'reset' | 'disable' | 'remove';
  readonly user: User;
}

/** A first password that was made, to be told this once. */
export interface MadePassword {
  readonly name: string;
  readonly password: string;
}

interface UserActsProps {
  readonly act: Act;
  readonly isLast: boolean;
  readonly onClose: () => void;
  readonly onMade: (made: MadePassword) => void;
}

/** What is asked before something is done with a user. People alone do it, and no key: there is no call to show. */
export function UserActs({ act: { what, user }, isLast, onClose, onMade }: UserActsProps) {
  const { t } = useTexts();
  const { name } = user;
  const path = { name };
  const done = (words: string) => () => {
    announce(words);
    onClose();
  };
  switch (what) {
    case 'roles':
      return <UserRoles {...{ user, isLast, onClose }} />;
    case 'reset':
      return (
        <ConfirmLoss<AnswerOf<'/drum/users/{name}/reset-password', 'post'>>
          title={t('users:reset_title', { name })}
          act={t('users:reset_act', { name })}
          losses={[t('users:lose_password', { name })]}
          keeps={[t('users:reset_keeps')]}
          call={call('post', '/drum/users/{name}/reset-password', { path, body: {} })}
          permissions={['MANAGE_USERS']}
          onClose={onClose}
          onDone={({ first_password: first }) => {
            onClose();
            if (first !== undefined) onMade({ name, password: first });
          }}
        />
      );
    case 'disable':
      return (
        <ConfirmLoss
          title={t('users:disable_title', { name })}
          act={t('users:disable_act', { name })}
          losses={[t('users:lose_sessions', { name })]}
          keeps={[t('users:disable_keeps')]}
          call={call('patch', '/drum/users/{name}', { path, body: { disabled: true } })}
          permissions={['MANAGE_USERS']}
          onClose={onClose}
          onDone={done(t('users:disabled'))}
        />
      );
    case 'remove':
      return (
        <ConfirmLoss
          title={t('users:remove_title', { name })}
          act={t('users:remove_act', { name })}
          losses={[t('users:lose_user', { name }), t('users:lose_links')]}
          keeps={[t('users:remove_keeps')]}
          typed={name}
          call={call('delete', '/drum/users/{name}', { path })}
          permissions={['MANAGE_USERS']}
          onClose={onClose}
          onDone={done(t('users:removed'))}
        />
      );
  }
}

function UserRoles({
  user: { name, roles },
  isLast,
  onClose,
}: Pick<UserActsProps, 'isLast' | 'onClose'> & Pick<Act, 'user'>) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(roles));
  const [isSent, setSent] = useState(false);
  const change = useChange(() => {
    announce(t('users:roles_changed'));
    onClose();
  });
  const save = call('patch', '/drum/users/{name}', { path: { name }, body: { roles: [...chosen] as never } });
  return (
    <FormDialog title={t('users:roles_of', { name })} onClose={onClose}>
      <Form
        submit={t('common:save')}
        call={save}
        permissions={['MANAGE_USERS']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose }}
        onSubmit={() => {
          setSent(true);
          if (chosen.size === 0) return;
          change.run(save);
        }}
      >
        <RoleBoxes
          offered={PEOPLES_ROLES}
          chosen={chosen}
          onChange={setChosen}
          isSent={isSent}
          fixed={isLast ? { role: 'XROAD_SYSTEM_ADMINISTRATOR', why: t('users:last_administrator') } : undefined}
        />
      </Form>
    </FormDialog>
  );
}
