import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { call, make } from '../../api/client.ts';
import { legalBasisPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/queries.ts';
import { useRights } from '../../api/rights.ts';
import { ApiCallButton } from '../../design/api-call-drawer.tsx';
import { Code } from '../../design/code.tsx';
import type { Column } from '../../design/column.ts';
import { DataTable } from '../../design/data-table.tsx';
import { formatProvision } from '../../design/formats.ts';
import { Icon } from '../../design/icons.tsx';
import { isBare, pagingOf, useListState } from '../../design/list-state.ts';
import { useTexts } from '../../texts/texts.ts';
import { BasesHeader } from './bases-header.tsx';
import { InForce, OnDayFilter, ValidityText } from './day.tsx';
import type { Basis } from './kinds.ts';
import { ROWS_MAX } from './rows.ts';

export function Component() {
  const { t } = useTexts();
  const may = useRights();
  const state = useListState({ sort: 'act' });
  const found = (paging: object) =>
    call('get', '/drum/legal-bases', { query: { q: state.q, on: state.filter('on'), ...paging } });
  const answered = useAnswer(found(pagingOf(state)), { keepsPrevious: true });
  const columns: readonly Column<Basis>[] = [
    {
      ...{
        id: 'act',
        title: t('bases:act'),
        sort: 'act',
        width: '30%',
        text: ({ act, article }) => `${act}, ${article}`,
      },
      cell: ({ act, article }) => `${act}, ${formatProvision(article)}`,
    },
    {
      ...{ id: 'id', title: t('bases:id'), sort: 'id', width: 150, text: ({ id }) => id },
      cell: ({ id }) => <Code text={id} />,
    },
    {
      ...{ id: 'text', title: t('bases:text'), text: ({ text }) => text },
      cell: ({ text }) => <Box sx={twoLines}>{text}</Box>,
    },
    {
      ...{ id: 'valid', title: t('bases:validity'), sort: 'valid_from', width: 180 },
      text: ({ valid_from: from, valid_to: to = '' }) => `${from} – ${to}`,
      cell: (basis) => <ValidityText {...basis} />,
    },
    {
      ...{ id: 'state', title: t('bases:state'), width: 130, text: () => '' },
      cell: (basis) => <InForce {...basis} />,
    },
  ];
  const add = may('EDIT_LEGAL_BASES') && (
    <Button variant="contained" component={Link} to="/legal-bases/new" startIcon={<Icon name="add" />}>
      {t('bases:add')}
    </Button>
  );
  return (
    <>
      <BasesHeader title={t('bases:title')} action={!isBare(state, answered.data?.items) && add} />
      <DataTable
        name={t('bases:title')}
        {...{ columns, state }}
        source={{ ...answered, rows: answered.data?.items, total: answered.data?.paging_metadata.total_items ?? 0 }}
        keyOf={({ id }) => id}
        linkOf={({ id }) => legalBasisPath(id)}
        searchHint={t('bases:search')}
        filters={<OnDayFilter state={state} />}
        tools={<ApiCallButton call={found(pagingOf(state))} permissions={['VIEW_LEGAL_BASES']} />}
        all={async () => (await make(found({ ...pagingOf(state), limit: ROWS_MAX, offset: 0 }))).items}
        empty={{ title: t('bases:empty'), teach: t('bases:empty_teach'), action: add }}
      />
    </>
  );
}

const twoLines = {
  ...{ display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical', overflow: 'hidden' },
} as const;
