import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { call, make } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { requestPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { Code } from '../../design/code.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { pagingOf, useListState, type ListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { StateWord } from '../../design/status.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { Time } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { stateOf, STATUSES, statusOf, TYPES, type Request } from './request-words.ts';

const ROWS_MAX = 10_000;

/** What waits, the oldest first, where the address says nothing else. */
const PRESET = { status: 'WAITING', sort: 'created_at' };

export function Component() {
  const { t } = useTexts();
  const state = useListState(PRESET);
  const answered = useAnswer(found(state, pagingOf(state)), { keepsPrevious: true });
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t('requests:title')} />
      <DataTable
        name={t('requests:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ id = 0 }) => String(id)}
        linkOf={({ id = 0 }) => requestPath(id)}
        searchHint={t('requests:search')}
        filters={
          <>
            <Filter
              label={t('requests:state')}
              name="status"
              allText={t('lists:all')}
              state={state}
              options={STATUSES.map((value) => ({ value, text: t(`requests:status_${value}`) }))}
            />
            <Filter
              label={t('requests:type')}
              name="type"
              allText={t('lists:all')}
              state={state}
              options={TYPES.map((value) => ({ value, text: t(`requests:type_${value}`) }))}
            />
          </>
        }
        tools={<ApiCallButton call={found(state, pagingOf(state))} permissions={['VIEW_MANAGEMENT_REQUESTS']} />}
        all={async () => (await make(found(state, { ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).items}
        empty={{
          title: t('requests:empty'),
          teach: t('requests:empty_teach'),
          action: (
            <Button
              onClick={() => {
                state.set({ status: '' });
              }}
            >
              {t('requests:show_all')}
            </Button>
          ),
        }}
      />
    </>
  );
}

function found(state: ListState, paging: Schemas['PagingSortingParameters']) {
  const [status, type] = [state.filter('status'), state.filter('type')];
  const filter = {
    query: state.q,
    ...(status === '' ? {} : { status: status as Schemas['ManagementRequestStatus'] }),
    ...(type === '' ? {} : { types: [type as Request['type']] }),
  };
  return call('get', '/management-requests', { query: { filter, paging_sorting: paging } });
}

function useColumns(): readonly Column<Request>[] {
  const { t } = useTexts();
  return [
    {
      ...{ id: 'id', title: t('requests:id'), sort: 'id', width: 120, text: ({ id = 0 }) => String(id) },
      cell: ({ id = 0 }) => t('requests:number', { id }),
    },
    { id: 'what', title: t('requests:what'), sort: 'type', text: ({ type }) => t(`requests:type_${type}`) },
    {
      ...{ id: 'who', title: t('requests:who'), sort: 'security_server_owner' },
      text: ({ security_server_owner: owner, security_server_id: id }) => owner ?? id.member_code,
      cell: ({ security_server_owner: owner }) =>
        owner ?? <Box sx={{ color: 'text.secondary' }}>{t('requests:unknown_member')}</Box>,
    },
    {
      ...{ id: 'server', title: t('requests:server'), sort: 'security_server_id' },
      text: ({ security_server_id: id }) => id.encoded_id ?? '',
      cell: ({ security_server_id: { encoded_id: id = '' } }) => <Code text={id} />,
    },
    {
      ...{ id: 'age', title: t('requests:age'), sort: 'created_at' },
      text: ({ created_at: at = '' }) => at,
      cell: ({ created_at: at }) => at !== undefined && <Time at={at} relative />,
    },
    {
      ...{ id: 'state', title: t('requests:state'), sort: 'status' },
      text: (request) => t(`requests:status_${statusOf(request)}`),
      cell: (request) => <StateWord state={stateOf(request)} text={t(`requests:status_${statusOf(request)}`)} />,
    },
  ];
}
