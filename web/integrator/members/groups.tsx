import type { Schemas } from '../../api/definitions/all.d.ts';
import { groupPath } from '../../api/paths.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { localPage, useListState } from '../../design/list-state.ts';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { nameOfGroup } from '../groups/group-names.ts';
import { groupsOf, useMember } from './member.ts';

type Membership = Schemas['MemberGlobalGroup'];

export function Component() {
  const { t } = useTexts();
  const { id, groups } = useMember();
  const state = useListState({ sort: 'group' });
  const columns: readonly Column<Membership>[] = [
    {
      id: 'group',
      title: t('members:group'),
      sort: 'group',
      text: ({ group_code: code = '' }) => nameOfGroup({ code }, t),
    },
    {
      ...{ id: 'subsystem', title: t('members:subsystem'), sort: 'subsystem' },
      text: ({ subsystem }) => subsystem ?? t('members:member_itself'),
    },
    {
      ...{ id: 'since', title: t('members:since'), sort: 'since' },
      text: ({ added_to_group: at = '' }) => at,
      cell: ({ added_to_group: at }) => at !== undefined && <Time at={at} />,
    },
  ];
  const page = groups.data === undefined ? undefined : localPage(groups.data, columns, state);
  return (
    <DataTable
      name={t('members:groups')}
      {...{ columns, state }}
      source={{ ...groups, rows: page?.rows, total: page?.total ?? 0 }}
      keyOf={({ group_code: code = '', subsystem = '' }) => `${code} ${subsystem}`}
      linkOf={({ group_code: code = '' }) => groupPath(code)}
      tools={<ApiCallButton call={groupsOf(id)} permissions={['VIEW_MEMBER_DETAILS']} />}
      empty={{ title: t('members:no_groups'), teach: t('members:no_groups_teach') }}
    />
  );
}
