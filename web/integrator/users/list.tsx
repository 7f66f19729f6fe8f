import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { RoleName } from '../../api/roles.ts';
import { useChange } from '../../api/queries.ts';
import { session } from '../../api/session.ts';
import { useStore } from '../../api/store.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import type { Action } from '../../design/action-menu.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, localPage, useListState } from '../../design/list-state.ts';
import { RowMenu } from '../../design/row-menu.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts, type Translate } from '../../texts/texts.ts';
import { SettingsHeader } from '../settings/header.tsx';
import { SecretOnce } from '../settings/secret-once.tsx';
import { UserActs, type Act, type MadePassword } from './acts.tsx';
import { NewUser } from './new.tsx';
import { allUsers, isLastAdministrator, useUsers, type User } from './user.ts';

export function Component() {
  const { t } = useTexts();
  const now = useNow();
  const state = useListState({ sort: 'name' });
  const [isAdding, setAdding] = useState(false);
  const [act, setAct] = useState<Act>();
  const [made, setMade] = useState<MadePassword>();
  const answered = useUsers();
  const atOnce = useAtOnce();
  const columns = useColumns(now);
  const page = answered.data === undefined ? undefined : localPage(answered.data, columns, state);
  const add = (
    <Button
      variant="contained"
      startIcon={<Icon name="add" />}
      onClick={() => {
        setAdding(true);
      }}
    >
      {t('users:add')}
    </Button>
  );
  return (
    <>
      <SettingsHeader title={t('settings:users')} action={!isBare(state, page?.rows) && add} />
      {atOnce.problem !== undefined && (
        <Box sx={{ mb: 2 }}>
          <ErrorPanel problem={atOnce.problem} />
        </Box>
      )}
      <DataTable
        name={t('settings:users')}
        {...{ columns, state }}
        source={{ ...answered, rows: page?.rows, total: page?.total ?? 0 }}
        keyOf={({ name }) => name}
        rowActions={(user) => (
          <RowMenu
            of={user.name}
            actions={actionsOf(user, {
              ...{ t, now, open: setAct, run: atOnce.run },
              isLast: isLastAdministrator(user, answered.data ?? []),
            })}
          />
        )}
        searchHint={t('users:search')}
        tools={<ApiCallButton call={allUsers} permissions={['MANAGE_USERS']} />}
        all={() => Promise.resolve(page?.all ?? [])}
        empty={{ title: t('users:empty'), teach: t('users:empty_teach'), action: add }}
      />
      {isAdding && (
        <NewUser
          onClose={() => {
            setAdding(false);
          }}
          onMade={setMade}
        />
      )}
      {act !== undefined && (
        <UserActs
          act={act}
          isLast={isLastAdministrator(act.user, answered.data ?? [])}
          onClose={() => {
            setAct(undefined);
          }}
          onMade={setMade}
        />
      )}
      {made !== undefined && (
        <SecretOnce
          title={t('users:first_password', { name: made.name })}
          secret={made.password}
          what={t('users:password')}
          onClose={() => {
            setMade(undefined);
          }}
        />
      )}
    </>
  );
}

/** What takes nothing away is done at once. */
function useAtOnce() {
  const [said, setSaid] = useState('');
  const change = useChange(() => {
    announce(said);
  });
  return {
    problem: change.problem,
    run: (described: ReturnType<typeof enable>, words: string) => {
      setSaid(words);
      change.run(described);
    },
  };
}

const enable = (name: string) => call('patch', '/drum/users/{name}', { path: { name }, body: { disabled: false } });
const unlock = (name: string) => call('post', '/drum/users/{name}/unlock', { path: { name } });

function useColumns(now: Date): readonly Column<User>[] {
  const { t } = useTexts();
  const sitting = useStore(session.state);
  const own = sitting.phase === 'in' || sitting.phase === 'over' ? sitting.user.name : undefined;
  const rolesOf = ({ roles }: User): string => roles.map((role) => t(`roles:${role as RoleName}`)).join(', ');
  return [
    {
      ...{ id: 'name', title: t('users:name'), sort: 'name', width: 180, text: ({ name }) => name },
      cell: ({ name }) => (
        <>
          <Box component="span" sx={{ fontWeight: 600 }} translate="no">
            {name}
          </Box>
          {name === own && ` (${t('users:you')})`}
        </>
      ),
    },
    { id: 'roles', title: t('settings:roles'), sort: 'roles', text: rolesOf },
    {
      ...{ id: 'state', title: t('users:state'), sort: 'state', width: 220 },
      text: (user) => t(`users:state_${stateOf(user, now)}`),
      cell: (user) => <UserState user={user} now={now} />,
    },
    {
      ...{ id: 'password', title: t('users:password_changed'), sort: 'password', width: 130 },
      text: ({ password_changed_at: at }) => at,
      cell: ({ password_changed_at: at }) => <Time at={at} form="date" />,
    },
    {
      ...{ id: 'created', title: t('users:created'), sort: 'created', width: 130 },
      text: ({ created_at: at }) => at,
      cell: ({ created_at: at }) => <Time at={at} form="date" />,
    },
  ];
}

const isLocked = ({ locked_until: until }: User, now: Date): boolean => until !== undefined && new Date(until) > now;

function stateOf(user: User, now: Date): 'disabled' | 'locked' | 'first' | 'active' {
  if (user.disabled) return 'disabled';
  if (isLocked(user, now)) return 'locked';
  return user.must_change_password ? 'first' : 'active';
}

const STATES = { disabled: 'stopped', locked: 'attention', first: 'attention', active: 'ok' } as const;

function UserState({ user, now }: { readonly user: User; readonly now: Date }) {
  const { t } = useTexts();
  const state = stateOf(user, now);
  return (
    <>
      <StateWord state={STATES[state]} text={t(`users:state_${state}`)} />
      {state === 'locked' && user.locked_until !== undefined && (
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
          {t('users:locked_until')} <Time at={user.locked_until} />
        </Box>
      )}
    </>
  );
}

interface Menu {
  readonly t: Translate;
  readonly now: Date;
  readonly open: (act: Act) => void;
  readonly run: ReturnType<typeof useAtOnce>['run'];
  readonly isLast: boolean;
}

function actionsOf(user: User, { t, now, open, run, isLast }: Menu): Action[] {
  const later = (what: Act['what']) => (): void => {
    open({ what, user });
  };
  const notNow = isLast ? { notNow: t('users:last_administrator') } : {};
  return [
    { text: t('users:change_roles'), run: later('roles') },
    { text: t('users:reset'), run: later('reset') },
    ...(isLocked(user, now)
      ? [
          {
            text: t('users:unlock'),
            run: () => {
              run(unlock(user.name), t('users:unlocked'));
            },
          },
        ]
      : []),
    user.disabled
      ? {
          text: t('users:enable'),
          run: () => {
            run(enable(user.name), t('users:enabled'));
          },
        }
      : { text: t('users:disable'), run: later('disable'), ...notNow },
    { text: t('users:remove'), run: later('remove'), isDestructive: true, ...notNow },
  ];
}
