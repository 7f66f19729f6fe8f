import Button from '@mui/material/Button';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { call, make } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { groupPath, memberPath } from '../../api/paths.ts';
import { queryClient, useAnswer, useChange } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { ErrorPanel } from '../../design/error-panel.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, pagingOf, useListState } from '../../design/list-state.ts';
import { Loaded } from '../../design/loaded.tsx';
import { TextDialog } from '../../design/text-dialog.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { BUILT_IN, nameOfGroup } from './group-names.ts';

type GroupMember = Schemas['GroupMemberListView'];

const idOf = ({ client_id: id }: GroupMember): string => id.encoded_id ?? '';
const memberOf = (member: GroupMember): string => idOf(member).split(':').slice(0, 3).join(':');

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { code = '' } = useParams();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const group = useAnswer(call('get', '/global-groups/{group_code}', { path: { group_code: code } }));
  const isOwn = code !== BUILT_IN;
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Loaded of={group} title={t('groups:one')}>
      {({ description, member_count: count = 0 }) => (
        <>
          <EntityHeader
            kind={isOwn ? t('groups:one') : `${t('groups:one')} · ${t('groups:built_in')}`}
            name={nameOfGroup({ code, description }, t)}
            id={code}
            actions={[
              ...(isOwn && may('EDIT_GROUP_DESCRIPTION')
                ? [
                    {
                      text: t('groups:edit'),
                      run: () => {
                        setOpen('edit');
                      },
                    },
                  ]
                : []),
              ...(isOwn && may('DELETE_GROUP')
                ? [
                    {
                      text: t('groups:delete'),
                      isDestructive: true,
                      run: () => {
                        setOpen('delete');
                      },
                    },
                  ]
                : []),
            ]}
          />
          <Members code={code} mayChange={isOwn && may('ADD_AND_REMOVE_GROUP_MEMBERS')} />
          {open === 'edit' && (
            <TextDialog
              title={t('groups:edit')}
              label={t('groups:description')}
              name={description}
              etag={group.etag}
              callOf={(text) =>
                call('patch', '/global-groups/{group_code}', {
                  path: { group_code: code },
                  body: { description: text },
                })
              }
              permissions={['EDIT_GROUP_DESCRIPTION']}
              done={t('groups:edited')}
              onClose={close}
            />
          )}
          {open === 'delete' && <Deletion {...{ code, count }} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

function Deletion({
  code,
  count,
  onClose,
}: {
  readonly code: string;
  readonly count: number;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const navigate = useNavigate();
  return (
    <ConfirmLoss
      title={t('groups:delete_title', { code })}
      act={t('groups:delete_act', { code })}
      losses={[t('groups:lose_group', { code }), ...(count > 0 ? [t('groups:lose_members', { count })] : [])]}
      typed={code}
      call={call('delete', '/global-groups/{group_code}', { path: { group_code: code } })}
      permissions={['DELETE_GROUP']}
      onClose={onClose}
      onDone={() => {
        announce(t('groups:deleted'));
        void navigate('/groups');
      }}
    />
  );
}

function Members({ code, mayChange }: { readonly code: string; readonly mayChange: boolean }) {
  const { t } = useTexts();
  const state = useListState({ sort: 'name' });
  const taken = useRef<GroupMember>(undefined);
  const remove = useChange(() => {
    const member = taken.current;
    if (member === undefined) return;
    announce(t('groups:removed'), async () => {
      const body = { items: [idOf(member)] };
      await make(call('post', '/global-groups/{group_code}/members/add', { path: { group_code: code }, body }));
      announce(t('groups:returned'));
      await queryClient.invalidateQueries();
    });
  });
  const found = call('post', '/global-groups/{group_code}/members', {
    path: { group_code: code },
    body: { query: state.q, paging_sorting: pagingOf(state) },
  });
  const answered = useAnswer(found, { keepsPrevious: true });
  const columns: readonly Column<GroupMember>[] = [
    { id: 'name', title: t('groups:member'), sort: 'name', text: (member) => member.name },
    {
      ...{ id: 'subsystem', title: t('members:subsystem'), sort: 'subsystem' },
      text: ({ client_id: id, subsystem_name: name }) => name ?? id.subsystem_code ?? t('members:member_itself'),
    },
    { id: 'id', title: t('groups:member_id'), text: idOf, cell: (member) => <code>{idOf(member)}</code> },
    {
      ...{ id: 'since', title: t('groups:since'), sort: 'created_at', width: 200 },
      text: ({ created_at: at }) => at,
      cell: ({ created_at: at }) => <Time at={at} />,
    },
  ];
  const add = mayChange && (
    <Button component={Link} to={`${groupPath(code)}/add`} startIcon={<Icon name="add" />}>
      {t('groups:add_members')}
    </Button>
  );
  return (
    <>
      {remove.problem !== undefined && <ErrorPanel problem={remove.problem} />}
      <DataTable
        name={t('groups:members')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={idOf}
        linkOf={(member) => memberPath(memberOf(member))}
        {...(mayChange
          ? {
              rowActions: (member: GroupMember) => (
                <Button
                  variant="text"
                  color="error"
                  aria-label={`${t('groups:remove')}: ${idOf(member)}`}
                  disabled={remove.isRunning}
                  onClick={() => {
                    taken.current = member;
                    remove.run(
                      call('delete', '/global-groups/{group_code}/members/{client_id}', {
                        path: { group_code: code, client_id: idOf(member) },
                      }),
                    );
                  }}
                >
                  {t('groups:remove')}
                </Button>
              ),
            }
          : {})}
        searchHint={t('groups:search_members')}
        tools={
          <>
            <ApiCallButton call={found} permissions={['VIEW_GROUP_DETAILS']} />
            {!isBare(state, answered.data?.items) && add}
          </>
        }
        empty={{ title: t('groups:no_members'), teach: t('groups:no_members_teach'), action: add }}
      />
    </>
  );
}
