import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make } from '../../api/client.ts';
import type { Schemas } from '../../api/definitions/all.d.ts';
import { memberPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, pagingOf, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { useTexts } from '../../texts/texts.ts';

type Member = Schemas['Client'];

/** More is not listed at once. */
const ROWS_MAX = 10_000;

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'member_name' });
  const found = (paging: Schemas['PagingSortingParameters']) =>
    call('get', '/clients', {
      query: { client_type: 'MEMBER', q: state.q, member_class: state.filter('class'), paging_sorting: paging },
    });
  const answered = useAnswer(found(pagingOf(state)), { keepsPrevious: true });
  const classes = useAnswer(call('get', '/member-classes', {}));
  const columns: readonly Column<Member>[] = [
    { id: 'name', title: t('members:name'), text: ({ member_name: name = '' }) => name, sort: 'member_name' },
    {
      ...{ id: 'class', title: t('members:class'), sort: 'client_id.member_class', width: 140 },
      text: ({ client_id: id }) => id.member_class,
    },
    {
      ...{ id: 'code', title: t('members:code'), sort: 'client_id.member_code', width: 220 },
      text: ({ client_id: id }) => id.member_code,
      cell: ({ client_id: id }) => <code>{id.member_code}</code>,
    },
  ];
  const add = may('ADD_NEW_MEMBER') && (
    <Button variant="contained" component={Link} to="/members/new" startIcon={<Icon name="add" />}>
      {t('members:add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('members:title')} action={!isBare(state, answered.data?.clients) && add} />
      <DataTable
        name={t('members:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.clients, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ client_id: id }) => id.encoded_id ?? ''}
        linkOf={({ client_id: id }) => memberPath(id.encoded_id ?? '')}
        searchHint={t('members:search')}
        filters={
          <Filter
            label={t('members:class')}
            name="class"
            allText={t('lists:all')}
            state={state}
            options={(classes.data ?? []).map(({ code, description }) => ({
              value: code,
              text: `${code} – ${description}`,
            }))}
          />
        }
        tools={<ApiCallButton call={found(pagingOf(state))} permissions={['VIEW_MEMBERS']} />}
        all={async () => (await make(found({ ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).clients ?? []}
        empty={{ title: t('members:empty'), teach: t('members:empty_teach'), action: add }}
      />
    </>
  );
}
