import { useState } from 'react';
import { Outlet, useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { memberPath } from '../../api/paths.ts';
import { useRights } from '../../api/rights.ts';
import { announce } from '../../design/announcer.tsx';
import { ConfirmLoss } from '../../design/confirm-loss.tsx';
import { EntityHeader } from '../../design/entity-header.tsx';
import { Loaded } from '../../design/loaded.tsx';
import { TextDialog } from '../../design/text-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useMember } from './member.ts';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const { id, member, subsystems, owned, groups } = useMember();
  const [open, setOpen] = useState<'rename' | 'delete'>();
  const base = memberPath(id);
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Loaded of={member} title={t('members:one')}>
      {({ member_name: name = id }) => (
        <>
          <EntityHeader
            kind={t('members:one')}
            {...{ name, id }}
            actions={[
              ...(may('EDIT_MEMBER_NAME')
                ? [
                    {
                      text: t('members:rename'),
                      run: () => {
                        setOpen('rename');
                      },
                    },
                  ]
                : []),
              ...(may('DELETE_MEMBER')
                ? [
                    {
                      text: t('members:delete'),
                      isDestructive: true,
                      run: () => {
                        setOpen('delete');
                      },
                    },
                  ]
                : []),
            ]}
            tabs={[
              { text: t('members:subsystems'), to: base, count: subsystems.data?.length },
              { text: t('members:servers'), to: `${base}/servers`, count: owned.data?.length },
              { text: t('members:groups'), to: `${base}/groups`, count: groups.data?.length },
              ...(may('VIEW_AUDIT_LOG') ? [{ text: t('common:history'), to: `${base}/history` }] : []),
            ]}
          />
          <Outlet />
          {open === 'rename' && (
            <TextDialog
              title={t('members:rename_title')}
              label={t('members:name')}
              {...{ name, etag: member.etag }}
              callOf={(member_name) =>
                call('patch', '/members/{member_id}', { path: { member_id: id }, body: { member_name } })
              }
              permissions={['EDIT_MEMBER_NAME']}
              done={t('members:renamed')}
              onClose={close}
            />
          )}
          {open === 'delete' && <Deletion {...{ id, name, subsystems, owned, groups }} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

type DeletionProps = Pick<ReturnType<typeof useMember>, 'id' | 'subsystems' | 'owned' | 'groups'> & {
  readonly name: string;
  readonly onClose: () => void;
};

function Deletion({ id, name, subsystems, owned, groups, onClose }: DeletionProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const counted = [subsystems.data?.length, owned.data?.length, groups.data?.length] as const;
  const [ofSubsystems, ofServers, ofGroups] = counted;
  const losses =
    ofSubsystems === undefined || ofServers === undefined || ofGroups === undefined
      ? undefined
      : [
          t('members:lose_member', { id }),
          ...(ofSubsystems > 0 ? [t('members:lose_subsystems', { count: ofSubsystems })] : []),
          ...(ofServers > 0 ? [t('members:lose_servers', { count: ofServers })] : []),
          ...(ofGroups > 0 ? [t('members:lose_groups', { count: ofGroups })] : []),
        ];
  return (
    <ConfirmLoss
      title={t('members:delete_title', { name })}
      act={t('members:delete_act', { name })}
      losses={losses}
      keeps={[t('members:keeps_log')]}
      typed={id.split(':').at(-1) ?? id}
      call={call('delete', '/members/{member_id}', { path: { member_id: id } })}
      permissions={['DELETE_MEMBER']}
      onClose={onClose}
      onDone={() => {
        announce(t('members:deleted'));
        void navigate('/members');
      }}
    />
  );
}
