import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make, type AnswerOf } from '../../api/client.ts';
import { memberPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { formatNumber } from '../../design/formats.ts';
import { Icon } from '../../design/icons.tsx';
import { isBare, pagingOf, useListState } from '../../design/list-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { Filter } from '../../design/table-bar.tsx';
import { useTexts } from '../../texts/texts.ts';

type Member = AnswerOf<'/drum/members', 'get'>['members'][number];

const SORTS = ['member_name', 'client_id.member_class', 'client_id.member_code'] as const;
/** More is not listed at once. */
const ROWS_MAX = 10_000;

export function Component() {
  const { t, language } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'member_name' });
  const found = (paging: ReturnType<typeof pagingOf>) => {
    const sort = SORTS.find((each) => each === paging.sort);
    return call('get', '/drum/members', {
      query: {
        ...{ q: state.q, member_class: state.filter('class'), limit: paging.limit, offset: paging.offset },
        ...(sort === undefined ? {} : { sort, desc: paging.desc ?? false }),
      },
    });
  };
  const answered = useAnswer(found(pagingOf(state)), { keepsPrevious: true });
  const classes = useAnswer(call('get', '/member-classes', {}));
  const columns: readonly Column<Member>[] = [
    { id: 'name', title: t('members:name'), text: ({ member_name: name }) => name, sort: 'member_name' },
    {
      ...{ id: 'class', title: t('members:class'), sort: 'client_id.member_class', width: 140 },
      text: ({ client_id: id }) => id.member_class,
    },
    {
      ...{ id: 'code', title: t('members:code'), sort: 'client_id.member_code', width: 220 },
      text: ({ client_id: id }) => id.member_code,
      cell: ({ client_id: id }) => <code>{id.member_code}</code>,
    },
    {
      ...{ id: 'subsystems', title: t('members:subsystems'), isNumber: true, width: 110 },
      text: ({ subsystems }) => formatNumber(subsystems, language),
    },
    {
      ...{ id: 'servers', title: t('members:servers'), isNumber: true, width: 110 },
      text: ({ servers }) => formatNumber(servers, language),
    },
  ];
  const add = may('ADD_NEW_MEMBER') && (
    <Button variant="contained" component={Link} to="/members/new" startIcon={<Icon name="add" />}>
      {t('members:add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('members:title')} action={!isBare(state, answered.data?.members) && add} />
      <DataTable
        name={t('members:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.members, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ client_id: id }) => id.encoded_id}
        linkOf={({ client_id: id }) => memberPath(id.encoded_id)}
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
        all={async () => (await make(found({ ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).members}
        empty={{ title: t('members:empty'), teach: t('members:empty_teach'), action: add }}
      />
    </>
  );
}
