import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { serverPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { pagingOf, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { StateWord } from '../../design/status.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';

type Server = Schemas['SecurityServer'];

const ROWS_MAX = 10_000;

export function Component() {
  const { t } = useTexts();
  const state = useListState({ sort: 'server_id.server_code' });
  const found = (paging: Schemas['PagingSortingParameters']) =>
    call('get', '/security-servers', { query: { q: state.q, paging_sorting: paging } });
  const answered = useAnswer(found(pagingOf(state)), { keepsPrevious: true });
  const columns: readonly Column<Server>[] = [
    {
      ...{ id: 'code', title: t('servers:code'), sort: 'server_id.server_code' },
      text: ({ server_id: id }) => id.server_code,
    },
    { id: 'owner', title: t('servers:owner'), sort: 'owner_name', text: ({ owner_name: name = '' }) => name },
    {
      ...{ id: 'address', title: t('servers:address') },
      text: ({ server_address: address }) => address,
    },
    {
      ...{ id: 'maintenance', title: t('servers:maintenance') },
      text: ({ in_maintenance_mode: isIn }) => (isIn ? t('servers:in_maintenance') : t('common:no')),
      cell: ({ in_maintenance_mode: isIn }) =>
        isIn ? <StateWord state="attention" text={t('servers:in_maintenance')} /> : t('common:no'),
    },
    {
      ...{ id: 'created', title: t('servers:created') },
      text: ({ created_at: at = '' }) => at,
      cell: ({ created_at: at }) => at !== undefined && <Time at={at} />,
    },
  ];
  return (
    <>
      <PageHeader title={t('servers:title')} />
      <DataTable
        name={t('servers:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ server_id: id }) => id.encoded_id ?? ''}
        linkOf={({ server_id: id }) => serverPath(id.encoded_id ?? '')}
        searchHint={t('servers:search')}
        tools={<ApiCallButton call={found(pagingOf(state))} permissions={['VIEW_SECURITY_SERVERS']} />}
        all={async () => (await make(found({ ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).items}
        empty={{
          title: t('servers:empty'),
          teach: t('servers:empty_teach'),
          action: (
            <Button component={Link} to="/requests">
              {t('servers:to_requests')}
            </Button>
          ),
        }}
      />
    </>
  );
}
