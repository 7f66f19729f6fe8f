import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { useChange } from '../../api/queries.ts';
import { session } from '../../api/session.ts';
import { useStore } from '../../api/store.ts';
import { announce } from '../../design/announcer.tsx';
import { Form } from '../../design/form.tsx';
import { FormDialog } from '../../design/form-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { KEYS_ROLES, RoleBoxes } from '../settings/role-boxes.tsx';

type ApiKey = Schemas['ApiKey'];

interface KeyRolesProps {
  /** Absent: a new key. */
  readonly of?: ApiKey;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}

/** The roles of a key: nobody gives one that they have not, but for that of the management services. */
export function KeyRoles({ of, onClose, onMade }: KeyRolesProps) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(of?.roles));
  const [isSent, setSent] = useState(false);
  const given = useGivenRoles();
  const change = useChange<ApiKey>(({ key }) => {
    announce(t(of === undefined ? 'apiKeys:added' : 'apiKeys:roles_changed'));
    onClose();
    if (key !== undefined) onMade(key);
  });
  const body = KEYS_ROLES.filter((role) => chosen.has(role));
  const save =
    of === undefined
      ? call('post', '/api-keys', { body })
      : call('put', '/api-keys/{id}', { path: { id: of.id }, body });
  const send = (): void => {
    setSent(true);
    if (chosen.size > 0) change.run(save);
  };
  const isOffered = (role: (typeof KEYS_ROLES)[number]): boolean => given(role) || (of?.roles.includes(role) ?? false);
  return (
    <FormDialog title={of === undefined ? t('apiKeys:add') : t('apiKeys:roles_of', { id: of.id })} onClose={onClose}>
      <Form
        submit={of === undefined ? t('apiKeys:add') : t('common:save')}
        call={save}
        permissions={[of === undefined ? 'CREATE_API_KEY' : 'UPDATE_API_KEY']}
        {...{ isRunning: change.isRunning, problem: change.problem, onCancel: onClose, onSubmit: send }}
      >
        <RoleBoxes
          offered={KEYS_ROLES.filter(isOffered)}
          chosen={chosen}
          onChange={setChosen}
          isSent={isSent}
          help={t('apiKeys:roles_help')}
        />
      </Form>
    </FormDialog>
  );
}

function useGivenRoles(): (role: string) => boolean {
  const state = useStore(session.state);
  const own = state.phase === 'in' || state.phase === 'over' ? state.user.roles : [];
  const has = (role: string): boolean => own.includes(`ROLE_${role}`);
  return (role) => has(role) || (role === 'XROAD_MANAGEMENT_SERVICE' && has('XROAD_SYSTEM_ADMINISTRATOR'));
}
