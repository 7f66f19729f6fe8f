import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make } from '../../api/client.ts';
import { purposePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { Code } from '../../design/code.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { Icon } from '../../design/icons.tsx';
import { isBare, pagingOf, useListState } from '../../design/list-state.ts';
import { useTexts } from '../../texts/texts.ts';
import { BasesHeader } from './bases-header.tsx';
import { InForce, OnDayFilter, ValidityText } from './day.tsx';
import type { Purpose } from './kinds.ts';
import { ROWS_MAX } from './rows.ts';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'bg' });
  const found = (paging: object) =>
    call('get', '/drum/purposes', { query: { q: state.q, on: state.filter('on'), ...paging } });
  const answered = useAnswer(found(pagingOf(state)), { keepsPrevious: true });
  const columns: readonly Column<Purpose>[] = [
    {
      ...{ id: 'bg', title: t('bases:purpose_bg'), sort: 'bg', text: ({ bg }) => bg },
      cell: ({ bg }) => <span lang="bg">{bg}</span>,
    },
    {
      ...{ id: 'en', title: t('bases:purpose_en'), text: ({ en }) => en },
      cell: ({ en }) => <span lang="en">{en}</span>,
    },
    {
      ...{ id: 'id', title: t('bases:id'), sort: 'id', width: 190, text: ({ id }) => id },
      cell: ({ id }) => <Code text={id} />,
    },
    {
      ...{ id: 'valid', title: t('bases:validity'), sort: 'valid_from', width: 210 },
      text: ({ valid_from: from, valid_to: to = '' }) => `${from} – ${to}`,
      cell: (purpose) => <ValidityText {...purpose} />,
    },
    {
      ...{ id: 'state', title: t('bases:state'), width: 150, text: () => '' },
      cell: (purpose) => <InForce {...purpose} />,
    },
  ];
  const add = may('EDIT_LEGAL_BASES') && (
    <Button variant="contained" component={Link} to="/legal-bases/purposes/new" startIcon={<Icon name="add" />}>
      {t('bases:add_purpose')}
    </Button>
  );
  return (
    <>
      <BasesHeader title={t('bases:purposes')} action={!isBare(state, answered.data?.items) && add} />
      <DataTable
        name={t('bases:purposes')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ id }) => id}
        linkOf={({ id }) => purposePath(id)}
        searchHint={t('bases:search_purposes')}
        filters={<OnDayFilter state={state} />}
        tools={<ApiCallButton call={found(pagingOf(state))} permissions={['VIEW_LEGAL_BASES']} />}
        all={async () => (await make(found({ ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).items}
        empty={{ title: t('bases:no_purposes'), teach: t('bases:no_purposes_teach'), action: add }}
      />
    </>
  );
}
