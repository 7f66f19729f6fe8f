import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make, type AnswerOf } from '../../api/client.ts';
import type { Paths } from '../../api/definitions/all.d.ts';
import { serverPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { StateWord } from '../../design/status.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { Time, useNow } from '../../design/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { LastConfiguration } from './last-configuration.tsx';
import { stateInWords } from './server-state.ts';

type Server = AnswerOf<'/drum/servers/seen' & keyof Paths, 'get'>['items'][number];

const ROWS_MAX = 1_000;

/** When servers took configuration last, as home counts them. */
const SEEN = {
  '2': { seen_within_minutes: 2 },
  '10': { seen_within_minutes: 10, not_seen_for_minutes: 2 },
  longer: { not_seen_for_minutes: 10, contact: 'SEEN' },
  unknown: { contact: 'UNKNOWN' },
} as const;
const SEEN_NAMES = ['2', '10', 'longer', 'unknown'] as const;
const SORTS = ['server_code', 'owner_name', 'seen_at'] as const;

export function Component() {
  const { t } = useTexts();
  const state = useListState({ sort: 'server_code' });
  const seen = SEEN_NAMES.find((name) => name === state.filter('seen'));
  const sort = SORTS.find((name) => name === state.sort.replace(/^-/, '')) ?? 'server_code';
  const found = (limit: number, offset: number) =>
    call('get', '/drum/servers/seen', {
      query: {
        ...{ q: state.q, sort, desc: state.sort.startsWith('-'), limit, offset },
        ...(seen === undefined ? {} : SEEN[seen]),
      },
    });
  const answered = useAnswer(found(state.size, state.page - 1), { keepsPrevious: true });
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t('servers:title')} />
      <DataTable
        name={t('servers:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ server_id: id }) => id.encoded_id}
        linkOf={({ server_id: id }) => serverPath(id.encoded_id)}
        searchHint={t('servers:search')}
        filters={
          <Filter
            label={t('servers:last_configuration')}
            name="seen"
            allText={t('lists:all')}
            state={state}
            options={SEEN_NAMES.map((value) => ({ value, text: t(`home:seen_${value}`) }))}
          />
        }
        tools={<ApiCallButton call={found(state.size, state.page - 1)} permissions={['VIEW_NETWORK_HEALTH']} />}
        all={async () => (await make(found(ROWS_MAX, 0))).items}
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

function useColumns(): readonly Column<Server>[] {
  const { t } = useTexts();
  const now = useNow();
  return [
    {
      ...{ id: 'code', title: t('servers:code'), sort: 'server_code', width: 100 },
      text: ({ server_id: id }) => id.server_code,
    },
    {
      ...{ id: 'state', title: t('servers:state') },
      text: (server) => stateInWords(server, now, t).text,
      cell: (server) => <StateWord {...stateInWords(server, now, t)} />,
    },
    {
      ...{ id: 'owner', title: t('servers:owner'), sort: 'owner_name', width: '22%' },
      text: ({ owner_name: name = '' }) => name,
    },
    { id: 'address', title: t('servers:address'), width: 130, text: ({ server_address: address = '' }) => address },
    {
      ...{ id: 'expiry', title: t('servers:nearest_expiry'), width: 130, text: ({ nearest_expiry: at = '' }) => at },
      cell: ({ nearest_expiry: at }) => (at === undefined ? '–' : <Time at={at} form="date" relative />),
    },
    {
      ...{ id: 'seen', title: t('servers:last_configuration'), sort: 'seen_at', text: ({ seen }) => seen?.at ?? '' },
      cell: ({ seen }) => <LastConfiguration seen={seen} />,
    },
    { id: 'clients', title: t('servers:clients'), isNumber: true, text: ({ clients }) => String(clients) },
  ];
}
